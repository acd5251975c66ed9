"""The exact logarithms behind the entropies: log A and log(1 - A), and errors sent back through them.

Far out a sigmoid or softmax rounds to 0 or 1 and A has lost what the loss needs; Z still has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np

from bpcli.rules.activations import Activation, Sigmoid, Softmax
from bpcli.rules.arrays import Array


def near_one(dtype: np.dtype[np.floating[Any]]) -> float:
    """Where 1 - A is below this, its own rounding would show: 1e-4 in float64, 0.02 in float32."""
    return sqrt(sqrt(np.finfo(dtype).eps))


def log_values(A: Array, Z: Array, activation: Activation) -> tuple[Array, Array]:
    """log A and log(1 - A), (m, n) each: from Z where a sigmoid or softmax saturates, else from A."""
    saturates = A.min() < np.finfo(A.dtype).tiny or A.max() > 1 - near_one(A.dtype)
    if not (saturates and isinstance(activation, Sigmoid | Softmax)):
        return np.log(A), np.log1p(-A)
    if isinstance(activation, Sigmoid):
        return -np.logaddexp(0.0, -Z), -np.logaddexp(0.0, Z)
    total = np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return Z - total, _log_of_the_others(Z) - total


def _log_of_the_others(Z: Array) -> Array:
    """log of the sum of exp over all other units of the sample, (m, n); -inf where there are none."""
    others = np.full_like(Z, -np.inf)
    for k in range(Z.shape[1]):
        others[:, k] = np.logaddexp.reduce(np.delete(Z, k, axis=1), axis=1, initial=-np.inf)
    return others


def send_through_logs(weights: Sequence[Array], A: Array, Z: Array, activation: Activation) -> Array:
    """The slopes in Z (m, n) of a sum of logarithms of A, and of 1 - A, with these weights; divides by neither.

    sigmoid: d log A/dz = 1 - A, d log(1 - A)/dz = -A.
    softmax: d log A_k/dz_j = [k = j] - A_j; d log(1 - A_k)/dz_j = A_k A_j/(1 - A_k), and -A_k for j = k.
    """
    by_log, by_log_rest = weights if len(weights) == 2 else (weights[0], np.zeros_like(A))
    if isinstance(activation, Sigmoid):
        return np.asarray(by_log * np.exp(-np.logaddexp(0.0, Z)) - by_log_rest * A)
    delta = by_log - A * by_log.sum(axis=1, keepdims=True) - by_log_rest * A
    log_A, log_rest = log_values(A, Z, activation)
    for k in range(A.shape[1]):
        share = np.exp(log_A - log_rest[:, k : k + 1])
        share[:, k] = 0.0
        delta += (by_log_rest[:, k : k + 1] * A[:, k : k + 1]) * share
    return np.asarray(delta)
