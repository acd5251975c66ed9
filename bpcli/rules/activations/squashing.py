"""The S-shaped activations: sigmoid and tanh; their slopes follow from their values."""

from functools import partial
from typing import ClassVar

import numpy as np

from bpcli.rules.activations.activation import Activation
from bpcli.rules.rule import Array, Calls


class Sigmoid(Activation, frozen=True, tag="sigmoid"):
    """f(z) = 1 / (1 + exp(-z)), f' = f (1 - f)."""

    definition: ClassVar[str] = "1 / (1 + exp(-{Z}))"
    slope_definition: ClassVar[str] = "{A} * (1 - {A})"

    def bind(self, A: Array, Z: Array) -> Calls:
        """Overflow of exp ends in the right limit, 0."""
        return sigmoid(A, Z)

    def bind_slope(self, fprime: Array, Z: Array, A: Array) -> Calls:
        """A (1 - A)."""
        return [partial(np.subtract, 1.0, A, fprime), partial(np.multiply, fprime, A, fprime)]


class Tanh(Activation, frozen=True, tag="tanh"):
    """f(z) = tanh(z), f' = 1 - f^2."""

    definition: ClassVar[str] = "(exp({Z}) - exp(-{Z})) / (exp({Z}) + exp(-{Z}))"
    slope_definition: ClassVar[str] = "1 - {A}^2"

    def bind(self, A: Array, Z: Array) -> Calls:
        """NumPy's own."""
        return [partial(np.tanh, Z, A)]

    def bind_slope(self, fprime: Array, Z: Array, A: Array) -> Calls:
        """1 - A^2."""
        return [partial(np.multiply, A, A, fprime), partial(np.subtract, 1.0, fprime, fprime)]


def sigmoid(out: Array, Z: Array) -> Calls:
    """Calls that compute 1 / (1 + exp(-Z))."""
    return [
        partial(np.negative, Z, out),
        partial(np.exp, out, out),
        partial(np.add, out, 1.0, out),
        partial(np.divide, 1.0, out, out),
    ]
