"""How people get an equation wrong: another expression for what it computes, under the mistake's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from msgspec import Struct

from bpcli.rules.expression import OVER, PLUS, SCALED, Apply, Expression, fraction, m
from bpcli.rules.names import Name


class Near(Protocol):
    """What a mistake may confuse a quantity with: others of the same program."""

    def updated(self, parameter: Name) -> Name | None:
        """The parameter after its update; None where it is frozen."""

    def other_activations(self, activation: Name) -> tuple[Name, ...]:
        """The input and all layers' A but this one."""


class Mistake(Struct, frozen=True):
    """A way to get quantities wrong: what was computed in the place of each."""

    name: str
    expressions: Mapping[Name, Expression]


Wrong = Iterator[tuple[str, Expression]]
Mistakes = Callable[[Expression, Near], Wrong]
"""From an equation's right-hand side, and what stands near it, to names of mistakes and what they compute."""


def average_mistakes(right: Expression, near: Near) -> Wrong:
    """1/m left out, or once too often. What a penalty adds has no 1/m and stays."""
    data, *penalty = right.parts if isinstance(right, Apply) and right.function == PLUS else (right,)
    without = without_average(data)
    if without != data:
        yield "missing_average", _with(without, penalty)
    yield "averaged_twice", _with(fraction(1, m) * data, penalty)


def without_average(expression: Expression) -> Expression:
    """The same without the m that it is divided by."""
    if isinstance(expression, Apply) and expression.function == OVER:
        top, below = expression.arguments
        if below == m:
            return top
        if isinstance(below, Apply) and below.function == SCALED and m in below.arguments:
            (rest,) = (part for part in below.arguments if part != m)
            return top / rest
    return expression.of(tuple(map(without_average, expression.parts)))


def _with(data: Expression, penalty: list[Expression]) -> Expression:
    return data + penalty[0] if penalty else data


MISTAKES: Mapping[str, str] = MappingProxyType(
    {
        "transposed": "the right numbers, transposed",
        "sign_flipped": "the right numbers with the wrong sign",
        "off_by_factor": "the right numbers times a constant",
        "missing_average": "1/m is left out",
        "averaged_twice": "1/m is applied once too often",
        "missing_factor_two": "the 2 of the squared error is left out",
        "extra_factor_two": "a 2 of the squared error too many",
        "activation_for_derivative": "the activation stands where its derivative belongs",
        "derivative_at_activation": "the derivative is taken at A where it belongs at Z",
        "missing_derivative": "the activation's derivative is left out",
        "updated_weights_used": "the error is sent back through the weights as already updated",
        "bias_not_added": "the bias is not added",
        "bias_gradient_not_summed": "the bias gradient is not summed over the samples",
        "preactivation_used": "Z of the layer before stands where its A belongs",
        "wrong_layer_input": "another layer's activation stands in the weight gradient",
        "softmax_over_samples": "the softmax sums over the samples instead of the units",
        "softmax_not_normalized": "the softmax is not divided by its sum",
        "wrong_log_base": "the logarithm has another base than e",
        "gradient_added": "the step is added to the parameter instead of taken off",
        "learning_rate_missing": "the learning rate is left out",
        "bias_correction_missing": "a moment is not corrected for its start from zero",
        "epsilon_inside_root": "eps stands under the root instead of beside it",
        "betas_swapped": "the two betas are swapped",
        "timestep_off_by_one": "t is one off in the bias correction",
        "weight_decay_coupled": "the weight decay goes through the moments, as in adam",
        "stale_state": "the optimizer's state of the step before is used",
        "nesterov_mismatch": "nesterov and plain momentum are confused",
        "labels_off_by_one": "the classes are counted from another number",
        "rounded": "follows from your own numbers, within the digits they were rounded to",
    }
)
"""What was done, by the mistake's name."""
