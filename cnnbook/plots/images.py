"""Images, kernels, feature maps and receptive fields, pixel by pixel."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from cnnbook._checks import check_integer
from cnnbook.plots._axes import many_axes, one_axes, titles_for
from cnnbook.plots._cells import GREY, SIGNED, WEIGHT, as_image, count_cells, limits, write_numbers


def show_image(
    image: ArrayLike,
    *,
    title: str | None = None,
    numbers: bool = False,
    value_range: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Show an image as a grid of cells, optionally with the number in each cell.

    Parameters
    ----------
    image : array_like of shape (H, W), (1, H, W) or (3, H, W)
        Intensities. Three channels are shown as a colour image with values from 0 to 1.
    title : str, optional
        Title of the Axes.
    numbers : bool
        Write each pixel's value into its cell; for grey images of up to 32 × 32 pixels.
    value_range : (float, float), optional
        The values of the first and the last colour. By default 0 and the larger of 1 and the
        maximum, in greys; with negative values a range symmetric about zero, in blue and red.
    ax : matplotlib Axes, optional
        The Axes to draw on; by default a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    TypeError, ValueError
        If `image` is not an image, or has too many pixels for `numbers`.

    Examples
    --------
    >>> from cnnbook.plots import picture
    >>> ax = show_image([[0, 1, 2]], numbers=True, title="Three pixels")
    >>> [text.get_text() for text in ax.texts]
    ['0', '1', '2']
    >>> picture(ax)
    Picture: Three pixels
    """
    pixels = as_image(image)
    low, high = limits([pixels]) if value_range is None else value_range
    ax = one_axes(ax, figsize=(4, 4) if numbers else (3, 3))
    colours = SIGNED if low < 0 else GREY
    if pixels.ndim == 3:
        pixels = np.clip(pixels, 0, 1)
    shown = ax.imshow(pixels, cmap=colours, vmin=low, vmax=high, interpolation="nearest")
    count_cells(ax, *pixels.shape[:2])
    if title is not None:
        ax.set_title(title)
    if numbers and pixels.ndim == 2:
        write_numbers(ax, shown, pixels)
    return ax


def show_kernel(
    kernel: ArrayLike,
    *,
    title: str | None = None,
    numbers: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Show a kernel with its weights in the cells, brown below zero and green above.

    Parameters
    ----------
    kernel : array_like of shape (KH, KW)
        The weights.
    title : str, optional
        Title of the Axes.
    numbers : bool
        Write each weight into its cell; for kernels of up to 32 × 32 weights.
    ax : matplotlib Axes, optional
        The Axes to draw on; by default a new figure.

    Returns
    -------
    matplotlib Axes
        The colour range is symmetric about zero.

    Raises
    ------
    TypeError, ValueError
        If `kernel` is not a matrix of numbers.

    Examples
    --------
    >>> from cnnbook.plots import picture
    >>> ax = show_kernel([[-1, 0, 2]], title="A kernel")
    >>> [text.get_text() for text in ax.texts], ax.images[0].get_clim()
    (['−1', '0', '2'], (-2.0, 2.0))
    >>> picture(ax)
    Picture: A kernel
    """
    weights = as_image(kernel, "kernel")
    if weights.ndim != 2:
        raise ValueError(f"kernel must have shape (KH, KW), got {np.shape(kernel)}")
    limit = float(np.abs(weights).max()) or 1.0
    ax = one_axes(ax, figsize=(2.4, 2.4))
    shown = ax.imshow(weights, cmap=WEIGHT, vmin=-limit, vmax=limit, interpolation="nearest")
    count_cells(ax, *weights.shape)
    if title is not None:
        ax.set_title(title)
    if numbers:
        write_numbers(ax, shown, weights)
    return ax


def compare(
    images: Sequence[ArrayLike],
    *,
    titles: Sequence[str] | None = None,
    numbers: bool = False,
    same_scale: bool = False,
    columns: int | None = None,
) -> NDArray[Any]:
    """Show images side by side, in one or more rows.

    Parameters
    ----------
    images : sequence of array_like
        Each as for `show_image`; they may differ in size.
    titles : sequence of str, optional
        One for each image.
    numbers : bool
        Write each pixel's value into its cell.
    same_scale : bool
        Use one colour range for all images.
    columns : int, optional
        Images per row; by default all up to six.

    Returns
    -------
    ndarray of matplotlib Axes, one for each image

    Raises
    ------
    TypeError, ValueError
        If there is no image, one is invalid, or there is not one title for each.

    Examples
    --------
    >>> from cnnbook.plots import picture
    >>> axes = compare([[[0, 1]], [[1, 0]]], titles=["before", "after"])
    >>> len(axes), picture(axes)
    (2, Picture: before; after)
    """
    pixels = [as_image(image, f"images[{k}]") for k, image in enumerate(images)]
    if not pixels:
        raise ValueError("images must hold at least one image, got an empty list")
    names = titles_for(titles, len(pixels), "image")
    common = limits(pixels) if same_scale else None
    inches = (3.2, 3.3) if numbers else (1.9, 2.1)
    axes = many_axes(len(pixels), columns=columns, cell=inches)
    for ax, image, name in zip(axes, pixels, names, strict=True):
        colour = image if image.ndim == 2 else np.moveaxis(image, -1, 0)
        show_image(colour, title=name, numbers=numbers, value_range=common, ax=ax)
    if len({image.shape[:2] for image in pixels}) == 1:
        for ax in axes:
            ax.label_outer()  # images of equal size need tick labels only once
    return axes


def feature_maps(
    maps: ArrayLike, *, titles: Sequence[str] | None = None, columns: int | None = None
) -> NDArray[Any]:
    """Show the channels of a layer's output with one colour range and a colour bar.

    Parameters
    ----------
    maps : array_like of shape (C, H, W)
        One image's feature maps.
    titles : sequence of str, optional
        One for each map; by default "map 0", "map 1", …
    columns : int, optional
        Maps per row; by default all up to six.

    Returns
    -------
    ndarray of matplotlib Axes, one for each map

    Raises
    ------
    TypeError, ValueError
        If `maps` are not feature maps, or there is not one title for each.

    Examples
    --------
    >>> from cnnbook.plots import picture
    >>> axes = feature_maps(np.arange(8).reshape(2, 2, 2))
    >>> axes[0].images[0].get_clim(), picture(axes)
    ((0.0, 7.0), Picture: map 0; map 1)
    """
    channels = np.asarray(maps)
    if channels.ndim != 3 or channels.size == 0:
        raise ValueError(
            f"maps must have shape (C, H, W), got {channels.shape}; "
            f"of a batch (N, C, H, W), choose one image: maps[0]"
        )
    names = titles_for(titles or [f"map {k}" for k in range(len(channels))], len(channels), "map")
    common = limits([channels])
    axes = many_axes(len(channels), columns=columns, cell=(1.9, 2.0))
    for ax, channel, name in zip(axes, channels, names, strict=True):
        show_image(channel, title=name, value_range=common, ax=ax)
        ax.label_outer()
    bar = axes[0].figure.colorbar(axes[0].images[0], ax=list(axes), shrink=0.8, pad=0.02)
    bar.set_label("value")
    return axes


def receptive_field(
    image: ArrayLike,
    *,
    top: int,
    left: int,
    height: int,
    width: int,
    title: str | None = None,
    numbers: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw a frame around the part of an image that one output pixel depends on.

    Parameters
    ----------
    image : array_like of shape (H, W)
        The network's input.
    top, left : int
        First row and column of the field; negative if it begins in the padding.
    height, width : int
        Rows and columns of the field.
    title : str, optional
        By default the field's size.
    numbers : bool
        Write each pixel's value into its cell.
    ax : matplotlib Axes, optional
        The Axes to draw on; by default a new figure.

    Returns
    -------
    matplotlib Axes
        The limits include the whole frame, also where it extends into the padding.

    Raises
    ------
    TypeError, ValueError
        If `image` is not an image, or `height` or `width` is not a positive integer.

    Examples
    --------
    >>> from cnnbook.plots import picture
    >>> picture(receptive_field(np.zeros((5, 5)), top=-1, left=0, height=3, width=3))
    Picture: receptive field: 3 × 3
    """
    check_integer("height", height)
    check_integer("width", width)
    title = title or f"receptive field: {height} × {width}"
    ax = show_image(image, title=title, numbers=numbers, ax=ax)
    rows, columns = as_image(image).shape[:2]
    corner = (left - 0.5, top - 0.5)
    # White under orange: visible on black, on white and in grey.
    for colour, line in [("white", 4.5), ("#d95f02", 2.0)]:
        frame = Rectangle(corner, width, height, fill=False, edgecolor=colour, linewidth=line)
        frame.set_clip_on(False)
        ax.add_patch(frame)
    ax.set_xlim(min(-0.5, left - 0.5) - 0.3, max(columns, left + width) - 0.5 + 0.3)
    ax.set_ylim(max(rows, top + height) - 0.5 + 0.3, min(-0.5, top - 0.5) - 0.3)
    return ax
