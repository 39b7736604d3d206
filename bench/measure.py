"""What programs take: wall clock, processor time and peak memory, in rounds and by turns."""

import marshal
import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple


class Unmeasurable(Exception):
    """The benchmark cannot say anything; the message says why, for who runs it."""


class Sample(NamedTuple):
    """One run: wall clock and processor time in seconds, peak memory in bytes."""

    wall: float
    cpu: float
    memory: int


class Program(NamedTuple):
    """Steps that run one after the other, each of them a pipeline of commands; and what is done before, unmeasured."""

    name: str
    steps: list[list[list[str]]]
    environment: dict[str, str]
    prepare: Callable[[], None]


class Starter:
    """The small process that starts programs, see starter.py. A context: at its end what still runs is killed."""

    def __init__(self, messages: pathlib.Path):
        self._messages = messages

    def __enter__(self):
        program = pathlib.Path(__file__).with_name("starter.py")
        self._lives, held = os.pipe()  # ends when the last process has gone that inherited it
        self._process = subprocess.Popen(
            [sys.executable, "-E", "-S", "-B", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[held],
            start_new_session=True,  # so that it and its children can be ended together
        )
        os.close(held)
        return self

    def __exit__(self, *_):
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.read(self._lives, 1)
        os.close(self._lives)

    def run(self, program: Program) -> Sample:
        """Runs a program once. Raises Unmeasurable where one of its commands fails."""
        program.prepare()
        marshal.dump((program.steps, program.environment, str(self._messages)), self._process.stdin)
        self._process.stdin.flush()
        try:
            wall, cpu, kibibytes, statuses = marshal.load(self._process.stdout)
        except EOFError:
            raise Unmeasurable(f"{program.name} could not be started") from None
        if any(statuses):
            messages = self._messages.read_text(errors="replace").strip()
            raise Unmeasurable(f"{program.name} failed with {statuses}: {messages}")
        return Sample(wall, cpu, kibibytes * 1024)

    def alternate(self, programs: list[Program], rounds: int) -> list[list[Sample]]:
        """Runs programs by turns, every other round backwards, after one that does not count: what each took."""
        samples = [[] for _ in programs]
        for turn in range(rounds + 1):
            order = list(zip(programs, samples))
            for program, taken in order if turn % 2 else reversed(order):
                sample = self.run(program)
                if turn:
                    taken.append(sample)
        return samples
