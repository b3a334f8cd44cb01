"""Dropout: random values become 0, in training only."""

import numpy as np

from cnnbook._checks import as_float, check_fraction
from cnnbook.random import as_generator


def dropout(
    input, p: float = 0.5, training: bool = True, rng=None, *, return_mask: bool = False
) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    """Replace each value by 0 with probability ``p``, and divide the others by 1 − p.

    Parameters
    ----------
    input : array_like
        Any shape.
    p : float
        The probability that a value is dropped, 0 to 1.
    training : bool
        Without it, nothing is dropped and nothing is scaled.
    rng : generator or int, optional
        What decides, NumPy's or a `cnnbook.random.Generator`, or a seed. By default other values
        are dropped on every call.
    return_mask : bool
        Whether to say, too, which values were kept; the gradient needs it.

    Returns
    -------
    output : numpy.ndarray
        In the input's shape; integers become floats.
    mask : numpy.ndarray of bool, with ``return_mask``
        True where a value was kept.

    Raises
    ------
    TypeError, ValueError
        If ``p`` is not a number from 0 to 1.

    Notes
    -----
    As ``torch.nn.functional.dropout``. The values that are kept grow, so that the expected value of
    each stays what it was, and nothing is left to do after the training (Srivastava, Hinton,
    Krizhevsky, Sutskever and Salakhutdinov, "Dropout: a simple way to prevent neural networks from
    overfitting", 2014). A value is kept where ``rng.random(shape)`` is at least p.

    Examples
    --------
    >>> dropout([1, 2, 3, 4], p=0.5, rng=0)
    array([2., 0., 0., 0.])
    >>> dropout([1, 2, 3, 4], p=0.5, training=False)
    array([1., 2., 3., 4.])
    """
    x = as_float(input)
    check_fraction("p", p)
    mask = np.ones(x.shape, bool)
    if training and p > 0:
        mask = as_generator(rng).random(x.shape) >= p
    output = scale_kept(x, mask, p if training else 0)
    return (output, mask) if return_mask else output


def scale_kept(values: np.ndarray, mask: np.ndarray, p: float) -> np.ndarray:
    """Return values / (1 − p) where ``mask`` is true, and 0 elsewhere; NaN stays, as in PyTorch."""
    scale = 0 if p == 1 else 1 / (1 - p)
    with np.errstate(all="ignore"):
        return values * (mask * values.dtype.type(scale))
