"""MNIST, 70,000 hand-written digits: downloaded on demand and verified by checksum."""

import logging
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnbook.digits._idx import read_idx

Set = tuple[NDArray[np.float32], NDArray[np.int64]]

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "http://yann.lecun.com/exdb/mnist/",
)
# SHA-256 of the files as LeCun, Cortes and Burges published them.
CHECKSUMS = {
    f"{name}-ubyte.gz": digest
    for name, digest in [
        ("train-images-idx3", "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
        ("train-labels-idx1", "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
        ("t10k-images-idx3", "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
        ("t10k-labels-idx1", "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    ]
}


def _fetch(name: str, folder: Path, progress: bool) -> Path:
    """Return the file's path; download it from the first mirror with the right checksum."""
    import pooch

    logger = logging.getLogger("pooch")
    level = logger.level
    logger.setLevel(logging.WARNING)  # its messages go to stderr and would appear in a notebook
    failures = []
    try:
        for mirror in MIRRORS:
            downloader = pooch.HTTPDownloader(progressbar=progress, timeout=30)
            try:
                path = pooch.retrieve(
                    mirror + name, f"sha256:{CHECKSUMS[name]}", name, folder, downloader=downloader
                )
            except (OSError, ValueError) as error:  # no response, or a wrong checksum
                failures.append(f"{mirror}: {error}")
                continue
            return Path(path)
    finally:
        logger.setLevel(level)
    reasons = "\n  ".join(failures)
    raise OSError(
        f"{name} could not be downloaded from any mirror. Is there a network connection? You can "
        f"also copy the file into {folder} yourself.\n  {reasons}"
    )


def _load_part(part: str, folder: Path, progress: bool) -> Set:
    pixels = read_idx(_fetch(f"{part}-images-idx3-ubyte.gz", folder, progress))
    labels = read_idx(_fetch(f"{part}-labels-idx1-ubyte.gz", folder, progress))
    if pixels.ndim != 3 or labels.shape != pixels.shape[:1]:
        raise ValueError(
            f"images must have shape (N, H, W) and labels (N,), got {pixels.shape} and "
            f"{labels.shape}"
        )
    return pixels.astype(np.float32) / 255, labels.astype(np.int64)


def load_mnist(
    cache_dir: str | os.PathLike[str] | None = None, *, progress: bool = True
) -> tuple[Set, Set]:
    """Load MNIST; the first time it is downloaded, 12 MB.

    The book does not need it: `cnnbook.digits.load` has real digits without a download.

    Parameters
    ----------
    cache_dir : str or path, optional
        Where to store the files; by default a folder "cnnbook" in the user's cache.
    progress : bool
        Show a progress bar.

    Returns
    -------
    (images, labels), (images, labels)
        60,000 training digits and 10,000 test digits: images float32 of shape (N, 28, 28) with
        intensities from 0 to 1, labels int64 of shape (N,).

    Raises
    ------
    OSError
        If no mirror has a file with the right checksum.
    ValueError
        If a file is corrupt or in another format.

    Notes
    -----
    Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits", 1998. A
    file in the cache is verified too; a corrupt one is downloaded again.
    """
    import pooch

    folder = Path(pooch.os_cache("cnnbook") if cache_dir is None else cache_dir)
    return _load_part("train", folder, progress), _load_part("t10k", folder, progress)
