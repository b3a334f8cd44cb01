"""Widgets that work without a kernel on the page, and whose state Python can read and set."""

from .activation import ActivationExplorer
from .boundary import BoundaryExplorer
from .chain import ChainExplorer
from .channel import ChannelExplorer
from .convolution import ConvolutionExplorer
from .gradient import GradientExplorer
from .kernel_learner import KernelLearner
from .network import NetworkExplorer
from .parameters import ParameterExplorer
from .pixel import PixelExplorer
from .pooling import PoolingExplorer
from .question import Question
from .receptive import ReceptiveFieldExplorer
from .shared.base import Explorer
from .slope import SlopeExplorer
from .strides import StridesExplorer
from .template import TemplateExplorer
from .training import TrainingExplorer

DigitClassifier = NetworkExplorer  # its name in earlier editions of the book

__all__ = [
    "ActivationExplorer",
    "BoundaryExplorer",
    "ChainExplorer",
    "ChannelExplorer",
    "ConvolutionExplorer",
    "Explorer",
    "GradientExplorer",
    "KernelLearner",
    "NetworkExplorer",
    "ParameterExplorer",
    "PixelExplorer",
    "PoolingExplorer",
    "Question",
    "ReceptiveFieldExplorer",
    "SlopeExplorer",
    "StridesExplorer",
    "TemplateExplorer",
    "TrainingExplorer",
]
