"""What the figures come from, in words that name no host."""

import datetime
import os
import pathlib
import re
import subprocess

from contestants import Tools


def description(tools: Tools, directory: pathlib.Path) -> str:
    """A sentence for the document: date, processor, memory, kernel, file system, and versions of what takes part."""
    date = datetime.datetime.now(datetime.timezone.utc).date()
    hardware = [cores(), f"{memory()} of memory", f"Linux {os.uname().release}", file_system(directory)]
    software = [
        output([tools.image / "bin/tako", "--version"]),
        runtime(tools.image),
        first_words([tools.curl, "--version"]),
        first_words([tools.openssl, "version"]),
        output([tools.nginx, "-v"]).removeprefix("nginx version: "),
    ]
    return f"{date}: {', '.join(hardware)}; {', '.join(software)}."


def cores() -> str:
    names = re.findall(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return f"{len(os.sched_getaffinity(0))} cores ({names[0] if names else os.uname().machine})"


def memory() -> str:
    [kibibytes] = re.findall(r"^MemTotal: +(\d+) kB$", pathlib.Path("/proc/meminfo").read_text(), re.MULTILINE)
    return f"{int(kibibytes) / (1 << 20):.0f} GiB"


def file_system(directory: pathlib.Path) -> str:
    return output(["findmnt", "--noheadings", "--output", "FSTYPE", "--target", directory]) or "a file system unknown"


def runtime(image: pathlib.Path) -> str:
    [version] = re.findall(r'^JAVA_VERSION="(.*)"$', (image / "release").read_text(), re.MULTILINE)
    return f"Java {version}"


def first_words(command: list) -> str:
    return " ".join(output(command).split()[:2])


def output(command: list) -> str:
    """The first line that a command writes."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout.partition("\n")[0].strip()
