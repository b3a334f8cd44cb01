"""Widgets whose page side needs no kernel, and whose state Python can read and set."""

from .base import Explorer
from .channel import ChannelExplorer
from .classifier import DigitClassifier
from .convolution import ConvolutionExplorer
from .pixel import PixelExplorer
from .pooling import PoolingExplorer
from .question import Question
from .receptive import ReceptiveFieldExplorer
from .training import TrainingExplorer

__all__ = [
    "ChannelExplorer",
    "ConvolutionExplorer",
    "DigitClassifier",
    "Explorer",
    "PixelExplorer",
    "PoolingExplorer",
    "Question",
    "ReceptiveFieldExplorer",
    "TrainingExplorer",
]
