"""The passes of one training step as a trace's own records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct
from torch import Tensor
from torch.optim import Optimizer

from bpcli.program.equation import Phase
from bpcli.readers.records import Header, LayerSummary, Quantity, TracedStep
from bpcli.rules.activations import ACTIVATIONS
from bpcli.rules.arrays import Array
from bpcli.rules.losses import LOSSES
from bpcli.torch_capture.passes import LinearCall, Pass, Watched, parameter_rows, parameters_of, same_numbers

Named = Iterator[tuple[str, Phase, int, Array | None]]
Gradients = Mapping[str, Array]

STATE = {
    "exp_avg": "m",
    "exp_avg_sq": "v",
    "max_exp_avg_sq": "v_max",
    "sum": "sum",
    "square_avg": "v",
    "grad_avg": "m",
    "momentum_buffer": "velocity",
}
"""PyTorch's names of an optimizer's state and bpcli's, in bpcli's order."""


class Captured(Struct, frozen=True):
    """What was seen of a step when its update begins.

    Several passes whose gradients were gathered count as one: their samples stand one below the other.
    """

    passes: list[Pass]
    differentiated: list[float]
    """The numbers that backward() was called on; the loss is their sum."""
    gradients: Gradients


def gradients(calls: Sequence[LinearCall]) -> Gradients:
    """dW and db as they stand in ``.grad``; zeros where a parameter learns and has none."""
    found = {}
    for number, call in enumerate(calls, 1):
        for kind, tensor in parameters_of(call.module).items():
            if tensor.grad is not None:
                found[f"d{kind}{number}"] = parameter_rows(kind, tensor.grad)
            elif tensor.requires_grad:
                found[f"d{kind}{number}"] = np.zeros_like(call.parameters[kind])
    return found


def traced_step(number: int, captured: Captured, optimizer: Optimizer) -> TracedStep:
    """The step as a trace has it, after ``optimizer.step()``."""
    passes, loss = captured.passes, sum(captured.differentiated)
    named = [*_forward(passes), *_backward(captured, loss), *_update(passes[0].calls, optimizer)]
    values = {name: Quantity(name, phase, layer, data) for name, phase, layer, data in named if data is not None}
    return TracedStep(number, loss, _mean_loss(passes, loss), {}, values)


def header(name: str, captured: Captured) -> Header:
    """What the first step tells of the run."""
    passes = captured.passes
    calls = passes[0].calls
    layers = [
        LayerSummary(
            call.given.values.shape[1], _activation(passes[0], index), sum(p.size for p in call.parameters.values())
        )
        for index, call in enumerate(calls)
    ]
    conventions = {"layout": "rows", "delta": "batch"}
    loss = passes[0].loss
    if loss is not None and loss.value in captured.differentiated and loss.reduction != "none":
        conventions |= {"loss": loss.name, "over_samples": loss.reduction}
        if loss.name != "cross_entropy":
            conventions["over_outputs"] = loss.reduction
    return Header(name, conventions, calls[0].taken.values.shape[1], tuple(layers), {})


def _forward(passes: Sequence[Pass]) -> Named:
    calls = passes[0].calls
    yield "X", "input", 0, _joined([each.calls[0].taken.values for each in passes])
    yield "Y", "input", 0, _joined([_targets(each) for each in passes])
    for number, call in enumerate(calls, 1):
        for kind, data in call.parameters.items():
            yield f"{kind}{number}", "parameter", number, data
    for number in range(1, len(calls) + 1):
        yield f"Z{number}", "forward", number, _joined([each.calls[number - 1].given.values for each in passes])
        yield f"A{number}", "forward", number, _joined([_values(_A(each, number)) for each in passes])


def _backward(captured: Captured, loss: float) -> Named:
    passes = captured.passes
    yield "loss", "loss", len(passes[0].calls), np.array(loss)
    for number in range(len(passes[0].calls), 0, -1):
        trained = _learns(passes[0].calls[:number])
        dA = [_gradient(_A(each, number), trained) if _goes_through_A(each, number) else None for each in passes]
        delta = [_gradient(each.calls[number - 1].given, trained) for each in passes]
        yield f"dA{number}", "backward", number, _joined(dA)
        yield f"delta{number}", "backward", number, _joined(delta)
        for name in (f"dW{number}", f"db{number}"):
            yield name, "backward", number, captured.gradients.get(name)


def _update(calls: Sequence[LinearCall], optimizer: Optimizer) -> Named:
    held = {id(tensor) for group in optimizer.param_groups for tensor in group["params"] if tensor.requires_grad}
    for number, call in enumerate(calls, 1):
        updated = {kind: tensor for kind, tensor in parameters_of(call.module).items() if id(tensor) in held}
        for kind, tensor in updated.items():
            state = optimizer.state.get(tensor, {})
            for theirs, ours in STATE.items():
                if isinstance(value := state.get(theirs), Tensor):
                    yield f"{kind}{number}_{ours}", "update", number, parameter_rows(kind, value)
        for kind, tensor in updated.items():
            yield f"{kind}{number}_new", "update", number, parameter_rows(kind, tensor)


def _A(each: Pass, number: int) -> Watched | None:
    return each.calls[number].taken if number < len(each.calls) else each.last_activation()


def _goes_through_A(each: Pass, number: int) -> bool:
    """Whether a trace has dA: not at the output where activation and loss fuse, or the loss is not known."""
    if number < len(each.calls):
        return True
    if each.loss is None:
        return False
    fused = LOSSES[each.loss.name].fuses_with
    return fused is None or ACTIVATIONS.get(_activation(each, number - 1)) is not fused


def _values(watched: Watched | None) -> Array | None:
    return None if watched is None else watched.values


def _gradient(watched: Watched | None, trained: bool) -> Array | None:
    if watched is None or watched.gradient is not None:
        return None if watched is None else watched.gradient
    return np.zeros_like(watched.values) if trained else None


def _targets(each: Pass) -> Array | None:
    return None if each.loss is None else each.loss.targets(each.calls[-1].given.values)


def _joined(matrices: Sequence[Array | None]) -> Array | None:
    """The matrices of all passes, one below the other; None where one has none."""
    there = [matrix for matrix in matrices if matrix is not None]
    return np.concatenate(there) if len(there) == len(matrices) else None


def _learns(calls: Sequence[LinearCall]) -> bool:
    return any(p.requires_grad for call in calls for p in parameters_of(call.module).values())


def _mean_loss(passes: Sequence[Pass], loss: float) -> float:
    """The data term averaged over samples; the loss itself where no loss function was seen."""
    samples = [len(each.calls[0].given.values) for each in passes]
    total = 0.0
    for each, m in zip(passes, samples, strict=True):
        if each.loss is None:
            return loss
        total += each.loss.value * (m if each.loss.reduction == "mean" else 1)
    return total / sum(samples)


def _activation(each: Pass, index: int) -> str:
    """The activation's name where it is known; else whether Z was let through."""
    A = _A(each, index + 1)
    call = each.calls[index]
    through = A is not None and same_numbers(A, call.given)
    return call.activation or ("identity" if through else "unknown")
