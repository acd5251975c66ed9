"""Smooth relatives of relu: softplus, silu, and gelu, exact and by its tanh form."""

import math

import numpy as np

from bpcli.rules.activations.activation import Activation
from bpcli.rules.activations.squashing import Sigmoid, log_of_one_and_exp, sigmoid
from bpcli.rules.arrays import Array
from bpcli.rules.expression import Constant, Expression, Function, exp, log, sqrt, tanh

PI = Constant(math.pi, "pi")
CUBIC = 0.044715


def _erfc(z: Array) -> Array:
    """The complementary error function, entry by entry; NumPy has none, Python has."""
    return np.asarray(np.frompyfunc(math.erfc, 1, 1)(z), np.result_type(z))


erfc = Function("erfc", _erfc)


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


class GELU(Activation, frozen=True, tag="gelu"):
    """z times the normal distribution of z. Source: Hendrycks and Gimpel 2016.

    The distribution is written by erfc and not by erf, which is -1 to all digits far below zero.
    """

    def value(self, Z: Expression) -> Expression:
        return Z / 2 * erfc(-(Z / sqrt(2)))

    def derivative(self, Z: Expression, A: Expression) -> Expression:
        return erfc(-(Z / sqrt(2))) / 2 + Z * exp(-(Z**2) / 2) / sqrt(2 * PI)


class GELUTanh(Activation, frozen=True, tag="gelu_tanh"):
    """z times the normal distribution of z, which a tanh comes close to. Source: Hendrycks and Gimpel 2016."""

    def value(self, Z: Expression) -> Expression:
        return Z / 2 * (1 + _bell(Z))

    def derivative(self, Z: Expression, A: Expression) -> Expression:
        inner: Expression = sqrt(2 / PI) * (1 + 3 * CUBIC * Z**2)
        return (1 + _bell(Z)) / 2 + Z / 2 * (1 - _bell(Z) ** 2) * inner


def _bell(Z: Expression) -> Expression:
    return tanh(sqrt(2 / PI) * (Z + CUBIC * Z**3))
