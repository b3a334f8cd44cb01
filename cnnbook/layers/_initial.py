"""The initial values of weights and biases."""

import numpy as np

from cnnbook._checks import check_float_dtype
from cnnbook.layers._shapes import ShapeOnly, only_shapes_wanted
from cnnbook.layers.base import Parameter


def uniform(rng, shape: tuple, fan_in: int, dtype) -> Parameter:
    """Draw PyTorch's default initial values: uniform between −1/√fan_in and 1/√fan_in.

    ``fan_in`` is the number of inputs to each output. PyTorch calls the same distribution
    ``kaiming_uniform_(a=√5)`` (He, Zhang, Ren and Sun, "Delving deep into rectifiers", 2015).
    """
    dtype = check_float_dtype(dtype)
    if only_shapes_wanted():
        return ShapeOnly(shape, dtype)
    bound = 1 / np.sqrt(fan_in)
    return Parameter(rng.uniform(-bound, bound, shape).astype(dtype))
