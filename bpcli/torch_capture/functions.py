"""What is called inside the block: activations, losses and backward(), by whatever name they are reached.

A module, ``torch.nn.functional`` and a tensor's own method all come down to one function, which PyTorch
shows to a TorchFunctionMode, and which is then called unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from torch import Tensor, is_grad_enabled
from torch.overrides import TorchFunctionMode

from bpcli.torch_capture.layers import dropped_out

ACTIVATIONS = {
    "relu": "relu",
    "relu_": "relu",
    "leaky_relu": "leaky_relu",
    "elu": "elu",
    "selu": "selu",
    "silu": "silu",
    "gelu": "gelu_tanh",
    "softplus": "softplus",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "softmax": "softmax",
}
"""PyTorch's functions and bpcli's activations; an exact gelu keeps its own name."""

FROM_LOGITS = {
    "cross_entropy": "softmax",
    "log_softmax": "softmax",
    "binary_cross_entropy_with_logits": "sigmoid",
    "log_sigmoid": "sigmoid",
}
"""Functions of Z with an activation inside, whose A they do not give out."""

LOSSES = {
    "cross_entropy": "cross_entropy",
    "nll_loss": "cross_entropy",
    "binary_cross_entropy": "binary_cross_entropy",
    "binary_cross_entropy_with_logits": "binary_cross_entropy",
    "mse_loss": "mse",
    "l1_loss": "mae",
    "huber_loss": "huber",
}
"""PyTorch's losses and bpcli's."""

TAKES_CLASS_INDICES = ("cross_entropy", "nll_loss")
TAKES_OUTPUTS = ("binary_cross_entropy", "mse_loss", "l1_loss", "huber_loss")
"""Losses whose input is A, and not logits or logarithms."""


class Watcher(Protocol):
    """Who is told what was called; nobody changes it."""

    def saw_activation(self, function: str, activation: str, taken: Tensor) -> None:
        """A function of Z that is, or has inside, an activation."""

    def saw_loss(self, function: str, arguments: tuple[Tensor, Tensor], reduction: str, given: Tensor) -> None:
        """A loss of an output and a target."""

    def saw_backward(self, loss: float) -> None:
        """The number that gradients were asked of."""


class Functions(TorchFunctionMode):
    """While it is entered, tells ``watcher`` of the functions in this file's tables."""

    def __init__(self, watcher: Watcher) -> None:
        super().__init__()
        self.watcher = watcher

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Call ``func`` as it would have been, and tell."""
        kwargs = kwargs or {}
        name = getattr(func, "__name__", "")
        if name.endswith("dropout") and kwargs.get("training") and kwargs.get("p", 0) > 0 and is_grad_enabled():
            raise dropped_out()
        if name == "backward":
            self.watcher.saw_backward(_total(args[0] if args else kwargs["tensors"]))
        given = func(*args, **kwargs)
        if isinstance(given, Tensor):
            self._tell(name, args, kwargs, given)
        return given

    def _tell(self, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any], given: Tensor) -> None:
        tensors = [argument for argument in (*args, *kwargs.values()) if isinstance(argument, Tensor)]
        activation = FROM_LOGITS.get(name) or ACTIVATIONS.get(name)
        if activation is not None:
            exact = name == "gelu" and kwargs.get("approximate", "none") != "tanh"
            self.watcher.saw_activation(name, "gelu" if exact else activation, tensors[0])
        if name in LOSSES and given.requires_grad:
            self.watcher.saw_loss(name, (tensors[0], tensors[1]), kwargs.get("reduction", "mean"), given)


def _total(loss: Tensor | tuple[Tensor, ...]) -> float:
    parts = (loss,) if isinstance(loss, Tensor) else loss
    return sum(float(part.detach().sum()) for part in parts)
