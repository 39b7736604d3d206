"""The openssl command, for keys, signatures and certificates."""

import pathlib
import subprocess

from measure import Unmeasurable


class Openssl:
    """Runs in a directory, which names of files are relative to."""

    def __init__(self, program: str, directory: pathlib.Path):
        self._program = program
        self._directory = directory

    def __call__(self, *arguments: str | pathlib.Path) -> bytes:
        """Returns what it writes. Raises Unmeasurable where it fails."""
        done = subprocess.run([self._program, *arguments], cwd=self._directory, capture_output=True, check=False)
        if done.returncode:
            raise Unmeasurable(f"openssl {arguments[0]} failed: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout
