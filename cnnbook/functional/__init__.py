"""Functions of a convolutional network, with the names of ``torch.nn.functional``.

Each takes arrays and returns a new array; no state is kept and no input is modified. The result
has the dtype of the input: float32 stays float32, integers become floats.
"""

from cnnbook.functional.activations import (
    elu,
    gelu,
    leaky_relu,
    relu,
    relu6,
    sigmoid,
    silu,
    tanh,
)
from cnnbook.functional.adaptive import adaptive_avg_pool2d
from cnnbook.functional.classification import linear, log_softmax, one_hot, softmax
from cnnbook.functional.convolution import conv2d
from cnnbook.functional.dropout import dropout
from cnnbook.functional.losses import cross_entropy, nll_loss
from cnnbook.functional.normalisation import batch_norm
from cnnbook.functional.padding import pad
from cnnbook.functional.pooling import avg_pool2d, max_pool2d
from cnnbook.functional.transposed import conv_transpose2d

__all__ = [
    "adaptive_avg_pool2d",
    "avg_pool2d",
    "batch_norm",
    "conv2d",
    "conv_transpose2d",
    "cross_entropy",
    "dropout",
    "elu",
    "gelu",
    "leaky_relu",
    "linear",
    "log_softmax",
    "max_pool2d",
    "nll_loss",
    "one_hot",
    "pad",
    "relu",
    "relu6",
    "sigmoid",
    "silu",
    "softmax",
    "tanh",
]
