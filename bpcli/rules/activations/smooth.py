"""Smooth relatives of relu: softplus, silu and gelu (by its tanh form)."""

from math import pi

from bpcli.rules.activations.activation import Activation
from bpcli.rules.activations.squashing import Sigmoid, log_of_one_and_exp, sigmoid
from bpcli.rules.expression import Constant, Expression, exp, log, sqrt, tanh

PI = Constant(pi, "pi")
CUBIC = 0.044715


class Softplus(Activation, frozen=True, tag="softplus"):
    """f(z) = log(1 + exp(z)), whose derivative is the sigmoid. Source: Dugas et al. 2001."""

    def value(self, Z: Expression) -> Expression:
        return log(1 + exp(Z))

    def derivative(self, Z: Expression, A: Expression) -> Expression:
        return sigmoid(Z)

    def computed(self, Z: Expression) -> Expression:
        """max(0, z) and what is missing from it, so that no exponential overflows."""
        return log_of_one_and_exp(Z)


class SiLU(Activation, frozen=True, tag="silu"):
    """z times its sigmoid. Source: Hendrycks and Gimpel 2016."""

    def value(self, Z: Expression) -> Expression:
        return Z * sigmoid(Z)

    def exact(self, Z: Expression) -> Expression:
        """As ``value``, by the form of the sigmoid that does not overflow."""
        return Z * Sigmoid().exact(Z)

    def derivative(self, Z: Expression, A: Expression) -> Expression:
        return sigmoid(Z) * (1 + Z * (1 - sigmoid(Z)))


class GELUTanh(Activation, frozen=True, tag="gelu_tanh"):
    """z times the normal distribution of z, which a tanh comes close to. Source: Hendrycks and Gimpel 2016."""

    def value(self, Z: Expression) -> Expression:
        return Z / 2 * (1 + _bell(Z))

    def derivative(self, Z: Expression, A: Expression) -> Expression:
        inner: Expression = sqrt(2 / PI) * (1 + 3 * CUBIC * Z**2)
        return (1 + _bell(Z)) / 2 + Z / 2 * (1 - _bell(Z) ** 2) * inner


def _bell(Z: Expression) -> Expression:
    return tanh(sqrt(2 / PI) * (Z + CUBIC * Z**3))
