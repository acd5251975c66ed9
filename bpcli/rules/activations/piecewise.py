"""Activations made of pieces that meet at zero: identity, relu and its relatives.

At Z = 0 the left piece's derivative counts, as in PyTorch.
"""

from bpcli.rules.activations.activation import Activation
from bpcli.rules.expression import ONE, Constant, Expression, exp, expm1, largest, where
from bpcli.rules.registry import Positive

SELU_SCALE = Constant(1.0507009873554804934193349852946, "lambda")
SELU_ALPHA = Constant(1.6732632423543772848170429916717, "alpha")


class Identity(Activation, frozen=True, tag="identity"):
    """f(z) = z: no activation."""

    def value(self, Z: Expression) -> Expression:
        return Z

    def derivative(self, Z: Expression, A: Expression) -> Expression:
        return ONE


class ReLU(Activation, frozen=True, tag="relu"):
    """What is below zero becomes zero. Source: Nair and Hinton 2010."""

    @property
    def kinks(self) -> tuple[float, ...]:
        return (0.0,)

    def value(self, Z: Expression) -> Expression:
        return largest(0, Z)

    def derivative(self, Z: Expression, A: Expression) -> Expression:
        return where(Z > 0, 1, 0)


class LeakyReLU(Activation, frozen=True, tag="leaky_relu"):
    """What is below zero becomes ``slope`` times itself. Source: Maas, Hannun, Ng 2013; default as PyTorch's."""

    slope: float = 0.01

    @property
    def kinks(self) -> tuple[float, ...]:
        """At 0, unless the slope is 1, which is the identity."""
        return () if self.slope == 1 else (0.0,)

    def value(self, Z: Expression) -> Expression:
        return where(Z > 0, Z, self.constant("slope") * Z)

    def derivative(self, Z: Expression, A: Expression) -> Expression:
        return where(Z > 0, 1, self.constant("slope"))


class ELU(Activation, frozen=True, tag="elu"):
    """An exponential that ends at -alpha below zero. Source: Clevert, Unterthiner, Hochreiter 2016."""

    alpha: Positive = 1.0

    @property
    def kinks(self) -> tuple[float, ...]:
        """At 0, unless alpha is 1: both slopes are then 1."""
        return () if self.alpha == 1 else (0.0,)

    @property
    def seams(self) -> tuple[float, ...]:
        return (0.0,) if self.alpha == 1 else ()

    def value(self, Z: Expression) -> Expression:
        return where(Z > 0, Z, self.constant("alpha") * (exp(Z) - 1))

    def derivative(self, Z: Expression, A: Expression) -> Expression:
        return where(Z > 0, 1, self.constant("alpha") * exp(Z))

    def computed(self, Z: Expression) -> Expression:
        """expm1 keeps the digits of exp(Z) - 1 near zero."""
        return where(Z > 0, Z, self.constant("alpha") * expm1(Z))


class SELU(Activation, frozen=True, tag="selu"):
    """ELU with the two constants that keep mean 0 and variance 1. Source: Klambauer et al. 2017."""

    @property
    def kinks(self) -> tuple[float, ...]:
        return (0.0,)

    def value(self, Z: Expression) -> Expression:
        return where(Z > 0, SELU_SCALE * Z, SELU_SCALE * (SELU_ALPHA * (exp(Z) - 1)))

    def derivative(self, Z: Expression, A: Expression) -> Expression:
        return where(Z > 0, SELU_SCALE, SELU_SCALE * (SELU_ALPHA * exp(Z)))

    def computed(self, Z: Expression) -> Expression:
        """expm1 keeps the digits of exp(Z) - 1 near zero."""
        return where(Z > 0, SELU_SCALE * Z, SELU_SCALE * (SELU_ALPHA * expm1(Z)))
