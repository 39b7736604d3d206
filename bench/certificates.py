"""Certificates as public web sites have them, and a system's authorities with those that issued them."""

import pathlib
import re
from typing import NamedTuple

from measure import Unmeasurable
from openssl import Openssl

# Where distributions keep the bundle of authorities, and some a directory of them by hash.
BUNDLES = (
    pathlib.Path("/etc/ssl/certs/ca-certificates.crt"),
    pathlib.Path("/etc/pki/tls/certs/ca-bundle.crt"),
    pathlib.Path("/etc/ssl/ca-bundle.pem"),
    pathlib.Path("/etc/ssl/cert.pem"),
)
HASHED_DIRECTORY = pathlib.Path("/etc/ssl/certs")
HASHED_NAME = re.compile(r"[0-9a-f]{8}\.\d+")

KEYS = {
    "RSA": ["-newkey", "rsa:2048"],
    "RSA-4096": ["-newkey", "rsa:4096"],
    "P-256": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "P-384": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
}
# Signed with, where it is not SHA-256.
DIGESTS = {"P-384": "-sha384"}
AUTHORITY = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n"
SERVER = "basicConstraints=critical,CA:false\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost\n"


class Chain(NamedTuple):
    """What a server shows, from its own certificate up, and the authority that it ends at. PEM files."""

    name: str
    shown: pathlib.Path
    key: pathlib.Path
    authority: pathlib.Path


class Issuer:
    """Issues certificates into a new directory."""

    def __init__(self, directory: pathlib.Path, openssl: str):
        directory.mkdir()
        self._directory = directory
        self._openssl = Openssl(openssl, directory)

    def chain(self, name: str, file: str, keys: list[str]) -> Chain:
        """Certificates with these kinds of keys, the server's own first and the authority's last."""
        names = [f"{file}-{place}" for place in range(len(keys))]
        self._issue(names[-1], keys[-1], AUTHORITY, names[-1], keys[-1])
        shown = ""  # but for the authority's own, which everybody has
        for place in reversed(range(len(keys) - 1)):
            self._issue(names[place], keys[place], AUTHORITY if place else SERVER, names[place + 1], keys[place + 1])
            shown = self._pem(names[place]).read_text() + shown
        chain = self._directory / f"{file}-chain.pem"
        chain.write_text(shown)
        return Chain(name, chain, self._directory / f"{names[0]}.key", self._pem(names[-1]))

    def system_authorities(self, chains: list[Chain]) -> dict[str, str]:
        """Variables that name copies of the system's authorities, in each form it has, with those of chains added."""
        systems = next((path for path in BUNDLES if path.is_file()), None)
        if systems is None:
            raise Unmeasurable("this system has no bundle of certificate authorities: install ca-certificates")
        bundle = self._directory / "bundle.pem"
        bundle.write_text(systems.read_text() + "".join(chain.authority.read_text() for chain in chains))
        links = [path for path in HASHED_DIRECTORY.glob("????????.*") if HASHED_NAME.fullmatch(path.name)]
        if not links:
            return {"SSL_CERT_FILE": str(bundle)}
        hashed = self._directory / "hashed"
        hashed.mkdir()
        for link in links:
            (hashed / link.name).symlink_to(link.resolve())
        for chain in chains:
            self._add(hashed, chain.authority)
        return {"SSL_CERT_FILE": str(bundle), "SSL_CERT_DIR": str(hashed)}

    def _pem(self, subject: str) -> pathlib.Path:
        return self._directory / f"{subject}.pem"

    def _issue(self, subject: str, key: str, extensions: str, issuer: str, issuers_key: str):
        key_file, request, wanted = f"{subject}.key", f"{subject}.csr", f"{subject}.extensions"
        (self._directory / wanted).write_text(extensions)
        name = f"/CN=Benchmark {subject}"
        self._openssl("req", "-new", *KEYS[key], "-nodes", "-keyout", key_file, "-out", request, "-subj", name)
        own = ["-signkey", key_file]
        signer = own if issuer == subject else ["-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-CAcreateserial"]
        signer += ["-days", "30", "-extfile", wanted, DIGESTS.get(issuers_key, "-sha256")]
        self._openssl("x509", "-req", "-in", request, *signer, "-out", self._pem(subject))

    def _add(self, hashed: pathlib.Path, authority: pathlib.Path):
        name = self._openssl("x509", "-in", authority, "-noout", "-subject_hash").decode().strip()
        free = next(number for number in range(100) if not (hashed / f"{name}.{number}").is_symlink())
        (hashed / f"{name}.{free}").symlink_to(authority)
