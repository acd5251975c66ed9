"""A forward pass of somebody's model, and the gradients that come back through it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from bpcli.rules.arrays import Array
from bpcli.torch_capture.functions import FROM_LOGITS, LOSSES, TAKES_CLASS_INDICES, TAKES_OUTPUTS


def array(tensor: Tensor) -> Array:
    """A copy as NumPy has it, float32 or float64 where it has a point."""
    tensor = tensor.detach().cpu()
    if tensor.is_floating_point() and tensor.dtype not in (torch.float32, torch.float64):
        tensor = tensor.float()
    return np.array(tensor.numpy())


def rows(tensor: Tensor) -> Array:
    """A copy as a matrix, (samples, units): what stands before the last axis counts as samples."""
    return array(tensor).reshape(-1, tensor.shape[-1]) if tensor.ndim else array(tensor).reshape(1, 1)


class Watched:
    """A tensor's numbers when it was met, as a matrix, and the sum of the gradients that reach it."""

    def __init__(self, tensor: Tensor, *, gradient: bool = True) -> None:
        self.values = rows(tensor)
        self.gradient: Array | None = None
        self.place = tensor.data_ptr()
        self.tensor = tensor
        """Held, so that no other tensor comes to lie in its place."""
        self.hook: RemovableHandle | None = None
        if gradient and tensor.requires_grad:
            self.hook = tensor.register_hook(self._add)  # type: ignore[no-untyped-call]

    def _add(self, gradient: Tensor) -> None:
        new = array(gradient).reshape(self.values.shape)
        self.gradient = new if self.gradient is None else self.gradient + new

    def holds(self, tensor: Tensor) -> bool:
        """Whether these numbers stand where ``tensor``'s do, whatever its shape."""
        return tensor.numel() == self.tensor.numel() and tensor.data_ptr() == self.place

    def take_shape(self, shape: tuple[int, ...]) -> None:
        """Be a matrix of this shape: an output of one unit may have come as a vector."""
        self.values = self.values.reshape(shape)
        if self.gradient is not None:
            self.gradient = self.gradient.reshape(shape)

    def release(self) -> None:
        """Take the hook off."""
        if self.hook is not None:
            self.hook.remove()


class LinearCall:
    """A Linear layer in a pass: what it took (A of the layer before) and gave (Z), with its parameters then."""

    def __init__(self, module: nn.Linear, taken: Tensor, given: Tensor, *, first: bool) -> None:
        self.module = module
        self.taken = Watched(taken, gradient=not first)
        self.given = Watched(given)
        self.parameters = {kind: parameter_rows(kind, tensor) for kind, tensor in parameters_of(module).items()}
        self.activation: str | None = None
        """The first activation that was applied to Z."""


class LossCall:
    """A loss function with its targets, and how it was reduced."""

    def __init__(self, function: str, output: Tensor, target: Tensor, reduction: str, given: Tensor) -> None:
        self.function, self.name, self.reduction = function, LOSSES[function], reduction
        self.output = Watched(output) if function in TAKES_OUTPUTS else None
        self.target, self.value = array(target), float(given.detach().sum())
        self.outputs = rows(output).shape

    def targets(self, like: Array) -> Array | None:
        """Y (m, n) as ``like`` is, labels one-hot; None where the loss has no such targets."""
        if self.function in TAKES_CLASS_INDICES and self.target.dtype.kind in "iu":
            labels, classes = self.target.reshape(-1), self.outputs[1]
            fits = (labels.size, classes) == like.shape and bool(np.isin(labels, range(classes)).all())
            return np.eye(classes, dtype=like.dtype)[labels] if fits else None
        return self.target.reshape(like.shape) if self.target.size == like.size else None


class Pass:
    """One forward pass: its Linear layers in the order in which they ran, its output, its loss."""

    def __init__(self) -> None:
        self.calls: list[LinearCall] = []
        self.output: Watched | None = None
        self.losses: list[LossCall] = []
        self.loss: LossCall | None = None
        self.logits = False

    def applied(self, function: str, activation: str, taken: Tensor) -> None:
        """Note an activation on the layer whose Z it took."""
        for call in self.calls:
            if not call.given.holds(taken):
                continue
            if call is self.calls[-1] and function in FROM_LOGITS:
                self.logits, call.activation = True, activation
            elif call.activation is None:
                call.activation = activation

    def choose_loss(self, differentiated: Sequence[float]) -> None:
        """Settle on the loss whose value backward() was called on; else the last, which something was done to."""
        same = [loss for loss in self.losses if loss.value in differentiated]
        self.loss = next(reversed(same or self.losses), None)

    def got_gradient(self) -> bool:
        """Whether a backward pass came here."""
        return any(call.given.gradient is not None for call in self.calls)

    def last_activation(self) -> Watched | None:
        """A of the last layer: what the loss took, else what the model gave out if that is not Z.

        None where the loss takes logits, and no A was computed, or where nothing tells.
        """
        Z, output = self.calls[-1].given, self.output
        if self.logits:
            return None
        if self.loss is not None and self.loss.output is not None:
            output = self.loss.output
        elif output is not None and same_numbers(output, Z):
            return None
        if output is None or output.values.size != Z.values.size:
            return None
        output.take_shape(Z.values.shape)
        return output

    def release(self) -> None:
        """Take all hooks off."""
        watched = [self.output, *(loss.output for loss in self.losses)]
        watched += [tensor for call in self.calls for tensor in (call.taken, call.given)]
        for tensor in watched:
            if tensor is not None:
                tensor.release()


def same_numbers(one: Watched, other: Watched) -> bool:
    """Whether two tensors have the same numbers in the same order."""
    return np.array_equal(one.values.reshape(-1), other.values.reshape(-1), equal_nan=True)


def parameters_of(module: nn.Linear) -> dict[str, Tensor]:
    """W and, where there is one, b."""
    return {"W": module.weight} if module.bias is None else {"W": module.weight, "b": module.bias}


def parameter_rows(kind: str, tensor: Tensor) -> Array:
    """A weight, its gradient or its state as (units in, units); a bias as (1, units)."""
    return array(tensor).T if kind == "W" else array(tensor).reshape(1, -1)
