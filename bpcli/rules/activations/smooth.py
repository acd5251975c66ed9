"""Smooth relatives of relu: softplus, silu and gelu (by its tanh form)."""

from functools import partial
from math import pi, sqrt
from typing import ClassVar

import numpy as np

from bpcli.rules.activations.activation import Activation
from bpcli.rules.activations.squashing import sigmoid
from bpcli.rules.rule import Array, Calls


class Softplus(Activation, frozen=True, tag="softplus"):
    """f(z) = log(1 + exp(z)), f' = sigmoid. Source: Dugas et al. 2001."""

    definition: ClassVar[str] = "log(1 + exp({Z}))"
    slope_definition: ClassVar[str] = "sigmoid({Z})"

    def bind(self, A: Array, Z: Array) -> Calls:
        """log(exp(0) + exp(Z)), which does not overflow."""
        return [partial(np.logaddexp, Z, 0.0, A)]

    def bind_slope(self, fprime: Array, Z: Array, A: Array) -> Calls:
        """sigmoid(Z)."""
        return sigmoid(fprime, Z)


class SiLU(Activation, frozen=True, tag="silu"):
    """f(z) = z s with s = sigmoid(z), f' = s (1 + z (1 - s)). Source: Hendrycks and Gimpel 2016."""

    definition: ClassVar[str] = "{Z} * sigmoid({Z})"
    slope_definition: ClassVar[str] = "sigmoid({Z}) * (1 + {Z} * (1 - sigmoid({Z})))"

    def bind(self, A: Array, Z: Array) -> Calls:
        """Z sigmoid(Z)."""
        return [*sigmoid(A, Z), partial(np.multiply, A, Z, A)]

    def bind_slope(self, fprime: Array, Z: Array, A: Array) -> Calls:
        """s (1 + Z (1 - s))."""
        s = np.empty_like(fprime)
        return [
            *sigmoid(s, Z),
            partial(np.subtract, 1.0, s, fprime),
            partial(np.multiply, fprime, Z, fprime),
            partial(np.add, fprime, 1.0, fprime),
            partial(np.multiply, fprime, s, fprime),
        ]


class GELUTanh(Activation, frozen=True, tag="gelu_tanh"):
    """f(z) = z/2 (1 + t) with t = tanh(c (z + 0.044715 z^3)), c = sqrt(2/pi).

    f' = (1 + t)/2 + z/2 (1 - t^2) c (1 + 3 * 0.044715 z^2). Source: Hendrycks and Gimpel 2016.
    """

    c: ClassVar[float] = sqrt(2 / pi)
    cubic: ClassVar[float] = 0.044715

    definition: ClassVar[str] = "{Z}/2 * (1 + tanh(sqrt(2/pi) ({Z} + 0.044715 {Z}^3)))"
    slope_definition: ClassVar[str] = (
        "(1 + t)/2 + {Z}/2 * (1 - t^2) * sqrt(2/pi) (1 + 0.134145 {Z}^2) "
        "with t = tanh(sqrt(2/pi) ({Z} + 0.044715 {Z}^3))"
    )

    def _tanh(self, t: Array, Z: Array) -> Calls:
        return [
            partial(np.multiply, Z, Z, t),
            partial(np.multiply, t, self.cubic, t),
            partial(np.add, t, 1.0, t),
            partial(np.multiply, t, Z, t),
            partial(np.multiply, t, self.c, t),
            partial(np.tanh, t, t),
        ]

    def bind(self, A: Array, Z: Array) -> Calls:
        """Z (1 + t) / 2."""
        return [
            *self._tanh(A, Z),
            partial(np.add, A, 1.0, A),
            partial(np.multiply, A, Z, A),
            partial(np.multiply, A, 0.5, A),
        ]

    def bind_slope(self, fprime: Array, Z: Array, A: Array) -> Calls:
        """((1 + t) + Z (1 - t^2) c (1 + 3 cubic Z^2)) / 2."""
        t, inner = np.empty_like(fprime), np.empty_like(fprime)
        return [
            *self._tanh(t, Z),
            partial(np.multiply, Z, Z, inner),
            partial(np.multiply, inner, 3 * self.cubic, inner),
            partial(np.add, inner, 1.0, inner),
            partial(np.multiply, inner, self.c, inner),
            partial(np.multiply, inner, Z, inner),
            partial(np.multiply, t, t, fprime),
            partial(np.subtract, 1.0, fprime, fprime),
            partial(np.multiply, fprime, inner, fprime),
            partial(np.add, fprime, t, fprime),
            partial(np.add, fprime, 1.0, fprime),
            partial(np.multiply, fprime, 0.5, fprime),
        ]
