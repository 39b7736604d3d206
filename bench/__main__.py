"""Measures Tako beside what users would run instead. Called by tools/bench, from the top of the sources."""

import argparse
import contextlib
import os
import pathlib
import re
import shutil
import signal
import sys
import tempfile

import budgets
import machine
import table
from contestants import Tools
from measure import Unmeasurable
from results import MEBIBYTE, MEGABYTE, Size, readable
from stage import stage
from starts import Starts
from transfers import LARGER, Transfers

BUILT = pathlib.Path("jlink/target")
DOCUMENT = pathlib.Path("docs/performance.md")
# Start-ups for each download: 15 and 5.
STARTS_PER_TRANSFER = 3
# The larger image, the image that it is larger than, and one for what the file system needs for itself.
IMAGES_ON_DISK = LARGER + 2
UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def size(text: str) -> int:
    match = re.fullmatch(r"([1-9]\d*)([KMG])", text)
    if not match:
        raise argparse.ArgumentTypeError(f"'{text}' is no size like 64M or 1G")
    return int(match[1]) * UNITS[match[2]]


def rounds(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d*", text):
        raise argparse.ArgumentTypeError(f"'{text}' is no number of rounds")
    return int(text)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/bench", description="Measures Tako beside its peers.")
    parser.add_argument("--rounds", type=rounds, default=15, help="for start-up, and a third as many for images (15)")
    parser.add_argument("--size", type=size, default="1G", help="of images; one has four times that (1G)")
    parser.add_argument("--write", action="store_true", help=f"put the table into {DOCUMENT}")
    return parser.parse_args()


def tools() -> Tools:
    """What takes part. Raises Unmeasurable for what is not there."""
    image = (BUILT / "image").resolve()
    if not (image / "bin/tako").exists():
        raise Unmeasurable("there is no runtime image: run 'make image' first")
    path = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin"  # nginx is where users do not look
    found = {name: shutil.which(name, path=path) for name in ("curl", "openssl", "nginx", "tee", "sync", "cp")}
    missing = [name for name, place in found.items() if place is None]
    if missing:
        raise Unmeasurable(f"missing commands: {' '.join(missing)}")
    return Tools(image=image, jdk=pathlib.Path(os.environ["JAVA_HOME"]), **found)


@contextlib.contextmanager
def directory(needed: int):
    """A new directory on a disk with so many bytes to spare, which is removed at the end."""
    parent = os.environ.get("TMPDIR", "/var/tmp")  # /tmp is often in memory
    free = shutil.disk_usage(parent).free
    if free < needed:
        wanted = f"{parent} has {free >> 20} MiB to spare, and {needed >> 20} are needed"
        raise Unmeasurable(f"{wanted}: set TMPDIR to where there is more, or a lower SIZE")
    with tempfile.TemporaryDirectory(prefix="tako-bench.", dir=parent) as name:
        os.chmod(name, 0o711)  # nginx reads below it as another user
        yield pathlib.Path(name)


def sizes():
    """What an installation takes, as packages count it: a file in whole KiB, a directory or a link as one."""
    files = [path.lstat() if path.is_file() and not path.is_symlink() else None for path in (BUILT / "root").rglob("*")]
    installed = 1024 * sum(-(-file.st_size // 1024) if file else 1 for file in files)
    yield Size("installed size", installed or None, MEBIBYTE, budgets.INSTALLED)
    for kind in ("deb", "rpm"):
        packages = [package.stat().st_size for package in pathlib.Path(kind, "target").glob(f"*.{kind}")]
        yield Size(f"size of the .{kind}", max(packages, default=None), MEGABYTE, budgets.PACKAGE)


def measure(options: argparse.Namespace) -> str:
    taking_part = tools()
    transfers = max(1, options.rounds // STARTS_PER_TRANSFER)
    with directory(IMAGES_ON_DISK * options.size) as work, stage(work, taking_part) as place:
        rows = [
            *Starts(place, options.rounds).rows(),
            *Transfers(place, transfers, options.size).rows(),
            *sizes(),
        ]
        where = machine.description(taking_part, work)
    how = f"Rounds: {options.rounds}; with images of {readable(options.size)}: {transfers}."
    return f"{where} {how}\n\n{table.table(rows)}"


def main() -> int:
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda received, _: sys.exit(128 + received))
    os.umask(0o022)  # nginx is to read what is published
    options = arguments()
    try:
        text = measure(options)
        print(text, end="")
        if options.write:
            table.write(text, DOCUMENT)
    except (Unmeasurable, OSError) as error:
        print(f"tools/bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


sys.exit(main())
