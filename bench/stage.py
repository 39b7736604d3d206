"""Where programs are measured: an origin, certificates that it shows, and a directory for all that they write."""

import contextlib
import pathlib
import sys
from typing import NamedTuple

from certificates import Chain, Issuer
from contestants import Contestants, Tools
from measure import Program, Sample, Starter, Unmeasurable
from origin import Nginx
from publisher import Publisher

# A root and what it issues are what tests have, and small sites; public ones have an intermediate.
CHAINS = {
    "rsa": ("RSA leaf and CA", ["RSA", "RSA"]),
    "p256": ("P-256 leaf and CA", ["P-256", "P-256"]),
    "mixed": ("P-256 leaf, P-384 intermediate, RSA root", ["P-256", "P-384", "RSA-4096"]),
    "p384": ("P-256 leaf, P-384 intermediate and root", ["P-256", "P-384", "P-384"]),
}


class Stage(NamedTuple):
    """All that a measurement needs."""

    work: pathlib.Path
    tools: Tools
    chains: dict[str, Chain]
    bundle: pathlib.Path
    publisher: Publisher
    nginx: Nginx
    contestants: Contestants
    starter: Starter

    def installed(self, name: str, url: str) -> Program:
        """Tako where it has been before: a run that finds everything as it left it."""
        program = self.contestants.tako(f"tako {name}", self.contestants.configuration(name, url))
        self.starter.run(program)
        return program

    def samples(self, programs: list[Program], rounds: int, answered: str = "") -> list[list[Sample]]:
        """Measures by turns. Where nginx is to answer with one status, first looks whether it answers each so."""
        print("measuring", ", ".join(program.name for program in programs), file=sys.stderr)
        if answered:
            for program in programs:
                self._must_be_answered(program, answered)
        return self.starter.alternate(programs, rounds)

    def _must_be_answered(self, program: Program, answered: str):
        self.nginx.statuses()
        self.starter.run(program)
        statuses = self.nginx.statuses()
        if statuses != {answered}:
            raise Unmeasurable(f"{program.name} was answered {' and '.join(statuses) or 'nothing'}, not {answered}")


@contextlib.contextmanager
def stage(work: pathlib.Path, tools: Tools):
    """A Stage in an empty directory, taken down at the end of the context but for what is in the directory."""
    issuer = Issuer(work / "certificates", tools.openssl)
    chains = {file: issuer.chain(name, file, keys) for file, (name, keys) in CHAINS.items()}
    authorities = issuer.system_authorities(list(chains.values()))
    published = work / "published"
    publisher = Publisher(published, work / "publisher.key", tools.openssl)
    contestants = Contestants(tools, work / "contestants", authorities, publisher.public_key)
    serving = Nginx(tools.nginx, work / "nginx", published, list(chains.values()))
    with Starter(work / "messages") as starter, serving as nginx:
        bundle = pathlib.Path(authorities["SSL_CERT_FILE"])
        yield Stage(work, tools, chains, bundle, publisher, nginx, contestants, starter)
