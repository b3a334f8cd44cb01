"""Memory that was freed stays at hand: fetching it anew can cost more than the arithmetic."""

import numpy as np

MOST = 2**25 - 2**16  # bytes; glibc keeps blocks of less than 32 MiB at most


def keep_freed() -> None:
    """Let the C library keep what arrays leave, rather than give it back to the system.

    At first glibc gives every array of more than 128 kB memory that comes fresh from the system,
    and hands it back when the array goes. The system clears each of its pages anew, 4 kB at a time.
    For a batch of small images that takes three times as long as convolving them. But what size
    counts as large is learned: it grows to that of the largest such array that was ever freed (see
    M_MMAP_THRESHOLD in the manual page of mallopt). So one array is freed here which nobody has
    touched, so that it takes no memory, only some microseconds. Other C libraries take no notice.
    """
    np.empty(MOST, np.uint8)
