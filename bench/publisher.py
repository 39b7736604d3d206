"""Images that are published and signed without Tako."""

import base64
import hashlib
import os
import pathlib
from typing import NamedTuple

from openssl import Openssl

HEADER = "Tako Manifest 1\n\n"


class Published(NamedTuple):
    """An image's digest; and its manifest's signed bytes and signature, as openssl takes them."""

    digest: str
    text: pathlib.Path
    signature: pathlib.Path


class Publisher:
    """Publishes images below a directory, as links to files, with a key of its own."""

    def __init__(self, directory: pathlib.Path, key: pathlib.Path, openssl: str):
        directory.mkdir()
        self._directory = directory
        self._key = key
        self._openssl = Openssl(openssl, directory)
        self._openssl("genpkey", "-algorithm", "ed25519", "-out", key)
        encoded = self._openssl("pkey", "-in", key, "-pubout", "-outform", "DER")
        # The key is what a SubjectPublicKeyInfo ends with, RFC 8410 section 4.
        self.public_key = base64.b64encode(encoded[-32:]).decode()
        self.public_key_file = key.with_suffix(".public")
        self._openssl("pkey", "-in", key, "-pubout", "-out", self.public_key_file)

    def publish(self, name: str, image: pathlib.Path, older: int = 0) -> Published:
        """Publishes an image as version 1.0, after so many older ones that are only named."""
        store = self._directory / name / "store"
        store.mkdir(parents=True)
        digest = self._openssl("dgst", "-sha256", "-r", image).split()[0].decode()
        (store / digest).symlink_to(image)
        text, signature = store.with_name("signed-text"), store.with_name("signature")
        with text.open("w") as lines:
            lines.write(HEADER)
            for number in range(older):
                lines.write(f"0.{number} {1 + number} {hashlib.sha256(b'%d' % number).hexdigest()}\n")
            lines.write(f"1.0 {image.stat().st_size} {digest}\n\n")
        self._openssl("pkeyutl", "-sign", "-inkey", self._key, "-rawin", "-in", text, "-out", signature)
        store.with_name("manifest").write_bytes(text.read_bytes() + base64.b64encode(signature.read_bytes()) + b"\n")
        return Published(digest, text, signature)


def random_file(path: pathlib.Path, size: int) -> pathlib.Path:
    """A file of so many bytes that nothing can compress or share."""
    with path.open("wb") as file:
        while size > 0:
            size -= file.write(os.urandom(min(size, 1 << 20)))
    return path


def sparse_file(path: pathlib.Path, size: int) -> pathlib.Path:
    """A file of so many zeros, for which the disk needs no room."""
    with path.open("wb") as file:
        file.truncate(size)
    return path
