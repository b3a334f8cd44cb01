"""Named kernels: small matrices that blur, sharpen or find edges.

Every kernel is a float64 array of shape (KH, KW). Most hold small integers, so that a reader can
check a sum by hand; dividing them by their sum is a separate step, `normalise`. All are written
for the cross-correlation that deep learning calls convolution: the weights are applied as they are
printed. `flip` gives the kernel for a convolution in the mathematical sense.
"""

from collections.abc import Callable

from cnnbook._checks import check_integer
from cnnbook.filters.blurs import binomial, box, gaussian, identity, mean, motion_blur
from cnnbook.filters.edges import emboss, laplacian, prewitt_x, prewitt_y, sharpen, sobel_x, sobel_y
from cnnbook.filters.kernel import Kernel, flip, normalise

__all__ = [
    "Kernel",
    "binomial",
    "box",
    "emboss",
    "flip",
    "gaussian",
    "identity",
    "laplacian",
    "mean",
    "motion_blur",
    "names",
    "normalise",
    "prewitt_x",
    "prewitt_y",
    "sharpen",
    "sobel_x",
    "sobel_y",
    "weights",
]


_ANY_SIZE: dict[str, Callable[[int], Kernel]] = {
    "identity": identity,
    "box": box,
    "binomial": binomial,
    "motion_blur": motion_blur,
}
_THREE_BY_THREE: dict[str, Callable[[], Kernel]] = {
    "sharpen": sharpen,
    "sobel_x": sobel_x,
    "sobel_y": sobel_y,
    "prewitt_x": prewitt_x,
    "prewitt_y": prewitt_y,
    "laplacian": laplacian,
    "emboss": emboss,
}


def names() -> list[str]:
    """Return the names that `weights` accepts, in the order of a menu.

    Returns
    -------
    list of str

    Examples
    --------
    >>> names()[:3]
    ['identity', 'box', 'binomial']
    """
    return [*_ANY_SIZE, *_THREE_BY_THREE]


def weights(name: str, size: int = 3) -> Kernel:
    """Return a named kernel as small integers, before normalising.

    Parameters
    ----------
    name : {"identity", "box", "binomial", "motion_blur", "sharpen", "sobel_x", "sobel_y", \
"prewitt_x", "prewitt_y", "laplacian", "emboss"}
        Which kernel.
    size : int
        Side of the kernel. Only the first four exist in sizes other than 3.

    Returns
    -------
    ndarray of shape (size, size)

    Raises
    ------
    TypeError, ValueError
        If the name is unknown or the kernel does not exist in this size.

    Examples
    --------
    >>> weights("box", 2)
    array([[1., 1.],
           [1., 1.]])
    """
    if name in _ANY_SIZE:
        return _ANY_SIZE[name](size)
    if name not in _THREE_BY_THREE:
        raise ValueError(f"name must be one of {', '.join(names())}, got {name!r}")
    if check_integer("size", size) != 3:
        raise ValueError(f"size must be 3 for {name}, which is a 3 × 3 kernel, got {size}")
    return _THREE_BY_THREE[name]()
