"""The loop: guess, measure the error, walk back through the layers, take a step; again."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook.layers import Layer
from cnnbook.training._validation import as_images, as_labels, check_classes, check_training
from cnnbook.training.augmentation import Augmentation
from cnnbook.training.evaluation import evaluate
from cnnbook.training.optimisers import Adam, Optimizer
from cnnbook.training.schedules import Schedule


@dataclass(repr=False)
class History:
    """What happened in a training, epoch by epoch.

    Attributes
    ----------
    loss, accuracy : list of float
        Means over each epoch's batches, as they were met: before their step, and augmented.
    validation_loss, validation_accuracy : list of float
        On the held-out images, after each epoch; empty if there were none.
    weights : dict from str to list of ndarray
        The parameters that were watched: first as they were before the training, then after each
        epoch.
    """

    loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    weights: dict[str, list[NDArray[Any]]] = field(default_factory=dict)

    def __repr__(self) -> str:
        if not self.loss:
            return "History: no epoch yet"
        epochs = "1 epoch" if len(self.loss) == 1 else f"{len(self.loss)} epochs"
        text = f"History: {epochs}, loss {self.loss[-1]:.3f}, accuracy {self.accuracy[-1]:.1%}"
        held_out = self.validation_accuracy
        return f"{text}, held out {held_out[-1]:.1%}" if held_out else text


Callback = Callable[[int, Layer, History], Any]


def fit(
    net: Layer,
    images: ArrayLike,
    labels: ArrayLike,
    *,
    epochs: int = 20,
    batch_size: int = 64,
    optimizer: Optimizer | None = None,
    seed: int = 0,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    callback: Callback | None = None,
    augment: Augmentation | None = None,
    schedule: Schedule | None = None,
    watch: Sequence[str] = (),
    progress: bool = True,
) -> History:
    """Train a network to tell images apart.

    Parameters
    ----------
    net : Layer
        The network; its weights are changed in place.
    images : array_like of shape (N, H, W) or (N, C, H, W)
        What to learn from.
    labels : array_like of int, shape (N,)
        What each image shows.
    epochs : int
        How often to go through all images.
    batch_size : int
        Images per step; the last batch of an epoch may be smaller.
    optimizer : Optimizer, optional
        By default `Adam(net.parameters(), lr=0.01)`.
    seed : int
        Decides the order of the images and the augmentation. The same network, data and seed give
        the same weights.
    validation : (images, labels), optional
        Held-out data to measure after each epoch; nothing is learnt from them.
    callback : callable, optional
        Called after each epoch with the epoch (from 1), the network and the history so far; if it
        returns True, the training ends.
    augment : callable, optional
        Changes each batch of images before it is used; see `shifts`.
    schedule : callable, optional
        The factor of the learning rate, from the share of all steps that is done; see
        `warmup_cosine`.
    watch : sequence of str
        Names of parameters, such as "0.weight", to record in `History.weights`.
    progress : bool
        Show a bar. The environment's TQDM_DISABLE=1 hides it too: in a notebook that is compared
        with its last run, nothing may depend on the time.

    Returns
    -------
    History

    Raises
    ------
    TypeError, ValueError
        If nothing can be learnt: no images, NaN among them, labels that do not fit them or the
        network or are all the same, a batch larger than the data, an unknown name in `watch`.
    FloatingPointError
        If the loss becomes infinite or NaN.

    Examples
    --------
    >>> from cnnbook.layers import Flatten, Linear, Sequential
    >>> images = np.repeat(np.eye(2), 8, axis=0).reshape(16, 1, 2)  # light left, light right
    >>> labels = np.repeat([0, 1], 8)
    >>> net = Sequential(Flatten(), Linear(2, 2, rng=0))
    >>> fit(net, images, labels, epochs=30, batch_size=4, progress=False).accuracy[-1]
    1.0
    """
    pixels = as_images(images)
    classes = as_labels(labels, len(pixels))
    check_training(classes, batch_size)
    _check_fit(net, pixels, classes, epochs, watch)
    held_out = None if validation is None else _held_out(net, *validation)
    optimizer = Adam(net.parameters(), lr=0.01) if optimizer is None else optimizer
    history = History(weights={name: [] for name in watch})
    _record(history, net)
    pace = _Pace(optimizer, schedule, epochs * -(-len(pixels) // batch_size))
    rng = np.random.default_rng(seed)
    try:
        for epoch in _bar(epochs, progress, history):
            batches = _batches(pixels, classes, batch_size, rng, augment)
            _epoch(net, batches, pace, history, epoch)
            if held_out is not None:
                loss, accuracy = evaluate(net, *held_out)
                history.validation_loss.append(loss)
                history.validation_accuracy.append(accuracy)
            _record(history, net)
            if callback is not None and callback(epoch, net, history) is True:
                break
    finally:
        pace.restore()
    return history


def _check_fit(net: Layer, pixels, classes, epochs: int, watch: Sequence[str]) -> None:
    if isinstance(epochs, bool) or not isinstance(epochs, int | np.integer) or epochs < 1:
        raise ValueError(f"epochs must be a whole number of at least 1, but it is {epochs!r}")
    unknown = sorted(set(watch) - set(net.named_parameters()))
    if isinstance(watch, str) or unknown:
        names = ", ".join(net.named_parameters())
        raise ValueError(f"watch takes a list of names out of {names}; got {watch!r}")
    scores = net(pixels[:1])
    if scores.ndim != 2:
        raise ValueError(
            f"the network must end in one score per class, (N, classes), but it turns "
            f"{pixels[:1].shape} into {scores.shape}; Flatten and Linear are what is missing"
        )
    check_classes(classes, scores.shape[1])


def _held_out(net: Layer, images: ArrayLike, labels: ArrayLike) -> tuple[Any, Any]:
    pixels = as_images(images, "validation images")
    classes = as_labels(labels, len(pixels), "validation labels")
    check_classes(classes, net(pixels[:1]).shape[1], "validation labels")
    return pixels, classes


def _batches(pixels, classes, size: int, rng, augment) -> Iterator[tuple[Any, Any]]:
    """Yield all images once, in a new order, a batch at a time."""
    order = rng.permutation(len(pixels))
    for first in range(0, len(order), size):
        chosen = order[first : first + size]
        batch = pixels[chosen]  # (N, C, H, W)
        yield (batch if augment is None else augment(batch, rng)), classes[chosen]


class _Pace:
    """Takes the optimiser's steps at the learning rates of the schedule."""

    def __init__(self, optimizer: Optimizer, schedule: Schedule | None, steps: int):
        self.optimizer, self.schedule, self.steps = optimizer, schedule, steps
        self.full, self.done = optimizer.lr, 0

    def step(self) -> None:
        self.done += 1
        if self.schedule is not None:
            # Half a step back: neither the first step nor the last has a rate of exactly zero.
            self.optimizer.lr = self.full * self.schedule((self.done - 0.5) / self.steps)
        self.optimizer.step()

    def restore(self) -> None:
        self.optimizer.lr = self.full


def _epoch(net: Layer, batches, pace: _Pace, history: History, epoch: int) -> None:
    losses, right, count = 0.0, 0, 0
    for images, labels in batches:
        scores = net(images)  # (N, classes)
        loss = float(F.cross_entropy(scores, labels))
        if not np.isfinite(loss):
            raise FloatingPointError(
                f"the loss became {loss} in epoch {epoch}: the steps are too long; a smaller lr "
                f"than {pace.full} will help"
            )
        net.backward_parameters(G.cross_entropy_backward(1.0, scores, labels))
        pace.step()
        losses += loss * len(labels)
        right += int((scores.argmax(axis=1) == labels).sum())
        count += len(labels)
    history.loss.append(losses / count)
    history.accuracy.append(right / count)


def _record(history: History, net: Layer) -> None:
    parameters = net.named_parameters()
    for name, values in history.weights.items():
        values.append(parameters[name].data.copy())


def _bar(epochs: int, progress: bool, history: History) -> Iterator[int]:
    """Yield the epochs from 1; show a bar with the last loss, and leave nothing behind."""
    hidden = os.environ.get("TQDM_DISABLE", "0").lower() not in ("", "0", "false")
    if hidden or not progress:
        yield from range(1, epochs + 1)
        return
    from tqdm.auto import tqdm  # looks for a notebook, which takes a moment

    with tqdm(range(1, epochs + 1), desc="training", unit="epoch", leave=False) as bar:
        for epoch in bar:
            yield epoch
            bar.set_postfix(loss=f"{history.loss[-1]:.3f}", accuracy=f"{history.accuracy[-1]:.1%}")
