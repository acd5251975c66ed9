"""The same training by PyTorch: torch.nn.functional, autograd, torch.optim."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (as everyone calls it)
from msgspec import UnsetType
from msgspec.structs import asdict
from torch import Tensor

from bpcli.frameworks.expressions import ExpressedOptimizer, Functions
from bpcli.frameworks.reference import Arrays, Reference
from bpcli.program.setup import Setup
from bpcli.rules.arrays import Array

ACTIVATIONS: Mapping[str, Callable[[Any, Tensor], Tensor]] = {
    "identity": lambda _, z: z.clone(),
    "relu": lambda _, z: F.relu(z),
    "leaky_relu": lambda f, z: F.leaky_relu(z, f.slope),
    "elu": lambda f, z: F.elu(z, f.alpha),
    "selu": lambda _, z: F.selu(z),
    "silu": lambda _, z: F.silu(z),
    "gelu_tanh": lambda _, z: F.gelu(z, approximate="tanh"),
    "softplus": lambda _, z: torch.logaddexp(z, torch.zeros_like(z)),  # F.softplus is straight beyond 20
    "sigmoid": lambda _, z: torch.sigmoid(z),
    "tanh": lambda _, z: torch.tanh(z),
    "softmax": lambda _, z: z.softmax(1),
}


def _cross_entropy(reference: TorchReference, z: Tensor, a: Tensor, y: Tensor) -> Tensor:
    if not reference.loss_sees_logits:
        return -torch.xlogy(y, a).sum()
    if reference.layers[-1].activation.name == "sigmoid":
        return -(y * F.logsigmoid(z)).sum()
    return F.cross_entropy(z, y, reduction="sum")


def _binary_cross_entropy(reference: TorchReference, z: Tensor, a: Tensor, y: Tensor) -> Tensor:
    if reference.loss_sees_logits:
        return F.binary_cross_entropy_with_logits(z, y, reduction="sum")
    return F.binary_cross_entropy(a, y, reduction="sum")


LOSSES: Mapping[str, Callable[[Any, Tensor, Tensor, Tensor], Tensor]] = {
    "cross_entropy": _cross_entropy,
    "binary_cross_entropy": _binary_cross_entropy,
    "mse": lambda _, _z, a, y: F.mse_loss(a, y, reduction="sum"),
    "half_mse": lambda _, _z, a, y: F.mse_loss(a, y, reduction="sum") / 2,
    "mae": lambda _, _z, a, y: F.l1_loss(a, y, reduction="sum"),
    "huber": lambda reference, _, a, y: F.huber_loss(a, y, reduction="sum", delta=reference.config.loss.threshold),
    "hinge": lambda _, _z, a, y: F.relu(1 - y * a).sum(),  # at the margin 0, as multi_margin_loss
}
NOT_PASSED_ON = ("freeze", "clip_norm")
OPTIMIZERS: Mapping[str, type[torch.optim.Optimizer]] = {
    "sgd": torch.optim.SGD,
    "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "nadam": torch.optim.NAdam,
}


class TorchReference(Reference):
    """A training by PyTorch on the CPU, in the config's dtype."""

    title = f"torch {torch.__version__.partition('+')[0]}"
    activations, losses, optimizers = ACTIVATIONS, LOSSES, OPTIMIZERS

    def __init__(self, setup: Setup) -> None:
        self.parameters: dict[str, Tensor] = {}
        super().__init__(setup)
        self.floats = torch.float32 if self.dtype == np.float32 else torch.float64
        self.functions = Functions("torch", (torch, torch.special), torch.where, _highest, self._tensor)
        self.update = self._update()

    def take(self, parameters: Mapping[str, Array]) -> None:
        """Go on from these parameters, in new leaves of the graph."""
        self.parameters = {name: torch.tensor(array).requires_grad_() for name, array in parameters.items()}

    def differentiated(self, X: Array, Y: Array) -> Arrays:
        """One forward and backward pass; every Z and A keeps its gradient."""
        for parameter in self.parameters.values():
            parameter.grad = None
        kept = self._forward(torch.tensor(X))
        last, y = len(self.layers), torch.tensor(Y)
        total = self.summed(kept[f"Z{last}"], kept[f"A{last}"], y)
        loss = total * self.coefficient(*Y.shape) + self._penalty()
        loss.backward()
        found = {name: _array(tensor) for name, tensor in kept.items()}
        found |= {f"d{name}": _array(tensor.grad) for name, tensor in self.parameters.items()}
        errors = {name: tensor.grad for name, tensor in kept.items() if tensor.grad is not None}
        found |= {f"dA{name[1:]}": _array(error) for name, error in errors.items() if name[0] == "A"}
        found |= {f"delta{name[1:]}": _array(error) for name, error in errors.items() if name[0] == "Z"}
        return found | {"loss": _array(loss)}

    def updated(self) -> Arrays:
        """Clip, then one step of torch.optim; the norm before clipping is PyTorch's own too."""
        trained, longest = [self.parameters[name] for name in self.trained], self.config.optimizer.clip_norm
        found = {}
        if trained and not isinstance(longest, UnsetType):
            found["gradient_norm"] = _array(torch.nn.utils.clip_grad_norm_(trained, longest))
        self.update()
        return found | {f"{name}_new": _array(self.parameters[name]) for name in self.trained}

    def _update(self) -> Callable[[], object]:
        """What takes the step: PyTorch's optimizer, or ours by its expressions."""
        optimizer = self.config.optimizer
        if optimizer.name not in OPTIMIZERS:
            own = ExpressedOptimizer(optimizer, self.trained, self.functions)
            return lambda: self._take_in_place(own)
        arguments = asdict(optimizer)
        for key in NOT_PASSED_ON:
            del arguments[key]
        arguments["lr"] = arguments.pop("learning_rate")
        trained = [self.parameters[name] for name in self.trained]
        made = OPTIMIZERS[optimizer.name](trained, **arguments) if trained else None
        return lambda: None if made is None else self._step(made)

    def _step(self, optimizer: torch.optim.Optimizer) -> None:
        """PyTorch keeps an optimizer's numbers (mu_product of nadam) in its default dtype, which is set meanwhile."""
        before = torch.get_default_dtype()
        torch.set_default_dtype(self.floats)
        try:
            optimizer.step()
        finally:
            torch.set_default_dtype(before)

    @torch.no_grad()
    def _take_in_place(self, own: ExpressedOptimizer) -> None:
        gradients: dict[str, Any] = {name: self.parameters[name].grad for name in self.trained}
        for name, new in own.updated(self.parameters, gradients).items():
            self.parameters[name].copy_(new)

    def _tensor(self, number: float) -> Tensor:
        return torch.tensor(number, dtype=torch.bool if isinstance(number, bool) else self.floats)

    def _forward(self, a: Tensor) -> dict[str, Tensor]:
        kept: dict[str, Tensor] = {}
        for number, layer in enumerate(self.layers, 1):
            z = a @ self.parameters[f"W{number}"]
            if layer.b is not None:
                z = z + self.parameters[f"b{number}"]
            a = self.activated(layer.activation, z)
            kept |= {f"Z{number}": z, f"A{number}": a}
        for tensor in kept.values():
            tensor.retain_grad()
        return kept

    def _penalty(self) -> Any:
        loss = self.config.loss
        strengths = ((loss.l2 if name[0] == "W" else loss.l2_biases, name) for name in self.names)
        return sum(strength / 2 * self.parameters[name].square().sum() for strength, name in strengths)


def _highest(tensor: Tensor, axis: int | None) -> Tensor:
    return tensor.max() if axis is None else tensor.amax(axis, keepdim=True)


def _array(tensor: Tensor | None) -> Array:
    assert tensor is not None
    array: Array = tensor.detach().numpy().copy()
    return array
