"""Softmax: a row of logits becomes a row of probabilities; its Jacobian mixes the row."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

import numpy as np

from bpcli.rules.activations.activation import Activation
from bpcli.rules.rule import Array, Calls, Rule
from bpcli.rules.slips import Plain


class Softmax(Activation, frozen=True, tag="softmax"):
    """f(z)_k = exp(z_k) / sum_j exp(z_j) over the units of a sample.

    Jacobian: dA_k/dZ_j = A_k ([k = j] - A_j). Source: Bridle 1990.
    """

    elementwise: ClassVar[bool] = False
    definition: ClassVar[str] = "exp({Z}) / sum over units of exp({Z})"
    slope_definition: ClassVar[str] = "{A} * ({dA} - sum over units of {A} * {dA})"

    def bind(self, A: Array, Z: Array) -> Calls:
        """The row's largest logit is taken off first, so that nothing overflows."""
        row, ones = np.empty((len(Z), 1), A.dtype), np.ones((Z.shape[1], 1), A.dtype)
        return [
            partial(np.maximum.reduce, Z, 1, None, row, True),
            partial(np.subtract, Z, row, A),
            partial(np.exp, A, A),
            partial(A.dot, ones, row),
            partial(np.divide, A, row, A),
        ]

    def bind_send_through(self, delta: Array, dA: Array, A: Array) -> Calls:
        """A (dA - sum_k A_k dA_k)."""
        row = np.empty((len(A), 1), A.dtype)
        return [
            partial(np.multiply, A, dA, delta),
            partial(np.add.reduce, delta, 1, None, row, True),
            partial(np.subtract, dA, row, delta),
            partial(np.multiply, delta, A, delta),
        ]

    def mistakes(self) -> Iterator[tuple[str, Rule]]:
        """The sum over the samples instead of the units; no division by it."""
        yield "softmax_over_samples", Plain(_over_samples, "exp({0}) / sum over samples of exp({0})")
        yield "softmax_not_normalized", Plain(np.exp, "exp({0})")
        yield "softmax_not_normalized", Plain(_shifted, "exp({0} - max over units of {0})")


def _over_samples(Z: Array) -> Array:
    E = np.exp(Z - Z.max(axis=0))
    return np.asarray(E / E.sum(axis=0))


def _shifted(Z: Array) -> Array:
    return np.asarray(np.exp(Z - Z.max(axis=1, keepdims=True)))
