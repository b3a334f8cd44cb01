"""Argument validation. Each error states the rule, the values given, and the likely mistake."""

import numpy as np

PADDING_MODES = ("constant", "reflect", "replicate", "circular")
LAYER_MODES = ("zeros", *PADDING_MODES[1:])
REDUCTIONS = ("mean", "sum", "none")


def is_integer(value) -> bool:
    """Return whether ``value`` is a Python or NumPy integer; booleans are not."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def is_number(value) -> bool:
    """Return whether ``value`` is a Python or NumPy number; booleans are not."""
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def check_integer(name: str, value, minimum: int | None = 1, maximum: int | None = None) -> int:
    """Return ``value`` as int; reject what is not an integer within the bounds.

    Raises
    ------
    TypeError
        If ``value`` is not an integer.
    ValueError
        If it is below ``minimum`` or above ``maximum``; None is no bound.

    Examples
    --------
    >>> check_integer("groups", np.int64(2))
    2
    >>> check_integer("groups", 0)
    Traceback (most recent call last):
    ValueError: groups must be a positive integer, got 0
    """
    rule = f"{name} must be {_integer_rule(minimum, maximum)}"
    if not is_integer(value):
        raise TypeError(f"{rule}, got {value!r}")
    if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
        raise ValueError(f"{rule}, got {value}")
    return int(value)


def _integer_rule(minimum: int | None, maximum: int | None) -> str:
    if maximum is not None:
        within = f"from {minimum} to" if minimum is not None else "of at most"
        return f"an integer {within} {maximum}"
    usual = {None: "an integer", 0: "a non-negative integer", 1: "a positive integer"}
    return usual.get(minimum, f"an integer of at least {minimum}")


def check_fraction(name: str, value) -> float:
    """Return ``value``; reject what is not a number from 0 to 1.

    Examples
    --------
    >>> check_fraction("p", 50)
    Traceback (most recent call last):
    ValueError: p must be a number from 0 to 1, got 50
    """
    if not is_number(value):
        raise TypeError(f"{name} must be a number from 0 to 1, got {value!r}")
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must be a number from 0 to 1, got {value}")
    return value


def check_channels(image: tuple, weight: tuple, groups: int) -> None:
    """Reject filters (F, C/groups, KH, KW) that do not fit images (N, C, H, W)."""
    check_integer("groups", groups)
    if 0 in image[1:] or 0 in weight:
        raise ValueError(f"nothing to convolve: input {image} or weight {weight} has an empty axis")
    if image[1] != weight[1] * groups:
        raise ValueError(_channel_mismatch(image, weight, groups))
    if weight[0] % groups:
        raise ValueError(
            f"groups must divide the number of filters: {weight[0]} filters, {groups} groups"
        )


def _channel_mismatch(image, weight, groups) -> str:
    if image[1] % groups:
        return f"groups must divide the input channels: {image[1]} channels, {groups} groups"
    shares = "" if groups == 1 else f" in {groups} groups of {image[1] // groups}"
    channels = "channel" if image[1] == 1 else "channels"
    slices = "input channel" if groups == 1 else "channel of its group"
    message = (
        f"input has {image[1]} {channels}{shares} but each filter has {weight[1]}: "
        f"a filter needs one slice per {slices} (input {image}, weight {weight})"
    )
    if image[3] == weight[1] * groups:
        message += "; if the channels come last, np.moveaxis(image, -1, -3) puts them first"
    return message


def check_ranks(image: tuple, weight: tuple) -> None:
    """Reject an input and a weight with incompatible numbers of axes."""
    if not 2 <= len(image) <= 4:
        raise ValueError(f"input must be (H, W), (C, H, W) or (N, C, H, W), got shape {image}")
    if len(image) == 2 and len(weight) != 2:
        raise ValueError(
            f"an (H, W) input takes one (KH, KW) kernel, got input {image} and weight {weight}: "
            "input[np.newaxis] adds the channel axis that filters need"
        )
    if len(image) > 2 and len(weight) != 4:
        raise ValueError(
            f"an input with channels takes filters (F, C/groups, KH, KW), got input {image} and "
            f"weight {weight}: a single kernel becomes one with weight[np.newaxis, np.newaxis]"
        )


def check_bias(bias: tuple, filters: int) -> None:
    """Reject a bias that does not have one number per filter or output feature."""
    if bias != (filters,):
        raise ValueError(f"bias needs one number per output: shape ({filters},), got {bias}")


def check_mode(mode: str, image: tuple, sides: tuple) -> None:
    """Reject an unknown padding mode, and more padding than the mode can copy from the image."""
    if mode not in PADDING_MODES:
        likely = ': PyTorch\'s "zeros" is "constant" here' if mode == "zeros" else ""
        raise ValueError(f"padding mode must be one of {PADDING_MODES}, got {mode!r}{likely}")
    for name, n, side in zip(("height", "width"), image[-2:], sides, strict=True):
        if mode == "reflect" and max(side) >= n:
            raise ValueError(
                f"reflect padding must be smaller than the image, since it never repeats the edge: "
                f"padding {max(side)}, {name} {n}"
            )
        if mode == "circular" and max(side) > n:
            raise ValueError(
                f"circular padding goes round at most once: padding {max(side)}, {name} {n}"
            )
        if mode == "replicate" and n == 0:
            raise ValueError(f"replicate padding needs an edge to copy, but the {name} is 0")


def as_real(array, name: str) -> np.ndarray:
    """Return ``array`` as a NumPy array; reject anything but real numbers."""
    try:
        result = np.asarray(array)
    except ValueError as error:
        raise ValueError(f"{name} must be a full array: are all its rows equally long?") from error
    if result.dtype.kind not in "fiub":
        raise TypeError(
            f"{name} must be an array of real numbers, got {type(array).__name__} "
            f"with dtype {result.dtype}"
        )
    return result


def as_float(input, name: str = "input") -> np.ndarray:
    """Return ``input`` as a float array, without a copy if it is one already."""
    array = as_real(input, name)
    return array.astype(float_type(array), copy=False)


def float_type(*arrays: np.ndarray) -> np.dtype:
    """Return the dtype of a result: the widest float given, or float64 if all are integers.

    Examples
    --------
    >>> float_type(np.zeros(1, np.float32), np.zeros(1, int)), float_type(np.zeros(1, int))
    (dtype('float32'), dtype('float64'))
    """
    kinds = {array.dtype for array in arrays if array.dtype.kind == "f"}
    if len(kinds) == 1:
        return kinds.pop()
    return np.result_type(*kinds) if kinds else np.dtype(np.float64)


def check_features(input: tuple, weight: tuple) -> None:
    """Reject an input (…, in_features) that does not fit a weight (out_features, in_features)."""
    if len(weight) != 2:
        raise ValueError(f"linear weight must be (out_features, in_features), got shape {weight}")
    if not input or input[-1] != weight[1]:
        likely = ""
        if len(input) > 2 and int(np.prod(input[1:])) == weight[1]:
            likely = "; flatten each image first: input.reshape(len(input), -1)"
        elif input and input[-1] == weight[0]:
            likely = "; is the weight transposed?"
        raise ValueError(
            f"linear needs as many input features as the weight has columns: "
            f"input {input}, weight {weight}{likely}"
        )


def check_classes(scores: tuple, target: np.ndarray, reduction: str) -> None:
    """Reject a cross-entropy target that does not match scores (C,), (N, C) or (N, C, …)."""
    if reduction not in REDUCTIONS:
        raise ValueError(f"reduction must be one of {REDUCTIONS}, got {reduction!r}")
    if not scores or 0 in scores[:2][-1:]:
        raise ValueError(f"input must be (C,), (N, C) or (N, C, …) with C ≥ 1, got shape {scores}")
    wanted = scores[:-1] if len(scores) < 3 else (scores[0], *scores[2:])
    if target.dtype.kind == "f":
        if target.shape != scores:
            raise ValueError(
                f"a float target holds probabilities and must have the input's shape {scores}, got "
                f"{target.shape}; class indices must be integers"
            )
        return
    if target.shape != wanted:
        raise ValueError(
            f"class indices for input {scores} must have the shape {wanted}, got {target.shape}"
        )
    classes = scores[:2][-1]
    if target.size and not 0 <= target.min() <= target.max() < classes:
        raise ValueError(
            f"class indices must be from 0 to {classes - 1}, got {target.min()} to {target.max()}"
        )


def class_axis(scores: np.ndarray) -> int:
    """Return the class axis: the second if there is a batch, else the only one."""
    return min(1, scores.ndim - 1)


def check_grad(grad: tuple, output: tuple) -> None:
    """Reject a gradient whose shape is not that of the forward output."""
    if grad != output:
        raise ValueError(f"grad must have the shape of the forward output {output}, got {grad}")


def check_indices(indices, output: tuple, pixels: int) -> np.ndarray:
    """Return the indices of max pooling as an array; reject what the forward cannot return."""
    places = np.asarray(indices)
    if places.dtype.kind not in "iu":
        raise TypeError(f"indices must be integers, got an array of {places.dtype}")
    if places.shape != output:
        raise ValueError(
            f"indices must have the shape of the forward output {output}, got {places.shape}: "
            "they are the second result of max_pool2d(…, return_indices=True)"
        )
    if places.size and not 0 <= places.min() <= places.max() < pixels:
        raise ValueError(
            f"indices must be pixels of a channel, 0 to {pixels - 1}, "
            f"got {places.min()} to {places.max()}"
        )
    return places


def check_layer_mode(mode: str) -> None:
    """Reject a padding mode that PyTorch's layers do not have."""
    if mode not in LAYER_MODES:
        raise ValueError(f"padding_mode must be one of {LAYER_MODES}, got {mode!r}")
