"""The table in Markdown, and its place in a document."""

import pathlib
import statistics

from budgets import Budget
from measure import Sample, Unmeasurable
from results import Comparison, Size

HEADINGS = ("work", "against", "wall, ms", "CPU, ms", "peak, MiB", "ratio of wall", "of CPU", "at most")
# The document's lines that the table stands between.
BEGIN = "<!-- What follows is written by `make bench WRITE=yes`. -->"
END = "<!-- Until here. -->"


def table(rows: list[Comparison | Size]) -> str:
    """A row a line. Tako's figures come first, those that it is compared with second, all medians."""
    lines = [HEADINGS, ("---",) * len(HEADINGS)]
    lines += [compared(row) if isinstance(row, Comparison) else sized(row) for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def compared(row: Comparison) -> tuple[str, ...]:
    wall = ratios(row, "wall")
    return (
        row.work,
        row.against,
        both(row, "wall", 1000),
        both(row, "cpu", 1000),
        both(row, "memory", 1 / (1 << 20)),
        spread(wall),
        f"{statistics.median(ratios(row, 'cpu')):.2f}",
        limit(statistics.median(wall), row.budget),
    )


def sized(row: Size) -> tuple[str, ...]:
    factor, unit = row.unit
    size = "not built" if row.size is None else f"{row.size / factor:.1f} {unit}"
    value = 0 if row.size is None else row.size / factor
    return row.work, "", "", "", size, "", "", limit(value, row.budget, " " + unit)


def limit(value: float, budget: Budget | None, unit: str = "") -> str:
    """The budget, told apart where it is not met."""
    if budget is None:
        return ""
    words = f"{budget.at_most:g}{unit}" + ("" if budget.aim is None else f", aim {budget.aim:g}")
    return words if value <= budget.at_most else f"**{words}: not met**"


def ratios(row: Comparison, of: str) -> list[float]:
    """Of pairs that ran side by side."""
    return [getattr(tako, of) / getattr(other, of) for tako, other in zip(row.tako, row.other)]


def both(row: Comparison, of: str, factor: float) -> str:
    return " / ".join(f"{median(samples, of) * factor:.0f}" for samples in (row.tako, row.other))


def median(samples: list[Sample], of: str) -> float:
    return statistics.median(getattr(sample, of) for sample in samples)


def spread(values: list[float]) -> str:
    """The median, and between what the middle half lies where there are enough for that."""
    middle = f"{statistics.median(values):.2f}"
    if len(values) < 4:
        return middle
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{middle} ({low:.2f} to {high:.2f})"


def write(text: str, document: pathlib.Path):
    """Puts a text between the lines of a document that are for it."""
    before, begin, rest = document.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise Unmeasurable(f"{document} has no lines '{BEGIN}' and '{END}'")
    document.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}")
