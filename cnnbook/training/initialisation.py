"""Initial weights."""

from typing import TypeVar

import numpy as np

from cnnbook.layers import BatchNorm2d, Layer

Net = TypeVar("Net", bound=Layer)


def he_normal(net: Net, *, seed: int | np.random.Generator | None = None) -> Net:
    """Draw a network's weights with He initialisation, and set all biases to zero.

    Batch normalisation keeps what it has.

    Parameters
    ----------
    net : Layer
        The network; its parameters are changed in place.
    seed : int or numpy.random.Generator, optional
        Makes the weights repeatable.

    Returns
    -------
    Layer
        The same network.

    Notes
    -----
    Normal with variance 2 / fan-in, where fan-in is the number of inputs to each output: ReLU
    halves the mean square of its input, and the 2 compensates for that, so that the signal neither
    vanishes nor explodes from layer to layer (He, Zhang, Ren and Sun, "Delving Deep into
    Rectifiers", 2015). PyTorch's default initial weights have a sixth of that variance.

    Examples
    --------
    >>> from cnnbook.layers import Linear
    >>> net = he_normal(Linear(5000, 2), seed=0)
    >>> round(float(net.weight.data.var()) * 5000, 1), net.bias.data
    (2.0, array([0., 0.], dtype=float32))
    """
    rng = np.random.default_rng(seed)
    norms = [layer for layer in net.modules() if isinstance(layer, BatchNorm2d)]
    kept = {parameter for layer in norms for parameter in layer.parameters()}
    for parameter in net.parameters():
        if parameter in kept:
            continue
        if len(parameter.shape) < 2:  # a bias
            parameter.data[...] = 0
            continue
        fan_in = parameter.size // parameter.shape[0]
        parameter.data[...] = rng.normal(0, np.sqrt(2 / fan_in), parameter.shape)
    return net
