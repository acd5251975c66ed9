"""Softmax: a row of logits becomes a row of probabilities; its Jacobian mixes the row."""

from typing import ClassVar

from bpcli.rules.activations.activation import Activation
from bpcli.rules.expression import Expression, exp, highest, log, total
from bpcli.rules.mistakes import Wrong


class Softmax(Activation, frozen=True, tag="softmax"):
    """The exponentials of a sample's logits, divided by their sum. Source: Bridle 1990."""

    elementwise: ClassVar[bool] = False

    def value(self, Z: Expression) -> Expression:
        return exp(Z) / total("units", exp(Z))

    def sent_through(self, dA: Expression, A: Expression) -> Expression:
        """delta by the Jacobian dA_k/dZ_j = A_k ([k = j] - A_j)."""
        return A * (dA - total("units", A * dA))

    def computed(self, Z: Expression) -> Expression:
        """The row's largest logit is taken off first, so that nothing overflows."""
        shifted = exp(Z - highest("units", Z))
        return shifted / total("units", shifted)

    def logarithms(self, Z: Expression) -> tuple[Expression, Expression]:
        """log f(z)_k = z_k - log of the sum; log(1 - f(z)_k) the same with the other units' sum above."""
        shifted = Z - highest("units", Z)
        sums = total("units", exp(shifted))
        return shifted - log(sums), log(sums - exp(shifted)) - log(sums)

    def mistaken(self, Z: Expression) -> Wrong:
        """The sum over the samples instead of the units; no division by it."""
        yield "softmax_over_samples", exp(Z) / total("samples", exp(Z))
        yield "softmax_not_normalized", exp(Z)
        yield "softmax_not_normalized", exp(Z - highest("units", Z))
