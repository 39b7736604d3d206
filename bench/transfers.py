"""Rows about images as large as they come: throughput, and memory that does not grow with them."""

import budgets
from budgets import Budget
from contestants import without
from measure import Program, Sample
from publisher import random_file, sparse_file
from results import MEBIBYTE, Comparison, Size, readable
from stage import Stage

# How many times larger the larger image is, of which only the memory is of interest.
LARGER = 4


class Transfers:
    """Measures each in so many rounds with an image of so many bytes."""

    def __init__(self, stage: Stage, rounds: int, size: int):
        self._stage = stage
        self._rounds = rounds
        self._size = size
        self._downloads: list[Sample] = []
        self._image = random_file(stage.work / "image", size)
        self._digest = stage.publisher.publish("image", self._image).digest

    def rows(self):
        chain = self._stage.chains["rsa"]
        yield self._download("http", self._stage.nginx.http("image"), budgets.DOWNLOAD_OVER_HTTP)
        over_tls = self._stage.nginx.https(chain, "image")
        yield self._download(f"https, {chain.name}", over_tls, budgets.DOWNLOAD_OVER_HTTPS)
        yield from self._store()
        peak = max(sample.memory for sample in self._downloads)
        yield self._memory(f"{readable(self._size)}, the most of those above", peak)
        yield self._larger()

    def _download(self, over: str, url: str, budget: Budget):
        stage = self._stage
        file = stage.work / "downloaded"
        fetch = stage.contestants.fetching(f"{url}/store/{self._digest}", stage.bundle)
        pipeline = [fetch, [stage.tools.tee, file], self._hash()]
        clear = without(file, stage.contestants.destination("image"))
        sync = [[stage.tools.sync, file]]
        piped = stage.contestants.program(f"curl | tee | openssl, sync, {over}", pipeline, sync, prepare=clear)
        tako, curl = stage.samples([self._fresh("image", url, clear), piped], self._rounds)
        clear()
        self._downloads += tako
        work = f"download, verify and store {readable(self._size)} over {over}"
        return Comparison(work, "curl \\| tee FILE \\| openssl dgst -sha256; sync FILE", tako, curl, budget)

    def _store(self):
        stage = self._stage
        key, origin, copy = stage.work / "secret-key", stage.work / "origin", stage.work / "copy"
        stage.starter.run(stage.contestants.tako("tako gen-key", "gen-key", "-f", key))
        clear = without(origin, copy)
        steps = [[self._hash(self._image)], [[stage.tools.cp, self._image, copy]]]
        programs = [
            stage.contestants.tako("tako store", "store", "-f", key, "-o", origin, self._image, "1.0", prepare=clear),
            stage.contestants.program("openssl dgst, cp", *steps, prepare=clear),
            stage.contestants.program("openssl dgst, cp, sync", *steps, [[stage.tools.sync, copy]], prepare=clear),
        ]
        tako, unsynced, synced = stage.samples(programs, self._rounds)
        clear()
        work = f"`tako store` of {readable(self._size)}"
        yield Comparison(work, "openssl dgst -sha256; cp", tako, unsynced, budgets.STORE)
        yield Comparison("the same", "openssl dgst -sha256; cp; sync FILE", tako, synced)

    def _larger(self):
        stage = self._stage
        size = LARGER * self._size
        stage.publisher.publish("larger", sparse_file(stage.work / "larger", size))
        clear = without(stage.contestants.destination("larger"))
        urls = stage.nginx.http("larger"), stage.nginx.https(stage.chains["rsa"], "larger")
        peak = max(stage.starter.run(self._fresh("larger", url, clear)).memory for url in urls)
        clear()
        return self._memory(f"{readable(size)}, the more of http and https", peak)

    def _memory(self, of: str, peak: int) -> Size:
        return Size(f"peak memory: download of {of}", peak, MEBIBYTE, budgets.MEMORY_OF_DOWNLOADS)

    def _fresh(self, name: str, url: str, clear) -> Program:
        """Tako with nothing there yet."""
        config = self._stage.contestants.configuration(name, url)
        return self._stage.contestants.tako(f"tako {name}, {url.partition(':')[0]}", config, prepare=clear)

    def _hash(self, *file) -> list:
        return [self._stage.tools.openssl, "dgst", "-sha256", *file]
