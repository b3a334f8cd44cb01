"""Optimisers: SGD and Adam, with PyTorch's update rules.

An optimiser changes `parameter.data` in place, so the layers that hold the parameters use the new
values.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnbook.layers import Parameter


def _check_number(name: str, value: float, low: float, high: float = np.inf) -> None:
    if not (low <= value < high):
        rule = f"at least {low}" if high == np.inf else f"at least {low} and below {high}"
        raise ValueError(f"{name} must be {rule}, got {value}")


class Optimizer:
    """Base class of the optimisers: a list of parameters and a learning rate.

    Attributes
    ----------
    lr : float
        The learning rate; a schedule may change it between steps.
    weight_decay : float
        Each gradient grows by this times the weight.
    """

    def __init__(self, parameters: Iterable[Parameter], lr: float, weight_decay: float = 0.0):
        self.parameters = list(parameters)
        if not self.parameters:
            raise ValueError("parameters must hold at least one parameter, got an empty list")
        others = [p for p in self.parameters if not isinstance(p, Parameter)]
        if others:
            raise TypeError(
                f"parameters must hold Parameter objects, got {type(others[0]).__name__}; "
                f"net.parameters() returns them"
            )
        _check_number("lr", lr, 0)
        _check_number("weight_decay", weight_decay, 0)
        self.lr, self.weight_decay = lr, weight_decay

    def step(self) -> None:
        """Update every parameter by one step.

        Raises
        ------
        RuntimeError
            If a parameter has no gradient yet.
        """
        for i, parameter in enumerate(self.parameters):
            if parameter.grad is None:
                raise RuntimeError(
                    f"parameter {i} of shape {parameter.shape} has no gradient: call "
                    f"net.backward(…) before optimizer.step()"
                )
        self._update()

    def _update(self) -> None:
        raise NotImplementedError

    def _gradient(self, parameter: Parameter) -> NDArray[Any]:
        """Return the gradient of the loss and of weight_decay · weight² / 2."""
        if self.weight_decay == 0:
            return parameter.grad
        return parameter.grad + self.weight_decay * parameter.data

    def _decay(self) -> str:
        return f", weight_decay={self.weight_decay}" if self.weight_decay else ""


class SGD(Optimizer):
    """Stochastic gradient descent, optionally with momentum.

    Parameters
    ----------
    parameters : iterable of Parameter
        The parameters to train: `net.parameters()`.
    lr : float
        Learning rate: the step size for a gradient of 1.
    momentum : float
        Factor of the previous direction in the new one, 0 to below 1.
    weight_decay : float
        Each gradient grows by this times the weight, which draws all weights to 0.

    Raises
    ------
    TypeError, ValueError
        If there are no parameters or a number is out of range.

    Notes
    -----
    b ← momentum · b + gradient, weight ← weight − lr · b (torch.optim.SGD; Sutskever and others,
    "On the importance of initialization and momentum in deep learning", 2013, put lr into b).

    Examples
    --------
    >>> weight = Parameter(np.array([1.0, 2.0]))
    >>> weight.grad = np.array([2.0, -4.0])
    >>> SGD([weight], lr=0.5).step()
    >>> weight.data
    array([0., 4.])
    """

    def __init__(
        self,
        parameters: Iterable[Parameter],
        lr: float = 0.001,
        momentum: float = 0.0,
        *,
        weight_decay: float = 0.0,
    ):
        super().__init__(parameters, lr, weight_decay)
        _check_number("momentum", momentum, 0, 1)
        self.momentum = momentum
        self._direction = [np.zeros_like(p.data) for p in self.parameters]

    def _update(self) -> None:
        for parameter, direction in zip(self.parameters, self._direction, strict=True):
            direction *= self.momentum
            direction += self._gradient(parameter)
            parameter.data -= self.lr * direction

    def __repr__(self) -> str:
        return f"SGD(lr={self.lr}, momentum={self.momentum}{self._decay()})"


class Adam(Optimizer):
    """Adaptive moments: each weight's step is divided by the root mean square of its gradient.

    Parameters
    ----------
    parameters : iterable of Parameter
        The parameters to train: `net.parameters()`.
    lr : float
        Learning rate: about the step size, whatever the gradient's size.
    betas : (float, float)
        Decay rates of the averages of the gradient and of its square, 0 to below 1.
    eps : float
        Added to the denominator, to avoid division by zero.
    weight_decay : float
        Each gradient grows by this times the weight, which draws all weights to 0.

    Raises
    ------
    TypeError, ValueError
        If there are no parameters or a number is out of range.

    Notes
    -----
    Step t: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², then
    weight ← weight − lr · m̂ / (√v̂ + eps) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ)
    (torch.optim.Adam; Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015).

    Examples
    --------
    >>> weight = Parameter(np.array([1.0, 2.0]))
    >>> weight.grad = np.array([2.0, -400.0])
    >>> Adam([weight], lr=0.5).step()
    >>> weight.data.round(6)  # the size of the first step is lr, whatever the gradient
    array([0.5, 2.5])
    """

    def __init__(
        self,
        parameters: Iterable[Parameter],
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        *,
        weight_decay: float = 0.0,
    ):
        super().__init__(parameters, lr, weight_decay)
        for name, beta in zip(("betas[0]", "betas[1]"), betas, strict=True):
            _check_number(name, beta, 0, 1)
        _check_number("eps", eps, 0)
        self.betas, self.eps, self.steps = betas, eps, 0
        self._mean = [np.zeros_like(p.data) for p in self.parameters]
        self._square = [np.zeros_like(p.data) for p in self.parameters]

    def _update(self) -> None:
        self.steps += 1
        beta1, beta2 = self.betas
        rate = self.lr / (1 - beta1**self.steps)
        root = (1 - beta2**self.steps) ** 0.5
        for p, mean, square in zip(self.parameters, self._mean, self._square, strict=True):
            gradient = self._gradient(p)
            mean += (1 - beta1) * (gradient - mean)
            square *= beta2
            square += (1 - beta2) * (gradient * gradient)
            p.data -= rate * mean / (np.sqrt(square) / root + self.eps)

    def __repr__(self) -> str:
        return f"Adam(lr={self.lr}, betas={self.betas}, eps={self.eps}{self._decay()})"
