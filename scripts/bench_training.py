"""Measure training: an epoch in the page's worker, beside other libraries and NumPy natively.

Run as ``python -m scripts.bench_training``; ``make bench-site`` runs it too. An epoch goes over the
1,438 training digits, in batches of 64, with Adam (ConvNetJS, which has none, with Adadelta). The
libraries come from npm into ``_build/bench-training``; without npm they are left out.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnbook import digits, layers, training
from cnnbook.widgets.shared.bundle import script
from cnnbook.widgets.shared.digit_cells import training_digits

from .browser import chromium, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = Path(__file__).parent.parent / "_build/bench-training"
RIVALS = Path(__file__).parent / "rivals"
VERSIONS = {
    "convnetjs": "0.3.0",
    "@tensorflow/tfjs": "4.22.0",
    "@tensorflow/tfjs-backend-wasm": "4.22.0",
}
TENSORFLOW = "node_modules/@tensorflow"
MAPS = {(3, 3): 0.08, (8, 16): 0.45}  # seconds at most, for ours
EPOCHS = 9
WARM_UP = 2  # epochs that are not counted: the browser has not optimised yet
LIBRARIES = {
    "ConvNetJS": ("convnetjs.js", ["node_modules/convnetjs/build/convnet-min.js"]),
    "TensorFlow.js, wasm": (
        "tensorflow.js",
        [
            f"{TENSORFLOW}/tfjs/dist/tf.min.js",
            f"{TENSORFLOW}/tfjs-backend-wasm/dist/tf-backend-wasm.min.js",
        ],
    ),
}


def described(maps: tuple[int, int]) -> list[dict[str, Any]]:
    """Return the book's network with so many maps, as the page describes it."""
    sizes = [(1, maps[0]), maps]
    blocks = [
        [
            {"kind": "Conv2d", **_channels(size), "kernel_size": 3, "padding": 1},
            {"kind": "ReLU"},
            {"kind": "MaxPool2d", "kernel_size": 2},
        ]
        for size in sizes
    ]
    last = {"kind": "Linear", "in_features": 49 * maps[1], "out_features": 10}
    return [*blocks[0], *blocks[1], {"kind": "Flatten"}, last]


def _channels(size: tuple[int, int]) -> dict[str, int]:
    return dict(zip(("in_channels", "out_channels"), size, strict=True))


def installed() -> bool:
    """Install the other libraries, unless they are there; return False without npm."""
    if (FOLDER / TENSORFLOW / "tfjs").exists():
        return True
    if not shutil.which("npm"):
        return False
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text('{"private": true}')
    names = [f"{name}@{version}" for name, version in VERSIONS.items()]
    options = ["--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(["npm", "install", *options, *names], cwd=FOLDER, check=False)
    return done.returncode == 0


def seconds(figures: list[float]) -> tuple[float, float]:
    """Return the median of the epochs' seconds after the warm-up, and the last epoch's loss.

    Examples
    --------
    >>> seconds([900, 300, 100, 300, 200, 0.5])
    (0.2, 0.5)
    """
    *times, loss = figures
    return statistics.median(times[WARM_UP:]) / 1000, loss


def ours(browser: Browser, address: str, maps: tuple[int, int]) -> tuple[float, float]:
    """Return seconds and loss of an epoch in the worker."""
    page = browser.new_page()
    page.goto(f"{address}/package.json")
    plan = {"layers": described(maps), "optimiser": {"kind": "Adam", "lr": 0.01}}
    choice = {"training": training_digits()["training"]}
    values = [script("maths/training_worker"), plan, choice, EPOCHS]
    figures = page.evaluate((RIVALS / "ours.js").read_text(encoding="utf-8"), values)
    page.close()
    return seconds(figures)


def library(
    browser: Browser, address: str, maps: tuple[int, int], name: str
) -> tuple[float, float]:
    """Return seconds and loss of an epoch of another library."""
    code, files = LIBRARIES[name]
    page = browser.new_page()
    page.goto(f"{address}/package.json")
    for file in files:
        page.add_script_tag(path=FOLDER / file)
    images, labels = _digits()
    folder = f"{address}/{TENSORFLOW}/tfjs-backend-wasm/dist/"
    values = [images.ravel().tolist(), labels.tolist(), list(maps), EPOCHS, folder]
    figures = page.evaluate((RIVALS / code).read_text(encoding="utf-8"), values)
    page.close()
    return seconds(figures)


def natively(maps: tuple[int, int]) -> tuple[float, float]:
    """Return seconds and loss of an epoch of ``cnnbook.training.fit``, in float32."""

    def layer(kind: str, **options: Any) -> layers.Layer:
        return getattr(layers, kind)(**options)

    net = layers.Sequential(*(layer(**options) for options in described(maps)))
    times = [time.perf_counter()]

    def mark(*args: Any) -> None:
        times.append(time.perf_counter())

    history = training.fit(net, *_digits(), epochs=EPOCHS, callback=mark, progress=False)
    return seconds([*(1000 * np.diff(times)).tolist(), history.loss[-1]])


def _digits() -> tuple[np.ndarray, np.ndarray]:
    return training.split(*digits.load(), held_out=0.2, seed=0)[0]


def measure() -> dict[str, dict[tuple[int, int], tuple[float, float]]]:
    """Return seconds and loss by library and maps; the libraries take turns."""
    with_others = installed()
    if not with_others:
        print("The other libraries are left out: they need npm.")
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / "package.json").write_text('{"private": true}')
    figures: dict[str, dict[tuple[int, int], tuple[float, float]]] = {}
    with served(FOLDER) as address, chromium() as browser:
        for maps in MAPS:
            figures.setdefault("ours, in a worker", {})[maps] = ours(browser, address, maps)
            for name in LIBRARIES if with_others else ():
                figures.setdefault(name, {})[maps] = library(browser, address, maps, name)
            figures.setdefault("NumPy, natively", {})[maps] = natively(maps)
    return figures


def broken(figures: dict[tuple[int, int], tuple[float, float]]) -> list[str]:
    """Return, in words, the limits that ours exceeds.

    Examples
    --------
    >>> broken({(3, 3): (0.1, 2.0), (8, 16): (0.2, 2.0)})
    ['an epoch with 3 + 3 maps: 0.100 s is more than 0.08']
    """
    return [
        f"an epoch with {maps[0]} + {maps[1]} maps: {figures[maps][0]:.3f} s is more than {most}"
        for maps, most in MAPS.items()
        if figures[maps][0] > most
    ]


def main() -> None:
    """Measure, print a table, and fail above a limit."""
    figures = measure()
    heads = [f"{a} + {b} maps, s" for a, b in MAPS]
    print(f"{'an epoch over 1,438 digits':28} {heads[0]:>16} {heads[1]:>16}   last loss")
    for name, row in figures.items():
        times = " ".join(f"{row[maps][0]:16.3f}" for maps in MAPS)
        print(f"{name:28} {times}   {', '.join(f'{row[maps][1]:.3f}' for maps in MAPS)}")
    if too_slow := broken(figures["ours, in a worker"]):
        raise SystemExit("\n".join(too_slow))


if __name__ == "__main__":
    main()
