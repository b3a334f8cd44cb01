"""What a call leaves is used by the next one: no page of memory is fetched anew."""

import platform
import subprocess
import sys

import pytest

COUNT = """
import resource
import numpy as np
from cnnbook import conv2d

def fetched():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

image, weight = np.ones((64, 8, 14, 14), "f"), np.ones((16, 8, 3, 3), "f")
conv2d(image, weight, padding=1)
before = fetched()
for _ in range(10):
    conv2d(image, weight, padding=1)
print((fetched() - before) / 10)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc gives memory back")
def test_a_new_process_fetches_no_memory_call_after_call():
    done = subprocess.run([sys.executable, "-c", COUNT], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 10  # pages of 4 kB a call; 800 without cnnbook._engine.memory
