"""Measure the book's two networks: time per epoch beside PyTorch's, accuracy over several seeds.

``python -m benchmarks.training`` prints both tables. Each library trains alone in a process of its
own, in turn, since two thread pools in one process spoil each other's times; both start from the
same weights, take the same batches and must have the same loss in the first epoch, or there is no
table. (Later, the rounding of several threads, which add up in any order, drives the losses apart.)
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from time import perf_counter, process_time

import numpy as np

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
NETS = {"3 + 3 maps": (3, 3), "8 + 16 maps": (8, 16)}
LIBRARIES = ("cnnbook", "torch", "torch channels-last")
EPOCHS, BATCH, LR = 6, 64, 0.01
# How the lesson trains each of them: augmentation and epochs.
RECIPES = {"3 + 3 maps": ("shifts", 20), "8 + 16 maps": ("affine", 15)}
FIRST_SEED = 100  # nothing was chosen by looking at these splits


def build(maps: tuple[int, int], seed: int = 0):
    """Return the network 1 → a → b maps, two poolings, b · 49 → 10."""
    from cnnbook import layers as nn
    from cnnbook import training

    a, b = maps
    net = nn.Sequential(
        nn.Conv2d(1, a, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(a, b, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(b * 7 * 7, 10),
    )
    return training.he_normal(net, seed=seed)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=__doc__)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3, help="processes per library")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--alone", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        library, net, threads = options.alone
        print(json.dumps(alone(library, net, int(threads))))
        return
    section(options.threads, options.rounds, options.seeds)


def section(threads: list[int], rounds: int = 3, seeds: int = 5) -> str:
    """Print each figure once it is measured; return all as a section of Markdown."""
    lines = []
    for row in _rows(threads, rounds, seeds):
        print(row, flush=True)
        lines.append(row)
    title = "### Training the networks of the book, 1 → a → b maps, two poolings, 10 classes"
    return "\n".join([title, "", *(f"- {line}" for line in lines), ""])


def _rows(threads: list[int], rounds: int, seeds: int) -> Iterator[str]:
    for number in threads:
        for net in NETS:
            yield times_row(net, number, rounds)
    for net in NETS if seeds else ():
        yield accuracy_row(net, seeds)


def times_row(net: str, threads: int, rounds: int) -> str:
    """Return one line: seconds per epoch and their ratios to PyTorch's."""
    found = {library: [] for library in LIBRARIES}
    for _ in range(rounds):
        for library, results in found.items():
            results.append(in_a_process(library, net, threads))
    losses = [results[0]["loss"] for results in found.values()]
    if max(losses) - min(losses) > 1e-3 * max(losses):
        raise SystemExit(f"{net}: the losses differ, so the times cannot be compared: {losses}")
    times = {library: median(r["seconds"] for r in results) for library, results in found.items()}
    ours, theirs, last = times.values()
    return (
        f"{net}, {threads} thread(s): {ours * 1e3:.0f} ms per epoch; PyTorch {theirs * 1e3:.0f} "
        f"({ours / theirs:.2f}), channels-last {last * 1e3:.0f} ({ours / last:.2f}); "
        f"losses of the first {', '.join(f'{loss:.5f}' for loss in losses)}"
    )


def in_a_process(library: str, net: str, threads: int) -> dict:
    environment = os.environ | dict.fromkeys(THREADS, str(threads))
    command = [sys.executable, "-m", "benchmarks.training", "--alone", library, net, str(threads)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def alone(library: str, net: str, threads: int) -> dict:
    """Train in this process; return the median seconds per epoch and the first epoch's loss."""
    from cnnbook import digits, training

    (images, labels), _ = training.split(*digits.load(), seed=0)
    # One thread's own time is undisturbed by other programs; several threads' would be added up.
    clock = process_time if threads == 1 else perf_counter
    if library == "cnnbook":
        marks, loss = train_cnnbook(build(NETS[net]), images, labels, clock)
    else:
        marks, loss = train_torch(NETS[net], images, labels, clock, threads, "last" in library)
    return {"seconds": median(np.diff(marks)[1:]), "loss": loss}  # the first epoch warms up


def train_cnnbook(net, images, labels, clock) -> tuple[list[float], float]:
    from cnnbook import training

    marks = [clock()]
    history = training.fit(
        net,
        images,
        labels,
        epochs=EPOCHS,
        batch_size=BATCH,
        optimizer=training.Adam(net.parameters(), lr=LR),
        callback=lambda *_: marks.append(clock()),
        progress=False,
    )
    return marks, history.loss[0]


def train_torch(maps, images, labels, clock, threads, last) -> tuple[list[float], float]:
    import torch
    from torch import nn

    torch.set_num_threads(threads)
    a, b = maps
    net = nn.Sequential(
        *(nn.Conv2d(1, a, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(b * 7 * 7, 10)),
    )
    net.load_state_dict({k: torch.tensor(v) for k, v in build(maps).state_dict().items()})
    layout = torch.channels_last if last else torch.contiguous_format
    net = net.to(memory_format=layout)
    pixels = torch.tensor(images[:, None]).to(memory_format=layout)
    classes, rng = torch.tensor(labels), np.random.default_rng(0)
    optimizer, loss_of = torch.optim.Adam(net.parameters(), lr=LR), nn.CrossEntropyLoss()
    marks, losses = [clock()], []
    for _ in range(EPOCHS):
        order, total = torch.tensor(rng.permutation(len(images))), 0.0
        for chosen in order.split(BATCH):
            optimizer.zero_grad()
            scores = net(pixels[chosen])
            loss = loss_of(scores, classes[chosen])
            loss.backward()
            optimizer.step()
            (scores.argmax(1) == classes[chosen]).sum().item()  # the book's loop counts them too
            total += loss.item() * len(chosen)
        marks.append(clock())
        losses.append(total / len(images))
    return marks, losses[0]


def accuracy_row(net: str, seeds: int) -> str:
    """Return one line: accuracies on a held-out fifth, trained as the lesson does."""
    from cnnbook import digits, training

    name, epochs = RECIPES[net]
    augment = training.shifts(1) if name == "shifts" else training.affine()
    accuracies, start = [], perf_counter()
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        (images, labels), held_out = training.split(*digits.load(), seed=seed)
        model = build(NETS[net], seed)
        training.fit(
            model,
            images,
            labels,
            epochs=epochs,
            optimizer=training.Adam(model.parameters(), lr=LR),
            seed=seed,
            augment=augment,
            schedule=training.warmup_cosine(),
            progress=False,
        )
        accuracies.append(training.evaluate(model, *held_out)[1])
    seconds = (perf_counter() - start) / seeds
    shown = ", ".join(f"{accuracy:.1%}" for accuracy in accuracies)
    return (
        f"{net}: median {median(accuracies):.1%} of the held-out digits right ({shown}); "
        f"{seconds:.1f} s per training of {epochs} epochs"
    )


if __name__ == "__main__":
    main()
