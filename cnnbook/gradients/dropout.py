"""Gradient of dropout: it passes where a value was kept."""

import numpy as np

from cnnbook._checks import as_float, as_real, check_fraction, check_grad
from cnnbook.functional.dropout import scale_kept


def dropout_backward(grad, mask, p: float = 0.5) -> np.ndarray:
    """Pass the gradient on where a value was kept, divided by 1 − p.

    Parameters
    ----------
    grad : array_like
        Gradient with respect to the output.
    mask : array_like of bool
        What :func:`cnnbook.functional.dropout` returned with ``return_mask``.
    p : float
        The probability that it was given.

    Returns
    -------
    numpy.ndarray
        grad · mask / (1 − p).

    Raises
    ------
    TypeError, ValueError
        If the shapes differ, or ``p`` is not a number from 0 to 1.

    Examples
    --------
    >>> dropout_backward([1, 2, 3], [True, False, True], p=0.5)
    array([2., 0., 6.])
    """
    g, kept = as_float(grad, "grad"), as_real(mask, "mask")
    check_fraction("p", p)
    check_grad(g.shape, kept.shape)
    return scale_kept(g, kept.astype(bool, copy=False), p)
