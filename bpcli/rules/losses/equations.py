"""The rules that a loss gives to a program: its value, its slope, and the error at the output."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import cast

import numpy as np

from bpcli.rules.activations import Activation, Sigmoid, Softmax
from bpcli.rules.losses.entropies import TakesLogarithms
from bpcli.rules.losses.logs import near_one, send_through_logs
from bpcli.rules.losses.loss import Fraction, Loss
from bpcli.rules.rule import Array, Calls, Elementwise, Layout, Mistake, Near, Rule, Shape, written
from bpcli.rules.slips import Times, TimesSamples


class LossValue(Rule):
    """The data term of the loss, a number, from A, Y and Z of the output layer, all (m, n)."""

    def __init__(self, loss: Loss, activation: Activation) -> None:
        self.loss = loss
        self.activation = activation
        self.coefficient = Fraction(
            denominator=loss.value_denominator,
            samples=loss.over_samples == "mean",
            outputs=loss.averages_outputs,
        )

    def shape(self, *inputs: Shape) -> Shape:
        """A number."""
        return ()

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The total, times the coefficient."""
        A, Y, Z = inputs
        total = self.loss.bind_total(A, Y, Z, self.activation)
        coefficient = self.coefficient.value(*A.shape)

        def value() -> None:
            out[()] = total() * coefficient + 0.0  # never -0.0

        return [value]

    def formula(self, layout: Layout, *inputs: str) -> str:
        """``-1/m sum(Y * log(A2))``."""
        A, Y, _ = inputs
        sign = "-" if self.loss.sign < 0 else ""
        return f"{sign}{self.coefficient}{_filled(self.loss, self.loss.definition, A, Y)}"

    def mistakes(self, reads: tuple[str, ...], near: Near) -> Iterator[Mistake]:
        """The loss's own; 1/m left out, or once too often."""
        for name, factor in (*self.loss.factors_mistaken, *self.loss.value_factors_mistaken):
            yield Mistake(name, Times(self, factor), reads)
        if self.coefficient.samples:
            yield Mistake("missing_average", TimesSamples(self, 1), reads)
        yield Mistake("averaged_twice", TimesSamples(self, -1), reads)


class PenalizedLoss(Rule):
    """The data term plus, for each penalized parameter, s/2 times the sum of its squares."""

    def __init__(self, data_term: LossValue, data_reads: tuple[str, ...], strengths: tuple[float, ...]) -> None:
        self.data_term, self.data_reads, self.strengths = data_term, data_reads, strengths

    def shape(self, *inputs: Shape) -> Shape:
        """A number."""
        return ()

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The data term, then each matrix's squared length."""
        data_term, *parameters = inputs
        penalties = [(0.5 * s, p.reshape(-1)) for s, p in zip(self.strengths, parameters, strict=True)]

        def value() -> None:
            out[()] = data_term + sum(half * p.dot(p) for half, p in penalties)

        return [value]

    def formula(self, layout: Layout, *inputs: str) -> str:
        """``-1/m sum(Y * log(A2)) + 0.01/2 sum(W1^2) + ...``."""
        _, *parameters = inputs
        pairs = zip(self.strengths, parameters, strict=True)
        penalties = [f"{written(s)}/2 sum({p}^2)" for s, p in pairs]
        return " + ".join([self.data_term.formula(layout, *self.data_reads), *penalties])


class ScaledByBatch(Elementwise):
    """What the slope and the fused error share: a coefficient in front, with 1/m or without it."""

    def __init__(self, loss: Loss, *, samples: bool) -> None:
        self.loss = loss
        self.coefficient = Fraction(self.numerator(loss), 1, samples, loss.averages_outputs)

    @staticmethod
    def numerator(loss: Loss) -> int:
        """The whole number in front."""
        return 1

    def mistakes(self, reads: tuple[str, ...], near: Near) -> Iterator[Mistake]:
        """1/m left out, or once too often; it is not missing where it stands in dW and db."""
        if self.coefficient.samples:
            yield Mistake("missing_average", TimesSamples(self, 1), reads)
        yield Mistake("averaged_twice", TimesSamples(self, -1), reads)

    def _scaled(self, calls: Calls, out: Array) -> Calls:
        coefficient = self.coefficient.value(*out.shape)
        return calls if coefficient == 1 else [*calls, partial(np.multiply, out, coefficient, out)]


class LossSlope(ScaledByBatch):
    """dA = dL/dA at the output, (m, n), from A and Y."""

    @staticmethod
    def numerator(loss: Loss) -> int:
        """The 2 of a squared error."""
        return loss.slope_numerator

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The loss's own calls, scaled."""
        return self._scaled(self.loss.bind_slope(out, *inputs), out)

    def formula(self, layout: Layout, *inputs: str) -> str:
        """``2/n (A2 - Y)``."""
        sign = "-" if self.loss.sign < 0 else ""
        return f"{sign}{self.coefficient}{_filled(self.loss, self.loss.slope_definition, *inputs)}"

    def mistakes(self, reads: tuple[str, ...], near: Near) -> Iterator[Mistake]:
        """Also the loss's own factors."""
        yield from super().mistakes(reads, near)
        for name, factor in self.loss.factors_mistaken:
            yield Mistake(name, Times(self, factor), reads)


class FusedError(ScaledByBatch):
    """delta = dL/dZ = A - Y, (m, n): softmax with cross_entropy, sigmoid with binary_cross_entropy."""

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """One difference, scaled."""
        return self._scaled([partial(np.subtract, *inputs, out)], out)

    def formula(self, layout: Layout, *inputs: str) -> str:
        """``A2 - Y``."""
        A, Y = inputs
        return f"{self.coefficient}({A} - {Y})" if str(self.coefficient) else f"{A} - {Y}"


class ThroughSaturation(Elementwise):
    """delta from dA as ``inner`` has it, but by logarithms where dA has lost its digits.

    A sigmoid or softmax far out makes -Y/A huge and its slope vanish; their product is an ordinary
    number, which dL/d log A and d log A/dZ give exactly. Reads inner's inputs, then A, Y and Z.
    """

    def __init__(self, inner: Rule, slope: LossSlope, activation: Activation) -> None:
        self.inner, self.slope, self.activation = inner, slope, activation

    @staticmethod
    def is_needed(loss: Loss, activation: Activation) -> bool:
        """Whether logarithms meet an activation that saturates."""
        return isinstance(loss, TakesLogarithms) and isinstance(activation, Sigmoid | Softmax)

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The inner calls, then the rows that need it once more."""
        *direct, A, Y, Z = inputs
        coefficient = self.slope.coefficient.value(*A.shape)
        loss = cast("TakesLogarithms", self.slope.loss)
        digits_lost = coefficient / near_one(A.dtype)

        def mend() -> None:
            rows = np.flatnonzero((np.abs(direct[0]) > digits_lost).any(axis=1))
            if rows.size:
                by_logs = loss.by_logs(Y[rows])
                out[rows] = coefficient * send_through_logs(*by_logs, A[rows], Z[rows], self.activation)

        return [*self.inner.bind(out, *direct), mend]

    def formula(self, layout: Layout, *inputs: str) -> str:
        """The inner rule's."""
        return self.inner.formula(layout, *inputs[:-3])

    def mistakes(self, reads: tuple[str, ...], near: Near) -> Iterator[Mistake]:
        """The inner rule's."""
        return self.inner.mistakes(reads[:-3], near)


def _filled(loss: Loss, template: str, A: str, Y: str) -> str:
    numbers = {
        field: written(value) for field in loss.__struct_fields__ if isinstance(value := getattr(loss, field), float)
    }
    return template.format(A=A, Y=Y, **numbers)
