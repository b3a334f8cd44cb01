"""Functions of a convolutional network, with the names of ``torch.nn.functional``.

Each takes arrays and returns a new array; no state is kept and no input is modified. The result
has the dtype of the input: float32 stays float32, integers become floats.
"""

from cnnbook.functional.activations import elu, leaky_relu, relu, sigmoid, tanh
from cnnbook.functional.classification import cross_entropy, linear, log_softmax, softmax
from cnnbook.functional.convolution import conv2d
from cnnbook.functional.dropout import dropout
from cnnbook.functional.padding import pad
from cnnbook.functional.pooling import avg_pool2d, max_pool2d

__all__ = [
    "avg_pool2d",
    "conv2d",
    "cross_entropy",
    "dropout",
    "elu",
    "leaky_relu",
    "linear",
    "log_softmax",
    "max_pool2d",
    "pad",
    "relu",
    "sigmoid",
    "softmax",
    "tanh",
]
