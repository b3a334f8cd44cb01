"""The gradients of every function in :mod:`cnnbook.functional`, derived by hand.

Each takes ``grad``, the gradient of a scalar loss L with respect to the function's output, and the
function's arguments (or its output, where the formula is simpler in the output), and returns the
gradient of L with respect to those arguments. This is one step of the chain rule:

    ∂L/∂input[a] = Σ_b grad[b] · ∂output[b]/∂input[a]
"""

from cnnbook.gradients.activations import (
    elu_backward,
    leaky_relu_backward,
    relu_backward,
    sigmoid_backward,
    tanh_backward,
)
from cnnbook.gradients.classification import (
    cross_entropy_backward,
    linear_backward,
    log_softmax_backward,
    softmax_backward,
)
from cnnbook.gradients.convolution import conv2d_backward
from cnnbook.gradients.dropout import dropout_backward
from cnnbook.gradients.padding import pad_backward
from cnnbook.gradients.pooling import avg_pool2d_backward, max_pool2d_backward

__all__ = [
    "avg_pool2d_backward",
    "conv2d_backward",
    "cross_entropy_backward",
    "dropout_backward",
    "elu_backward",
    "leaky_relu_backward",
    "linear_backward",
    "log_softmax_backward",
    "max_pool2d_backward",
    "pad_backward",
    "relu_backward",
    "sigmoid_backward",
    "softmax_backward",
    "tanh_backward",
]
