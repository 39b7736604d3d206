"""Rows about runs that find nothing new: what they take is start-up."""

import pathlib

import budgets
from budgets import Budget
from contestants import without
from hello import HelloWorld
from measure import Sample
from publisher import random_file
from results import MEBIBYTE, Comparison, Size
from stage import Stage

IMAGES_AT_ONE_ORIGIN = 20
ENTRIES_OF_A_LONG_MANIFEST = 100_000
SMALL_IMAGE = 100_000


class Starts:
    """Measures each in so many rounds."""

    def __init__(self, stage: Stage, rounds: int):
        self._stage = stage
        self._rounds = rounds
        self._polls: list[Sample] = []
        self._image = random_file(stage.work / "small", SMALL_IMAGE)
        stage.publisher.publish("small", self._image)
        self._validator = stage.nginx.validator("small/manifest")

    def rows(self):
        yield from self._https("rsa", budgets.POLL_OVER_HTTPS)
        yield from self._https("p256", budgets.POLL_OVER_HTTPS)
        yield from self._https("mixed")
        yield from self._https("p384")
        yield self._http()
        yield from self._provisioned()
        yield self._long_manifest()
        yield self._many_images()
        peak = max(sample.memory for sample in self._polls)
        yield Size("peak memory: no-op poll, the most of all above", peak, MEBIBYTE, budgets.MEMORY_OF_POLLS)

    def _https(self, chain_name: str, budget: Budget | None = None):
        chain = self._stage.chains[chain_name]
        url = self._stage.nginx.https(chain, "small")
        tako, system, one = self._poll(chain_name, url, self._stage.bundle, chain.authority)
        yield Comparison(f"no-op poll over https, {chain.name}", "curl, system bundle", tako, system, budget)
        yield Comparison("the same", "curl, that CA alone", tako, one)

    def _http(self):
        tako, curl = self._poll("http", self._stage.nginx.http("small"), self._stage.bundle)
        return Comparison("no-op poll over http", "curl", tako, curl, budgets.POLL_OVER_HTTP)

    def _poll(self, name: str, url: str, *bundles: pathlib.Path) -> list[list[Sample]]:
        programs = [self._stage.installed(name, url)]
        for bundle in bundles:
            curl = f"curl {name} ({bundle.name})"
            programs.append(self._stage.contestants.curl(curl, f"{url}/manifest", self._validator, bundle))
        samples = self._stage.samples(programs, self._rounds, answered="304")
        self._polls += samples[0]
        return samples

    def _provisioned(self):
        contestants = self._stage.contestants
        config = contestants.configuration("provisioned", self._stage.nginx.http("small"))
        self._stage.starter.run(contestants.tako("tako provisioned", config))
        hello = HelloWorld(self._stage)
        programs = [
            contestants.tako("tako --if-not-exists", "--if-not-exists", config),
            contestants.tako("tako --version", "--version"),
            hello.archived(),
            hello.plain(),
        ]
        tako, version, archived, plain = self._stage.samples(programs, self._rounds)
        hello_world = "hello world in the same image"
        yield Comparison("`--if-not-exists`, image present", "`tako --version`", tako, version, budgets.PROVISIONED)
        yield Comparison("the same", f"{hello_world}, a class archive of its own", tako, archived)
        yield Comparison("the same", f"{hello_world}, no class archive", tako, plain)

    def _long_manifest(self):
        """Sent whole each time, and verified again though it has not changed."""
        stage = self._stage
        published = stage.publisher.publish("long", self._image, older=ENTRIES_OF_A_LONG_MANIFEST - 1)
        url = stage.nginx.unconditional("long")
        copy = stage.work / "manifest"
        fetch = [*stage.contestants.fetching(f"{url}/manifest", stage.bundle), "--output", copy]
        verify = [stage.tools.openssl, "pkeyutl", "-verify", "-pubin", "-inkey", stage.publisher.public_key_file]
        verify += ["-rawin", "-in", published.text, "-sigfile", published.signature]
        other = stage.contestants.program("curl, openssl pkeyutl -verify", [fetch], [verify], prepare=without(copy))
        tako, openssl = stage.samples([stage.installed("long", url), other], self._rounds, answered="200")
        work = f"manifest of {ENTRIES_OF_A_LONG_MANIFEST:,} entries, sent again unchanged"
        return Comparison(work, "curl of it, `openssl pkeyutl -verify`", tako, openssl, budgets.LONG_MANIFEST)

    def _many_images(self):
        stage = self._stage
        chain = stage.chains["p256"]
        configs = []
        for number in range(IMAGES_AT_ONE_ORIGIN):
            name = f"app-{number:02}"
            stage.publisher.publish(name, self._image)
            configs.append(stage.contestants.configuration(f"many/{name}", stage.nginx.https(chain, name)))
        together = stage.contestants.tako(f"tako for {IMAGES_AT_ONE_ORIGIN} images", configs[0].parent)
        stage.starter.run(together)
        apart = stage.contestants.tako_many_times(f"tako {IMAGES_AT_ONE_ORIGIN} times", configs)
        tako, runs = stage.samples([together, apart], self._rounds, answered="304")
        work = f"no-op run for {IMAGES_AT_ONE_ORIGIN} images at one origin, {chain.name}"
        return Comparison(work, f"{IMAGES_AT_ONE_ORIGIN} runs for one image", tako, runs)
