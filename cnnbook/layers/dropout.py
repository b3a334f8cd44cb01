"""Dropout as a layer."""

import numpy as np

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook._checks import check_fraction
from cnnbook.layers.base import Layer
from cnnbook.random import as_generator


class Dropout(Layer):
    """Drop random values in training: see :func:`cnnbook.functional.dropout`.

    In training mode, in which a layer begins, each call drops other values. In evaluation mode,
    after :meth:`eval`, the layer does nothing.

    Parameters
    ----------
    p : float
        The probability that a value is dropped, 0 to 1.
    rng : generator or int, optional
        What decides, NumPy's or a `cnnbook.random.Generator`, or a seed. By default other values
        are dropped on every run.

    Raises
    ------
    TypeError, ValueError
        If ``p`` is not a number from 0 to 1.

    Examples
    --------
    >>> layer = Dropout(0.5, rng=0)
    >>> layer([1, 2, 3, 4]), layer.backward([1, 1, 1, 1])
    (array([2., 0., 0., 0.]), array([2., 0., 0., 0.]))
    >>> layer.eval()([1, 2, 3, 4])
    array([1., 2., 3., 4.])
    """

    def __init__(self, p: float = 0.5, *, rng=None):
        self.p, self.rng = check_fraction("p", p), as_generator(rng)

    def forward(self, input) -> np.ndarray:
        """Drop values in training mode; return the values as they are in evaluation mode."""
        output, mask = F.dropout(input, self.p, self.training, self.rng, return_mask=True)
        self._saved = mask, self.p if self.training else 0
        return output

    def backward(self, grad) -> np.ndarray:
        """Pass the gradient on where a value was kept."""
        return G.dropout_backward(grad, *self._from_forward())

    def _options(self) -> str:
        return f"p={self.p}"
