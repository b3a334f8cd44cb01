"""The training loop: forward, loss, backward, step."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook._checks import check_integer
from cnnbook.layers import Layer
from cnnbook.random import Generator, as_generator
from cnnbook.training._validation import as_images, as_labels, check_classes, check_training
from cnnbook.training.augmentation import Augmentation
from cnnbook.training.evaluation import evaluate, predict
from cnnbook.training.optimisers import Adam, Optimizer
from cnnbook.training.schedules import Schedule


@dataclass(repr=False)
class History:
    """Loss, accuracy and recorded weights of a training, epoch by epoch.

    Attributes
    ----------
    loss, accuracy : list of float
        Means over each epoch's training batches, augmented, each computed before its step.
    validation_loss, validation_accuracy : list of float
        On the held-out images after each epoch; empty without `validation`.
    weights : dict from str to list of ndarray
        The watched parameters: before the training, then after each epoch.
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
    seed: int | np.random.Generator | Generator = 0,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    callback: Callback | None = None,
    augment: Augmentation | None = None,
    schedule: Schedule | None = None,
    watch: Sequence[str] = (),
    progress: bool = True,
) -> History:
    """Train a network to classify images.

    The steps are made in training mode, in which Dropout drops. Callbacks, and whoever uses the
    network afterwards, find it in evaluation mode.

    Parameters
    ----------
    net : Layer
        The network; its parameters are changed in place.
    images : array_like of shape (N, H, W) or (N, C, H, W)
        The training images.
    labels : array_like of int, shape (N,)
        Their classes.
    epochs : int
        Number of passes through all images.
    batch_size : int
        Images per step; the last batch of an epoch may be smaller.
    optimizer : Optimizer, optional
        By default `Adam(net.parameters(), lr=0.01)`.
    seed : int or generator
        Determines the order of the images and the augmentation. The same network, data and seed
        give the same weights. A `cnnbook.random.Generator` gives those of the book's pages.
    validation : (images, labels), optional
        Held-out data, evaluated after each epoch and not used for training.
    callback : callable, optional
        Called after each epoch with the epoch (from 1), the network and the history so far; if it
        returns True, the training stops.
    augment : callable, optional
        Applied to each batch of images before it is used; see `shifts`.
    schedule : callable, optional
        Returns the learning rate's factor for the completed fraction of the training; see
        `warmup_cosine`.
    watch : sequence of str
        Names of parameters, such as "0.weight", to record in `History.weights`.
    progress : bool
        Show a progress bar. The environment variable TQDM_DISABLE=1 hides it too, for notebooks
        whose output is compared with an earlier run.

    Returns
    -------
    History

    Raises
    ------
    TypeError, ValueError
        If an argument is invalid: no images, NaN in an image, labels that do not match the images
        or the network or are all the same, a batch larger than the data, an unknown name in
        `watch`.
    FloatingPointError
        If the loss becomes infinite or NaN.

    Examples
    --------
    >>> from cnnbook.layers import Flatten, Linear, Sequential
    >>> images = np.repeat(np.eye(2), 8, axis=0).reshape(16, 1, 2)  # bright left, bright right
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
    stepper = _Stepper(optimizer, schedule, epochs * -(-len(pixels) // batch_size))
    rng = as_generator(seed)
    try:
        for epoch in _bar(epochs, progress, history):
            batches = _batches(pixels, classes, batch_size, rng, augment)
            net.train()
            _epoch(net, batches, stepper, history, epoch)
            net.eval()
            if held_out is not None:
                loss, accuracy = evaluate(net, *held_out)
                history.validation_loss.append(loss)
                history.validation_accuracy.append(accuracy)
            _record(history, net)
            if callback is not None and callback(epoch, net, history) is True:
                break
    finally:
        net.eval()
        stepper.restore()
    return history


def _check_fit(net: Layer, pixels, classes, epochs: int, watch: Sequence[str]) -> None:
    check_integer("epochs", epochs)
    unknown = sorted(set(watch) - set(net.named_parameters()))
    if isinstance(watch, str) or unknown:
        names = ", ".join(net.named_parameters())
        raise ValueError(f"watch must be a list of names out of {names}, got {watch!r}")
    scores = predict(net, pixels[:1])
    if scores.ndim != 2:
        raise ValueError(
            f"the network must return one score per class, (N, classes), got {scores.shape} for "
            f"{pixels[:1].shape}; are Flatten and Linear missing at its end?"
        )
    check_classes(classes, scores.shape[1])


def _held_out(net: Layer, images: ArrayLike, labels: ArrayLike) -> tuple[Any, Any]:
    pixels = as_images(images, "validation images")
    classes = as_labels(labels, len(pixels), "validation labels")
    check_classes(classes, predict(net, pixels[:1]).shape[1], "validation labels")
    return pixels, classes


def _batches(pixels, classes, size: int, rng, augment) -> Iterator[tuple[Any, Any]]:
    """Yield all images once, in random order, one batch at a time."""
    order = rng.permutation(len(pixels))
    for first in range(0, len(order), size):
        chosen = order[first : first + size]
        batch = pixels[chosen]  # (N, C, H, W)
        yield (batch if augment is None else augment(batch, rng)), classes[chosen]


class _Stepper:
    """Calls the optimiser's step with the learning rates of the schedule."""

    def __init__(self, optimizer: Optimizer, schedule: Schedule | None, steps: int):
        self.optimizer, self.schedule, self.steps = optimizer, schedule, steps
        self.full, self.done = optimizer.lr, 0

    def step(self) -> None:
        self.done += 1
        if self.schedule is not None:
            # The middle of the step: neither the first nor the last has a rate of exactly zero.
            self.optimizer.lr = self.full * self.schedule((self.done - 0.5) / self.steps)
        self.optimizer.step()

    def restore(self) -> None:
        self.optimizer.lr = self.full


def _epoch(net: Layer, batches, stepper: _Stepper, history: History, epoch: int) -> None:
    losses, correct, count = 0.0, 0, 0
    for images, labels in batches:
        scores = net(images)  # (N, classes)
        loss = float(F.cross_entropy(scores, labels))
        if not np.isfinite(loss):
            raise FloatingPointError(
                f"the loss became {loss} in epoch {epoch}: the training diverged; try a smaller "
                f"lr than {stepper.full}"
            )
        net.backward_parameters(G.cross_entropy_backward(1.0, scores, labels))
        stepper.step()
        losses += loss * len(labels)
        correct += int((scores.argmax(axis=1) == labels).sum())
        count += len(labels)
    history.loss.append(losses / count)
    history.accuracy.append(correct / count)


def _record(history: History, net: Layer) -> None:
    parameters = net.named_parameters()
    for name, values in history.weights.items():
        values.append(parameters[name].data.copy())


def _bar(epochs: int, progress: bool, history: History) -> Iterator[int]:
    """Yield the epochs from 1; the progress bar shows the loss and is removed at the end."""
    hidden = os.environ.get("TQDM_DISABLE", "0").lower() not in ("", "0", "false")
    if hidden or not progress:
        yield from range(1, epochs + 1)
        return
    from tqdm.auto import tqdm  # slow to import: it looks for a notebook

    with tqdm(range(1, epochs + 1), desc="training", unit="epoch", leave=False) as bar:
        for epoch in bar:
            yield epoch
            bar.set_postfix(loss=f"{history.loss[-1]:.3f}", accuracy=f"{history.accuracy[-1]:.1%}")
