"""Freed memory stays in the process: fetching it anew can cost more than the arithmetic."""

from functools import lru_cache

import numpy as np

MMAP_THRESHOLD = 2**17  # bytes; from this size on glibc asks the system for each array, at first
MOST = 2**25 - 2**16  # bytes; glibc's threshold never rises above 32 MiB


@lru_cache  # once is enough
def raise_mmap_threshold() -> None:
    """Let the C library keep what arrays of up to 32 MiB leave, rather than give it back.

    At first glibc gives every array of 128 kB or more memory that comes fresh from the system, and
    hands it back when the array goes. The system clears each of its pages anew, 4 kB at a time. For
    a batch of small images that takes longer than convolving them. But what size counts as large is
    learned: it rises to that of the largest such array that was ever freed, and what is kept for
    later use to twice that (M_MMAP_THRESHOLD and M_TRIM_THRESHOLD in the manual page of mallopt).
    So one array is freed here that was never written to: it takes no memory, only microseconds.
    Other C libraries take no notice.
    """
    np.empty(MOST, np.uint8)
