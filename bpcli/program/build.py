"""The equations of one training step, from a config and its layers.

Here, once, is decided which equations there are, in which order, and where 1/m stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpcli.config.model import Config
from bpcli.program.equation import Equation, Given, Program
from bpcli.program.network import Layer, parameters_of
from bpcli.rules.activations import Activate, Activation, SendThrough, Slope
from bpcli.rules.linear import Affine, BiasGradient, Hadamard, SendBack, WeightGradient
from bpcli.rules.losses import Loss
from bpcli.rules.losses.equations import FusedError, LossSlope, LossValue, PenalizedLoss, ThroughSaturation
from bpcli.rules.optimizers import NewParameter


def build(config: Config, layers: Sequence[Layer]) -> Program:
    """The program of these layers under this config's conventions."""
    return Program(
        (*_given(layers),),
        (*_forward(layers), *_loss(config.loss, layers), *_backward(config, layers), *_update(config, layers)),
        len(layers),
    )


def activation_before(number: int) -> str:
    """The name of what layer ``number`` takes in."""
    return "X" if number == 1 else f"A{number - 1}"


def _given(layers: Sequence[Layer]) -> Iterator[Given]:
    yield Given("X", "input", 0)
    yield Given("Y", "input", 0)
    for number, layer in enumerate(layers, 1):
        for name in parameters_of(number, layer):
            yield Given(name, "parameter", number)


def _forward(layers: Sequence[Layer]) -> Iterator[Equation]:
    for number, layer in enumerate(layers, 1):
        reads = (activation_before(number), *parameters_of(number, layer))
        yield Equation(f"Z{number}", reads, Affine(), "forward", number)
        yield Equation(f"A{number}", (f"Z{number}",), Activate(layer.activation), "forward", number)


def _loss(loss: Loss, layers: Sequence[Layer]) -> Iterator[Equation]:
    last = len(layers)
    data_term = LossValue(loss, layers[-1].activation)
    reads = (f"A{last}", "Y", f"Z{last}")
    if not (loss.l2 or loss.l2_biases):
        yield Equation("loss", reads, data_term, "loss", last)
        return
    yield Equation("data_loss", reads, data_term, "loss", last, listed=False)
    names = [name for number, layer in enumerate(layers, 1) for name in parameters_of(number, layer)]
    penalized = [(name, loss.l2 if name[0] == "W" else loss.l2_biases) for name in names]
    squared = tuple((name, strength) for name, strength in penalized if strength)
    rule = PenalizedLoss(data_term, reads, tuple(strength for _, strength in squared))
    yield Equation("loss", ("data_loss", *(name for name, _ in squared)), rule, "loss", last)


def _backward(config: Config, layers: Sequence[Layer]) -> Iterator[Equation]:
    loss, in_delta = config.loss, config.loss.over_samples == "mean" and config.delta == "batch"
    in_gradients = loss.over_samples == "mean" and not in_delta
    last = len(layers)
    for number in range(last, 0, -1):
        layer = layers[number - 1]
        if number == last:
            yield from _output_error(loss, layer.activation, number, in_delta)
        else:
            reads = (f"delta{number + 1}", f"W{number + 1}")
            yield Equation(f"dA{number}", reads, SendBack(), "backward", number)
            yield from _through_activation(layer.activation, number)
        yield from _gradients(loss, layer, number, averages=int(in_gradients))


def _output_error(loss: Loss, activation: Activation, last: int, in_delta: bool) -> Iterator[Equation]:
    if loss.fuses_with is not None and isinstance(activation, loss.fuses_with):
        fused = FusedError(loss, samples=in_delta)
        yield Equation(f"delta{last}", (f"A{last}", "Y"), fused, "backward", last)
        return
    slope = LossSlope(loss, samples=in_delta)
    yield Equation(f"dA{last}", (f"A{last}", "Y"), slope, "backward", last)
    *before, delta = _through_activation(activation, last)
    yield from before
    if ThroughSaturation.is_needed(loss, activation):
        rule = ThroughSaturation(delta.rule, slope, activation)
        delta = Equation(delta.target, (*delta.reads, f"A{last}", "Y", f"Z{last}"), rule, "backward", last)
    yield delta


def _through_activation(activation: Activation, number: int) -> Iterator[Equation]:
    dA, A, Z = f"dA{number}", f"A{number}", f"Z{number}"
    if activation.elementwise:
        yield Equation(f"fprime{number}", (Z, A), Slope(activation), "backward", number)
        yield Equation(f"delta{number}", (dA, f"fprime{number}"), Hadamard(), "backward", number)
    else:
        yield Equation(f"delta{number}", (dA, A), SendThrough(activation), "backward", number)


def _gradients(loss: Loss, layer: Layer, number: int, *, averages: int) -> Iterator[Equation]:
    delta = f"delta{number}"
    W, b = (f"W{number}",) if loss.l2 else (), (f"b{number}",) if loss.l2_biases else ()
    weights = WeightGradient(averages=averages, penalty=loss.l2)
    yield Equation(f"dW{number}", (activation_before(number), delta, *W), weights, "backward", number)
    if layer.b is not None:
        biases = BiasGradient(averages=averages, penalty=loss.l2_biases)
        yield Equation(f"db{number}", (delta, *b), biases, "backward", number)


def _update(config: Config, layers: Sequence[Layer]) -> Iterator[Equation]:
    optimizer = config.optimizer
    for number, layer in enumerate(layers, 1):
        names = [name for name in parameters_of(number, layer) if not optimizer.freezes(name)]
        for name in names:
            for state in optimizer.state():
                reads = role_names(state.rule.reads, name)
                yield Equation(f"{name}_{state.suffix}", reads, state.rule, "update", number)
        for name in names:
            rule = optimizer.step()
            yield Equation(f"{name}_step", role_names(rule.reads, name), rule, "update", number)
        for name in names:
            yield Equation(f"{name}_new", (name, f"{name}_step"), NewParameter(), "update", number)


def role_names(roles: Sequence[str], parameter: str) -> tuple[str, ...]:
    """What an optimizer reads by role, as names of this parameter's quantities."""
    whole = {"W": parameter, "dW": f"d{parameter}", "t": "t"}
    return tuple(whole.get(role, f"{parameter}_{role}") for role in roles)
