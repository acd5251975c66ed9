"""The equations of one training step, from a config and its layers.

Here, once, is decided which equations there are, in which order, and where 1/m stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from msgspec import UnsetType

from bpcli.config.model import Config
from bpcli.data.targets import Targets
from bpcli.program.equation import Equation, Given, Program
from bpcli.program.network import Layer, parameters_of
from bpcli.rules import linear
from bpcli.rules.activations import Activation
from bpcli.rules.expression import ONE, PLUS, Expression, Read, fraction, m
from bpcli.rules.labels import one_hot, one_hot_mistakes
from bpcli.rules.losses import Loss, saturation
from bpcli.rules.mistakes import average_mistakes
from bpcli.rules.names import CLIP_FACTOR, DATA_LOSS, GRADIENT_NORM, LOSS, Name, X, Y, activation_before
from bpcli.rules.numerics import Numerics, computed_as
from bpcli.rules.optimizers import Optimizer, Parameter
from bpcli.rules.optimizers.clipping import clip_factor, clipped, gradient_norm

UPDATE_ORDER = {"step": 1, "new": 2}
"""Of a layer first all states, then what is taken from its parameters, then what is left of them."""


def build(config: Config, layers: Sequence[Layer]) -> Program:
    """The program of these layers under this config's conventions."""
    return Program(
        (*_given(layers),),
        (*_forward(layers), *_loss(config.loss, layers), *_backward(config, layers), *_update(config, layers)),
        len(layers),
    )


def label_equation(loss: Loss, targets: Targets) -> tuple[Equation, ...]:
    """How Y is made from class labels, before the first step; nothing where y holds the targets themselves."""
    if not targets.from_labels:
        return ()
    right = one_hot(loss.negative_target)
    return (Equation(Y, right, "input", 0, mistakes=one_hot_mistakes),)


def _given(layers: Sequence[Layer]) -> Iterator[Given]:
    yield Given(X, "input", 0)
    yield Given(Y, "input", 0)
    for number, layer in enumerate(layers, 1):
        for name in parameters_of(number, layer):
            yield Given(name, "parameter", number)


def _forward(layers: Sequence[Layer]) -> Iterator[Equation]:
    for number, layer in enumerate(layers, 1):
        Z, f = Name("Z", number), layer.activation
        operands = [Read(name) for name in parameters_of(number, layer)]
        affine = linear.affine(Read(activation_before(number)), *operands)
        yield Equation(Z, affine, "forward", number, mistakes=linear.affine_mistakes)
        own, exact = computed_as(f.computed(Read(Z))), f.exact(Read(Z))
        called, forms = f.called(Read(Z)), () if exact is None else (exact,)
        yield Equation(Name("A", number), called, "forward", number, own, f.value_mistakes, exact=forms)


def _loss(loss: Loss, layers: Sequence[Layer]) -> Iterator[Equation]:
    last = len(layers)
    A, Z, f = Read(Name("A", last)), Read(Name("Z", last)), layers[-1].activation
    value, exact = loss.value(A, Read(Y)), loss.exact(A, Read(Y), Z, f)
    own, penalties = saturation.of_value(loss, f, last), [*_penalties(loss, layers)]
    if penalties:
        yield Equation(DATA_LOSS, value, "loss", last, own, loss.value_mistakes, listed=False)
        forms = tuple(_sum([form, *penalties]) for form in exact)
        own = computed_as(_sum([Read(DATA_LOSS), *penalties]))
        yield Equation(LOSS, _sum([value, *penalties]), "loss", last, own, exact=forms)
    else:
        yield Equation(LOSS, value, "loss", last, own, loss.value_mistakes, exact=tuple(exact))


def _penalties(loss: Loss, layers: Sequence[Layer]) -> Iterator[Expression]:
    for number, layer in enumerate(layers, 1):
        for name in parameters_of(number, layer):
            strength, symbol = (loss.l2, "l2") if name.is_of_weights else (loss.l2_biases, "l2_biases")
            if strength:
                yield linear.penalty(strength, Read(name), symbol)


def _sum(parts: Sequence[Expression]) -> Expression:
    return reduce(PLUS, parts)


def _backward(config: Config, layers: Sequence[Layer]) -> Iterator[Equation]:
    loss, last = config.loss, len(layers)
    in_delta = loss.over_samples == "mean" and config.delta == "batch"
    average = fraction(1, m) if loss.over_samples == "mean" and not in_delta else ONE
    for number in range(last, 0, -1):
        layer = layers[number - 1]
        if number == last:
            yield from _output_error(loss, layer.activation, number, averaged=in_delta)
        else:
            sent_back = linear.sent_back(Read(Name("delta", number + 1)), Read(Name("W", number + 1)))
            mistakes = linear.sent_back_mistakes
            yield Equation(Name("dA", number), sent_back, "backward", number, mistakes=mistakes)
            yield from _through_activation(layer.activation, number)
        yield from _gradients(loss, layer, number, average)


def _output_error(loss: Loss, f: Activation, last: int, *, averaged: bool) -> Iterator[Equation]:
    A = Read(Name("A", last))
    if loss.fuses_with is not None and isinstance(f, loss.fuses_with):
        fused = loss.fused_error(A, Read(Y), averaged=averaged)
        yield Equation(Name("delta", last), fused, "backward", last, mistakes=average_mistakes)
        return
    slope, own = loss.output_error(A, Read(Y), averaged=averaged), saturation.of_slope(loss, last, averaged=averaged)
    yield Equation(Name("dA", last), slope, "backward", last, own, loss.slope_mistakes)
    yield from _through_activation(f, last, saturation.of_delta(loss, f, last, averaged=averaged))


def _through_activation(f: Activation, number: int, own: Numerics | None = None) -> Iterator[Equation]:
    dA, A, Z, fprime, delta = (Name(kind, number) for kind in ("dA", "A", "Z", "fprime", "delta"))
    if f.elementwise:
        yield Equation(fprime, f.fprime(Read(Z), Read(A)), "backward", number, mistakes=f.fprime_mistakes)
        through, mistakes = linear.through_slope(Read(dA), Read(fprime)), linear.through_slope_mistakes
        yield Equation(delta, through, "backward", number, own, mistakes)
    else:
        through = f.sent_through(Read(dA), Read(A))
        yield Equation(delta, through, "backward", number, own, f.sent_through_mistakes)


def _gradients(loss: Loss, layer: Layer, number: int, average: Expression) -> Iterator[Equation]:
    A, delta, W, b = (Read(name) for name in (activation_before(number), *_of_layer(number, "delta", "W", "b")))
    dW = linear.with_penalty(linear.weight_gradient(A, delta, average), loss.l2, W, "l2")
    yield Equation(Name("dW", number), dW, "backward", number, mistakes=linear.weight_gradient_mistakes)
    if layer.b is not None:
        db = linear.with_penalty(linear.bias_gradient(delta, average), loss.l2_biases, b, "l2_biases")
        yield Equation(Name("db", number), db, "backward", number, mistakes=linear.bias_gradient_mistakes)


def _of_layer(number: int, *kinds: str) -> tuple[Name, ...]:
    return tuple(Name(kind, number) for kind in kinds)


def _update(config: Config, layers: Sequence[Layer]) -> Iterator[Equation]:
    optimizer = config.optimizer
    trained = trained_parameters(optimizer, layers)
    if not isinstance(optimizer.clip_norm, UnsetType) and trained:
        yield Equation(GRADIENT_NORM, gradient_norm([p.name.gradient for p in trained]), "update", 0)
        yield Equation(CLIP_FACTOR, clip_factor(optimizer.clip_norm), "update", 0)
    for number in range(1, len(layers) + 1):
        updates = [optimizer.expressions(p).items() for p in trained if p.name.layer == number]
        equations = [Equation(*pair, "update", number) for update in updates for pair in update]
        yield from sorted(equations, key=lambda equation: UPDATE_ORDER.get(equation.target.suffix, 0))


def trained_parameters(optimizer: Optimizer, layers: Sequence[Layer]) -> list[Parameter]:
    """The parameters that the optimizer updates, from the first layer on, with the gradients that it is given."""
    names = [name for number, layer in enumerate(layers, 1) for name in parameters_of(number, layer)]
    clips = not isinstance(optimizer.clip_norm, UnsetType)
    trained = [name for name in names if not optimizer.freezes(name)]
    return [Parameter(name, clipped(Read(name.gradient)) if clips else Read(name.gradient)) for name in trained]
