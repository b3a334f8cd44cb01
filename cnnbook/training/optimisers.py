"""SGD, Adam and AdamW, with PyTorch's update rules."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnbook._checks import check_flag
from cnnbook.layers import Parameter
from cnnbook.training.optimizer import Optimizer, check_number


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
    dampening : float
        How much less of the gradient goes into the new direction, 0 to 1; not in the first step.
    weight_decay : float
        Each gradient grows by this times the weight, which draws all weights to 0.
    nesterov : bool
        Whether to step along the gradient and the new direction, rather than the direction alone.

    Raises
    ------
    TypeError, ValueError
        If there are no parameters or a number is out of range.

    Notes
    -----
    b ← momentum · b + gradient, weight ← weight − lr · b (torch.optim.SGD; Sutskever and others,
    "On the importance of initialization and momentum in deep learning", 2013, put lr into b).
    With ``nesterov``, weight ← weight − lr · (gradient + momentum · b).

    Examples
    --------
    >>> weight = Parameter(np.array([1.0, 2.0]))
    >>> weight.grad = np.array([2.0, -4.0])
    >>> SGD([weight], lr=0.5).step()
    >>> weight.data
    array([0., 4.])
    """

    _options = ("lr", "momentum", "dampening", "weight_decay", "nesterov")
    _averages = ("momentum_buffer",)

    def __init__(
        self,
        parameters: Iterable[Parameter],
        lr: float = 0.001,
        momentum: float = 0.0,
        dampening: float = 0.0,
        *,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ):
        super().__init__(parameters, lr, weight_decay)
        check_number("momentum", momentum, 0, 1)
        check_number("dampening", dampening, 0)
        if check_flag("nesterov", nesterov) and (momentum == 0 or dampening != 0):
            raise ValueError(
                f"nesterov needs a momentum above 0 and no dampening, got momentum {momentum}, "
                f"dampening {dampening}"
            )
        self.momentum, self.dampening, self.nesterov = momentum, dampening, nesterov

    def _update(self) -> None:
        share = 1 - self.dampening if self.steps > 1 else 1
        for parameter, direction in zip(self.parameters, self._state[0], strict=True):
            gradient = self._gradient(parameter)
            direction *= self.momentum
            direction += gradient if share == 1 else share * gradient
            way = gradient + self.momentum * direction if self.nesterov else direction
            parameter.data -= self.lr * way

    def _has_averages(self) -> bool:
        return self.momentum != 0

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

    _options = ("lr", "betas", "eps", "weight_decay")
    _averages = ("exp_avg", "exp_avg_sq")

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
        check_number("eps", eps, 0)
        self.betas, self.eps = _checked_betas(betas), eps

    def _update(self) -> None:
        beta1, beta2 = self.betas
        rate = self.lr / (1 - beta1**self.steps)
        root = (1 - beta2**self.steps) ** 0.5
        for p, mean, square in zip(self.parameters, *self._state, strict=True):
            gradient = self._gradient(p)
            mean += (1 - beta1) * (gradient - mean)
            square *= beta2
            square += (1 - beta2) * (gradient * gradient)
            p.data -= rate * mean / (np.sqrt(square) / root + self.eps)

    def __repr__(self) -> str:
        numbers = f"lr={self.lr}, betas={self.betas}, eps={self.eps}"
        return f"{type(self).__name__}({numbers}{self._decay()})"


class AdamW(Adam):
    """Adam with decoupled weight decay: weights shrink apart from the gradient's averages.

    Parameters
    ----------
    parameters, lr, betas, eps
        As for :class:`Adam`.
    weight_decay : float
        Each step first shrinks every weight by lr times this times the weight.

    Raises
    ------
    TypeError, ValueError
        If there are no parameters or a number is out of range.

    Notes
    -----
    weight ← (1 − lr · weight_decay) · weight, then Adam's step without weight decay
    (torch.optim.AdamW; Loshchilov and Hutter, "Decoupled weight decay regularization", 2019). In
    Adam, what decays a weight is divided by the root mean square of the gradient, too, so that
    weights with large gradients hardly shrink.

    Examples
    --------
    >>> weight = Parameter(np.array([4.0]))
    >>> weight.grad = np.array([2.0])
    >>> AdamW([weight], lr=0.5, weight_decay=0.5).step()
    >>> weight.data.round(6)  # 4 · (1 − 0.25) − 0.5
    array([2.5])
    """

    def __init__(
        self,
        parameters: Iterable[Parameter],
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        *,
        weight_decay: float = 0.01,
    ):
        super().__init__(parameters, lr, betas, eps, weight_decay=weight_decay)

    def _update(self) -> None:
        for parameter in self.parameters:
            parameter.data *= 1 - self.lr * self.weight_decay
        super()._update()

    def _gradient(self, parameter: Parameter) -> NDArray[Any]:
        assert parameter.grad is not None
        return parameter.grad


def _checked_betas(betas: Any) -> tuple[float, float]:
    if not isinstance(betas, tuple | list) or len(betas) != 2:
        raise TypeError(f"betas must be a pair of numbers such as (0.9, 0.999), got {betas!r}")
    for place, beta in enumerate(betas):
        check_number(f"betas[{place}]", beta, 0, 1)
    return betas[0], betas[1]
