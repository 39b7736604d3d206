"""Starts what is measured, and says what it took.

This is a program of its own because exec(2) hands the peak memory of who starts a program on to that program: a small
starter keeps the figures of small programs true. Reads (steps, environment, file for messages) from standard input and
writes (wall in s, processor time in s, peak memory in KiB, exit statuses) for each to standard output, until the end.
"""

import marshal
import os
import signal
import sys
import time


def start(pipeline, environment, messages):
    """Starts commands, of which each reads what the one before it writes, and returns their process ids."""
    children = []
    source = os.open(os.devnull, os.O_RDONLY)
    for command in pipeline:
        if command is pipeline[-1]:
            rest, sink = -1, os.open(os.devnull, os.O_WRONLY)
        else:
            rest, sink = os.pipe()
        streams = [(os.POSIX_SPAWN_DUP2, stream, number) for number, stream in enumerate((source, sink, messages))]
        # Python ignores SIGPIPE, which a command is to die of when nobody reads on.
        defaults = [signal.SIGPIPE]
        children.append(os.posix_spawn(command[0], command, environment, file_actions=streams, setsigdef=defaults))
        os.close(source)
        os.close(sink)
        source = rest
    return children


def measure(steps, environment, messages):
    """Runs pipelines one after the other. A pipeline's processes have their memory at the same time: it is added up."""
    processor, peak, statuses = 0.0, 0, []
    began = time.monotonic()
    for pipeline in steps:
        together = 0
        for child in start(pipeline, environment, messages):
            _, status, usage = os.wait4(child, 0)
            statuses.append(os.waitstatus_to_exitcode(status))
            processor += usage.ru_utime + usage.ru_stime
            together += usage.ru_maxrss
        peak = max(peak, together)
    return time.monotonic() - began, processor, peak, statuses


def main():
    while True:
        try:
            steps, environment, file = marshal.load(sys.stdin.buffer)
        except EOFError:
            return
        messages = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        marshal.dump(measure(steps, environment, messages), sys.stdout.buffer)
        sys.stdout.flush()
        os.close(messages)


main()
