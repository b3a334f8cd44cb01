"""The gradients of every function in :mod:`cnnbook.functional`, derived by hand.

Each takes ``grad``, the gradient of a scalar loss L with respect to the function's output, and the
function's arguments (or its output, where the formula is simpler in the output), and returns the
gradient of L with respect to those arguments. This is one step of the chain rule:

    ∂L/∂input[a] = Σ_b grad[b] · ∂output[b]/∂input[a]
"""

from cnnbook.gradients.activations import (
    elu_backward,
    gelu_backward,
    leaky_relu_backward,
    relu6_backward,
    relu_backward,
    sigmoid_backward,
    silu_backward,
    tanh_backward,
)
from cnnbook.gradients.adaptive import adaptive_avg_pool2d_backward
from cnnbook.gradients.classification import (
    linear_backward,
    log_softmax_backward,
    softmax_backward,
)
from cnnbook.gradients.convolution import conv2d_backward
from cnnbook.gradients.dropout import dropout_backward
from cnnbook.gradients.losses import cross_entropy_backward, nll_loss_backward
from cnnbook.gradients.normalisation import batch_norm_backward
from cnnbook.gradients.padding import pad_backward
from cnnbook.gradients.pooling import avg_pool2d_backward, max_pool2d_backward
from cnnbook.gradients.transposed import conv_transpose2d_backward

__all__ = [
    "adaptive_avg_pool2d_backward",
    "avg_pool2d_backward",
    "batch_norm_backward",
    "conv2d_backward",
    "conv_transpose2d_backward",
    "cross_entropy_backward",
    "dropout_backward",
    "elu_backward",
    "gelu_backward",
    "leaky_relu_backward",
    "linear_backward",
    "log_softmax_backward",
    "max_pool2d_backward",
    "nll_loss_backward",
    "pad_backward",
    "relu6_backward",
    "relu_backward",
    "sigmoid_backward",
    "silu_backward",
    "softmax_backward",
    "tanh_backward",
]
