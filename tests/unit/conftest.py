"""Set-up of the unit tests: one thread each, the same drawn examples everywhere, no deadline."""

import os
from importlib.util import find_spec

# Before NumPy is loaded, here and in the workers of pytest-xdist: the tests' arrays are so small
# that several threads only wait for each other.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

from hypothesis import HealthCheck, settings  # noqa: E402

settings.register_profile(
    "book",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("book")

# ONNX's node data are tried where `onnx` is installed; not every Python has it.
collect_ignore = [] if find_spec("onnx") else ["test_onnx.py"]
