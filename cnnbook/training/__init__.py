"""Training: optimisers, a learning-rate schedule, augmentation, the training loop, saved weights.

The names and the update rules are PyTorch's. `fit` is the usual training loop of a dozen lines,
with argument validation, a history and a progress bar.
"""

from cnnbook.training.augmentation import affine, shifts
from cnnbook.training.data import split
from cnnbook.training.evaluation import evaluate, predict
from cnnbook.training.files import load, save
from cnnbook.training.initialisation import he_normal
from cnnbook.training.loop import History, fit
from cnnbook.training.optimisers import SGD, Adam, AdamW
from cnnbook.training.optimizer import Optimizer
from cnnbook.training.schedules import warmup_cosine

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "History",
    "Optimizer",
    "affine",
    "evaluate",
    "fit",
    "he_normal",
    "load",
    "predict",
    "save",
    "shifts",
    "split",
    "warmup_cosine",
]
