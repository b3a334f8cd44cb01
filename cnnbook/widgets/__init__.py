"""Widgets whose page side needs no kernel, and whose state Python can read and set."""

from .base import Explorer
from .channel import ChannelExplorer
from .classifier import DigitClassifier
from .convolution import ConvolutionExplorer
from .pooling import PoolingExplorer
from .receptive import ReceptiveFieldExplorer
from .question import Question

__all__ = [
    "ChannelExplorer",
    "ConvolutionExplorer",
    "DigitClassifier",
    "Explorer",
    "PoolingExplorer",
    "ReceptiveFieldExplorer",
    "Question",
]
