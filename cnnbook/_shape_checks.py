"""Shapes that go together. Each error states the rule, the shapes given, and the likely mistake."""

from math import prod

import numpy as np

from cnnbook._checks import as_float, check_choice, check_integer

PADDING_MODES = ("constant", "reflect", "replicate", "circular")
LAYER_MODES = ("zeros", *PADDING_MODES[1:])
REDUCTIONS = ("mean", "sum", "none")


def check_channels(image: tuple, weight: tuple, groups: int) -> None:
    """Reject filters (F, C/groups, KH, KW) that do not fit images (N, C, H, W)."""
    _check_convolvable(image, weight, groups)
    if image[1] != weight[1] * groups:
        raise ValueError(_channel_mismatch(image, weight, groups))
    if weight[0] % groups:
        raise ValueError(
            f"groups must divide the number of filters: {weight[0]} filters, {groups} groups"
        )


def check_not_empty(verb: str, image: tuple) -> None:
    """Reject images (H, W), (C, H, W) or (N, C, H, W) without pixels or channels."""
    if 0 in image[-3:]:
        raise ValueError(
            f"nothing to {verb}: input {image} has an empty axis, and only that of the batch may be"
        )


def check_transposed_channels(image: tuple, weight: tuple, groups: int) -> None:
    """Reject filters (C, F/groups, KH, KW) that do not fit images (N, C, H, W)."""
    _check_convolvable(image, weight, groups)
    if image[1] != weight[0]:
        likely = ""
        if image[1] == weight[1] * groups:
            likely = "; the first two axes of a conv2d's weight change places"
        raise ValueError(
            f"input has {image[1]} channels but the weight is for {weight[0]}: a transposed "
            f"convolution's weight is (in_channels, out_channels/groups, KH, KW) "
            f"(input {image}, weight {weight}){likely}"
        )
    if weight[0] % groups:
        raise ValueError(
            f"groups must divide the input channels: {weight[0]} channels, {groups} groups"
        )


def _check_convolvable(image: tuple, weight: tuple, groups: int) -> None:
    check_integer("groups", groups)
    if 0 in image[1:] or 0 in weight:
        raise ValueError(f"nothing to convolve: input {image} or weight {weight} has an empty axis")


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
    elif image[0] == 1 and weight[1] * groups == 1:
        message += (
            f"; if these are {image[1]} grey images, images[:, np.newaxis] adds their channel axis"
        )
    return message


def check_rank(image: tuple) -> None:
    """Reject what is not one image, or a batch of them."""
    if not 2 <= len(image) <= 4:
        raise ValueError(f"input must be (H, W), (C, H, W) or (N, C, H, W), got shape {image}")


def check_ranks(image: tuple, weight: tuple) -> None:
    """Reject an input and a weight with incompatible numbers of axes."""
    check_rank(image)
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


def check_classes(scores: tuple, target: np.ndarray, reduction: str, ignore_index: int) -> None:
    """Reject a cross-entropy target that does not match scores (C,), (N, C) or (N, C, …)."""
    check_choice("reduction", reduction, REDUCTIONS)
    check_integer("ignore_index", ignore_index, minimum=None)
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
    classes, used = scores[:2][-1], target
    if target.size and not 0 <= target.min() <= target.max() < classes:
        used = target[target != ignore_index]
        if used.size == 0 or 0 <= used.min() <= used.max() < classes:
            return
        raise ValueError(
            f"class indices must be from 0 to {classes - 1}, got {used.min()} to {used.max()}"
        )


def check_class_weights(weight, classes: int) -> np.ndarray:
    """Return one weight for each class, ones if there are none."""
    if weight is None:
        return np.ones(classes)
    weights = as_float(weight, "weight")
    if weights.shape != (classes,):
        raise ValueError(
            f"weight needs one number per class: shape ({classes},), got {weights.shape}"
        )
    return weights


def check_statistics(image: tuple, running: tuple, training: bool, eps: float) -> None:
    """Reject what batch normalisation cannot use: no channels, half of a pair, single values."""
    if len(image) < 2:
        raise ValueError(f"batch_norm needs a batch (N, C, …) of channels, got shape {image}")
    if (running[0] is None) != (running[1] is None):
        raise ValueError("running_mean and running_var must be given together")
    if not eps >= 0:
        raise ValueError(f"eps must be a number of at least 0, got {eps}")
    if (training or running[0] is None) and prod(image[:1] + image[2:]) == 1:
        raise ValueError(
            f"batch_norm in training needs more than one value per channel, got input {image}: its "
            "variance would be 0. Take larger batches, or net.eval() outside of training"
        )


def check_channel_numbers(image: tuple, arrays: list) -> None:
    """Reject an array that does not have one number for each channel of (N, C, …)."""
    for array in arrays:
        if array.shape != image[1:2]:
            raise ValueError(
                f"batch_norm needs one number per channel: shape {image[1:2]} for input {image}, "
                f"got {array.shape}"
            )


def class_axis(scores: np.ndarray) -> int:
    """Return the class axis: the second if there is a batch, else the only one."""
    return min(1, scores.ndim - 1)


def check_grad(grad: tuple, output: tuple) -> None:
    """Reject a gradient whose shape is not that of the forward output."""
    if grad != output:
        raise ValueError(f"grad must have the shape of the forward output {output}, got {grad}")


def check_indices(indices, output: tuple, pixels: int, unseen) -> np.ndarray:
    """Return the indices of max pooling as an array; reject what the forward cannot return."""
    places = np.asarray(indices)
    if places.dtype.kind not in "iu":
        raise TypeError(f"indices must be integers, got an array of {places.dtype}")
    if places.shape != output:
        raise ValueError(
            f"indices must have the shape of the forward output {output}, got {places.shape}: "
            "they are the second result of max_pool2d(…, return_indices=True)"
        )
    if unseen is not None:
        places = np.where(unseen, 0, places)
    if places.size and not 0 <= places.min() <= places.max() < pixels:
        raise ValueError(
            f"indices must be pixels of a channel, 0 to {pixels - 1}, "
            f"got {places.min()} to {places.max()}"
        )
    return places


def check_layer_mode(mode: str) -> None:
    """Reject a padding mode that PyTorch's layers do not have."""
    check_choice("padding_mode", mode, LAYER_MODES)
