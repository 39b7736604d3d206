"""The programs that are measured: Tako, and what users would run instead."""

import os
import pathlib
import shutil
from collections.abc import Callable
from typing import NamedTuple

from measure import Program


class Tools(NamedTuple):
    """Paths of what takes part: Tako's image, a JDK, and commands."""

    image: pathlib.Path
    jdk: pathlib.Path
    curl: str
    openssl: str
    nginx: str
    tee: str
    sync: str
    cp: str


def nothing():
    """What most programs need done before they run."""


def without(*paths: pathlib.Path) -> Callable[[], None]:
    """Removes files and directories, and leaves the disk nothing to do."""

    def remove():
        for path in paths:
            if path.is_dir():
                shutil.rmtree(path)
            path.unlink(missing_ok=True)
        os.sync()

    return remove


class Contestants:
    """Makes programs. Their environment is their own, and so is the directory that their files are in."""

    def __init__(self, tools: Tools, directory: pathlib.Path, authorities: dict[str, str], public_key: str):
        self._tools = tools
        self._directory = directory
        self._authorities = authorities
        self._public_key = public_key
        self._environment = {"PATH": "/usr/bin:/bin", "HOME": str(directory), "LANG": "C.UTF-8"}
        (directory / "configurations").mkdir(parents=True)

    def destination(self, name: str) -> pathlib.Path:
        """Where the images of a configuration go."""
        return self._directory / "images" / name

    def configuration(self, name: str, url: str) -> pathlib.Path:
        """A configuration file with this name, which may begin with a directory."""
        file = self._directory / "configurations" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"Origin={url}\nPublicKey={self._public_key}\nDestination={self.destination(name)}\n")
        return file

    def tako(self, name: str, *arguments, prepare: Callable[[], None] = nothing) -> Program:
        """Tako, with authorities that are found as the system's are."""
        pipeline = [[self._tools.image / "bin/tako", *arguments]]
        return self.program(name, pipeline, prepare=prepare, trusting=True)

    def tako_many_times(self, name: str, arguments: list) -> Program:
        """Tako with each of these arguments, one run after the other."""
        pipelines = [[[self._tools.image / "bin/tako", each]] for each in arguments]
        return self.program(name, *pipelines, trusting=True)

    def java(self, name: str, *arguments) -> Program:
        """Another program in the VM of Tako's image."""
        return self.program(name, [[self._tools.image / "bin/java", *arguments]])

    def curl(self, name: str, url: str, validator: str, bundle: pathlib.Path) -> Program:
        """curl asking whether what it has is still what there is."""
        header = ["--header", f"If-None-Match: {validator}"]
        return self.program(name, [[*self.fetching(url, bundle), *header, "--output", "/dev/null"]])

    def fetching(self, url: str, bundle: pathlib.Path) -> list:
        """The command that fetches a URL."""
        return [self._tools.curl, "--silent", "--fail", "--cacert", bundle, url]

    def program(self, name: str, *pipelines, prepare: Callable[[], None] = nothing, trusting: bool = False) -> Program:
        """Pipelines, one after the other; with variables that say where authorities are, if they are to trust any."""
        steps = [[[str(word) for word in command] for command in pipeline] for pipeline in pipelines]
        variables = self._authorities if trusting else {}
        return Program(name, steps, self._environment | variables, prepare)
