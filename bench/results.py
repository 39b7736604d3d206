"""What rows of the table hold."""

from typing import NamedTuple

from budgets import Budget
from measure import Sample

MEBIBYTE = (1 << 20, "MiB")
MEGABYTE = (10**6, "MB")


class Comparison(NamedTuple):
    """Tako's samples beside those of what it is compared with; the ratio of their wall clocks may have a budget."""

    work: str
    against: str
    tako: list[Sample]
    other: list[Sample]
    budget: Budget | None = None


class Size(NamedTuple):
    """Bytes of memory or of files, with a budget in a unit; None where there is nothing to be measured."""

    work: str
    size: int | None
    unit: tuple[int, str]
    budget: Budget


def readable(size: int) -> str:
    """A number of bytes in the unit that has the fewest digits."""
    for bits, unit in ((30, "GiB"), (20, "MiB"), (10, "KiB")):
        if size % (1 << bits) == 0:
            return f"{size >> bits} {unit}"
    return f"{size} bytes"
