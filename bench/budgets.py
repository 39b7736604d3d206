"""What Tako may take at most. Ratios are of wall clocks, to what users would run instead; a budget that is not met is
no failure, but the table says so. Each leaves some room above what a trial on two cores reached, for other machines."""

from typing import NamedTuple


class Budget(NamedTuple):
    """A ratio, or a number in the unit of its row; and what would be better still, if that is within reach."""

    at_most: float
    aim: float | None = None


# A JVM that sets TLS up, beside a native program: 3.4 to 4 in the trial, where some of that could still be spared.
POLL_OVER_HTTPS = Budget(4.5, aim=3)
# The start of the JVM is nearly all of it, and curl takes next to nothing: 8 in the trial, 56 ms.
POLL_OVER_HTTP = Budget(8)
# Each start of a unit waits for it, so its own work may add a half to what the JVM and its classes take anyway.
PROVISIONED = Budget(1.6)
# 0.5 in the trial, which reads, hashes and writes at once, without bringing the image to the disk.
DOWNLOAD_OVER_HTTP = Budget(0.8)
# 0.8 in the trial: decrypting takes both the same. It may be no slower than what it stands in for.
DOWNLOAD_OVER_HTTPS = Budget(1.0)
# The same hash and the same copy, and the start of a JVM, which is little beside an image.
STORE = Budget(1.1)
# The start of a JVM once more, beside two short programs; parsing counts the most.
LONG_MANIFEST = Budget(5)
# In MiB: 48 and 82 in the trial. What machines with little memory can spare, whatever the size of the image.
MEMORY_OF_POLLS = Budget(56)
MEMORY_OF_DOWNLOADS = Budget(96)
# In MiB: 75 in the trial, nearly all of it the JVM and its archive of classes.
INSTALLED = Budget(80)
# In MB: 16 in the trial, the same compressed with xz.
PACKAGE = Budget(20)
