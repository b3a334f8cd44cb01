"""Importing the package leaves the process as it is; the first large convolution does not."""

import subprocess
import sys

CALLS = """
import numpy as np
import cnnbook
from cnnbook._engine.memory import raise_mmap_threshold
from cnnbook import functional, gradients, layers, training

def times():
    return raise_mmap_threshold.cache_info().misses

print(times())
cnnbook.conv2d(np.ones((28, 28), "f"), np.ones((3, 3), "f"))
print(times())
for _ in range(2):
    cnnbook.conv2d(np.ones((64, 8, 14, 14), "f"), np.ones((16, 8, 3, 3), "f"))
    print(times())
"""


def test_only_the_first_large_convolution_raises_the_threshold():
    done = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0", "1", "1"]
