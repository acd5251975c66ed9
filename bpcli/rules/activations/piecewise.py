"""Activations made of pieces that meet at zero: identity, relu and its relatives.

At Z = 0 the left piece's derivative counts, as in PyTorch.
"""

from functools import partial
from typing import ClassVar

import numpy as np

from bpcli.rules.activations.activation import Activation, Positive, constant
from bpcli.rules.rule import Array, Calls


class Identity(Activation, frozen=True, tag="identity"):
    """f(z) = z: no activation."""

    definition: ClassVar[str] = "{Z}"
    slope_definition: ClassVar[str] = "1"

    def bind(self, A: Array, Z: Array) -> Calls:
        """A copy."""
        return [partial(np.copyto, A, Z)]

    def bind_slope(self, fprime: Array, Z: Array, A: Array) -> Calls:
        """1 everywhere."""
        return constant(fprime, 1.0)


class ReLU(Activation, frozen=True, tag="relu"):
    """f(z) = max(0, z). Source: Nair and Hinton 2010."""

    definition: ClassVar[str] = "max(0, {Z})"
    slope_definition: ClassVar[str] = "1 where {Z} > 0, else 0"

    @property
    def kinks(self) -> tuple[float, ...]:
        """0."""
        return (0.0,)

    def bind(self, A: Array, Z: Array) -> Calls:
        """The larger of Z and 0; a whole matrix of zeros is faster than one zero against all."""
        return [partial(np.maximum, Z, np.zeros_like(Z), out=A)]

    def bind_slope(self, fprime: Array, Z: Array, A: Array) -> Calls:
        """1 where Z is positive."""
        positive = np.empty(Z.shape, bool)
        return [partial(np.greater, Z, 0.0, positive), partial(np.copyto, fprime, positive)]


class LeakyReLU(Activation, frozen=True, tag="leaky_relu"):
    """f(z) = z for z > 0, else slope z. Source: Maas, Hannun and Ng 2013; default as PyTorch's."""

    slope: float = 0.01

    definition: ClassVar[str] = "{Z} where {Z} > 0, else {slope} {Z}"
    slope_definition: ClassVar[str] = "1 where {Z} > 0, else {slope}"

    @property
    def kinks(self) -> tuple[float, ...]:
        """0, but for slope 1, the identity."""
        return () if self.slope == 1 else (0.0,)

    def bind(self, A: Array, Z: Array) -> Calls:
        """slope Z, then Z over it where Z is positive."""
        positive = np.empty(Z.shape, bool)
        return [
            partial(np.greater, Z, 0.0, positive),
            partial(np.multiply, Z, self.slope, A),
            partial(np.copyto, A, Z, where=positive),
        ]

    def bind_slope(self, fprime: Array, Z: Array, A: Array) -> Calls:
        """slope, then 1 over it where Z is positive."""
        positive = np.empty(Z.shape, bool)
        return [
            partial(np.greater, Z, 0.0, positive),
            *constant(fprime, self.slope),
            partial(np.copyto, fprime, 1.0, where=positive),
        ]


class ELU(Activation, frozen=True, tag="elu"):
    """f(z) = z for z > 0, else alpha (exp(z) - 1). Source: Clevert, Unterthiner, Hochreiter 2016."""

    alpha: Positive = 1.0

    definition: ClassVar[str] = "{Z} where {Z} > 0, else {alpha} (exp({Z}) - 1)"
    slope_definition: ClassVar[str] = "1 where {Z} > 0, else {A} + {alpha}"

    @property
    def kinks(self) -> tuple[float, ...]:
        """0, but for alpha 1: there both slopes are 1."""
        return () if self.alpha == 1 else (0.0,)

    @property
    def seams(self) -> tuple[float, ...]:
        """0, for alpha 1."""
        return (0.0,) if self.alpha == 1 else ()

    def bind(self, A: Array, Z: Array) -> Calls:
        """The exponential piece, then the straight one over it."""
        return exponential_below_zero(A, Z, 1.0, self.alpha)

    def bind_slope(self, fprime: Array, Z: Array, A: Array) -> Calls:
        """alpha exp(Z) = A + alpha below zero."""
        return exponential_slope(fprime, Z, A, 1.0, self.alpha)


class SELU(Activation, frozen=True, tag="selu"):
    """ELU with the two constants that keep mean 0 and variance 1. Source: Klambauer et al. 2017."""

    alpha: ClassVar[float] = 1.6732632423543772848170429916717
    scale: ClassVar[float] = 1.0507009873554804934193349852946

    definition: ClassVar[str] = "1.0507 {Z} where {Z} > 0, else 1.0507 * 1.67326 (exp({Z}) - 1)"
    slope_definition: ClassVar[str] = "1.0507 where {Z} > 0, else {A} + 1.0507 * 1.67326"

    @property
    def kinks(self) -> tuple[float, ...]:
        """0."""
        return (0.0,)

    def bind(self, A: Array, Z: Array) -> Calls:
        """The exponential piece, then the straight one over it."""
        return exponential_below_zero(A, Z, self.scale, self.scale * self.alpha)

    def bind_slope(self, fprime: Array, Z: Array, A: Array) -> Calls:
        """scale alpha exp(Z) = A + scale alpha below zero."""
        return exponential_slope(fprime, Z, A, self.scale, self.scale * self.alpha)


def exponential_below_zero(A: Array, Z: Array, slope: float, depth: float) -> Calls:
    """slope Z above zero, depth (exp(Z) - 1) below."""
    positive = np.empty(Z.shape, bool)
    straight = np.empty_like(A)
    return [
        partial(np.greater, Z, 0.0, positive),
        partial(np.minimum, Z, 0.0, out=A),
        partial(np.expm1, A, A),
        partial(np.multiply, A, depth, A),
        partial(np.multiply, Z, slope, straight),
        partial(np.copyto, A, straight, where=positive),
    ]


def exponential_slope(fprime: Array, Z: Array, A: Array, slope: float, depth: float) -> Calls:
    """slope above zero, A + depth below."""
    positive = np.empty(Z.shape, bool)
    return [
        partial(np.greater, Z, 0.0, positive),
        partial(np.add, A, depth, fprime),
        partial(np.copyto, fprime, slope, where=positive),
    ]
