"""Small matrices that look for something: the named kernels of the book.

Every kernel is a float64 array of shape (KH, KW). Most hold small integers, so that a reader can
check a sum by hand; dividing them by their sum is a step of its own, `normalise`. All are written
for the cross-correlation that deep learning calls convolution: the weights lie on the image as
they are printed. `flip` gives the kernel for a convolution in the mathematical sense.
"""

from collections.abc import Callable

from cnnbook.filters.blurs import binomial, box, gaussian, identity, mean, motion_blur
from cnnbook.filters.edges import emboss, laplacian, prewitt_x, prewitt_y, sharpen, sobel_x, sobel_y
from cnnbook.filters.kernel import Kernel, checked_size, flip, normalise

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
    """Return the names that `weights` knows, in the order in which a menu shows them.

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
    """Return a named kernel in small whole numbers, before any dividing.

    Parameters
    ----------
    name : {"identity", "box", "binomial", "motion_blur", "sharpen", "sobel_x", "sobel_y", \
"prewitt_x", "prewitt_y", "laplacian", "emboss"}
        Which kernel.
    size : int
        Side of the kernel. Only the first four come in sizes other than 3.

    Returns
    -------
    ndarray of shape (size, size)

    Raises
    ------
    TypeError, ValueError
        If the name is unknown or the kernel does not come in this size.

    Examples
    --------
    >>> weights("box", 2)
    array([[1., 1.],
           [1., 1.]])
    """
    if name in _ANY_SIZE:
        return _ANY_SIZE[name](size)
    if name not in _THREE_BY_THREE:
        raise ValueError(f"there is no kernel named {name!r}; the names are {', '.join(names())}")
    if checked_size(size) != 3:
        raise ValueError(f"{name} is a 3 × 3 kernel, but size {size} was asked for")
    return _THREE_BY_THREE[name]()
