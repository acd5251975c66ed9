"""What is measured beside the loss: the metrics by name, over the outputs A and targets Y of a batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from msgspec import Struct

from bpcli.rules.arrays import Array

MetricValue = float | list[list[int]]


class Decision(Struct, frozen=True):
    """How classes are read off outputs: the largest of several, or one against a threshold."""

    classes: int
    threshold: float

    def of(self, M: Array) -> Array:
        """The class of every row of outputs or targets (m, n), as integers (m,)."""
        return M.argmax(axis=1) if M.shape[1] > 1 else (M[:, 0] > self.threshold).astype(np.intp)


class Metric(Struct, frozen=True):
    """One metric: its function of (A, Y, decision), and whether it is of classes."""

    measure: Callable[[Array, Array, Any], MetricValue]
    of_classes: bool = False


quietly = np.errstate(all="ignore")
"""A metric may overflow where the loss does not; it is infinite then."""


def accuracy(A: Array, Y: Array, decision: Decision) -> float:
    """The share of samples whose class is right."""
    return int(np.count_nonzero(decision.of(A) == decision.of(Y))) / len(A)


def confusion(A: Array, Y: Array, decision: Decision) -> list[list[int]]:
    """Counts of samples: a row for each true class, a column for each predicted one."""
    pairs = decision.of(Y) * decision.classes + decision.of(A)
    counts = np.bincount(pairs, minlength=decision.classes**2)
    table: list[list[int]] = counts.reshape(decision.classes, decision.classes).tolist()
    return table


@quietly
def mse(A: Array, Y: Array, decision: None) -> float:
    """The mean of (a - y)^2 over samples and outputs."""
    return float(np.square(A - Y).mean())


@quietly
def mae(A: Array, Y: Array, decision: None) -> float:
    """The mean of abs(a - y) over samples and outputs."""
    return float(np.abs(A - Y).mean())


@quietly
def r2(A: Array, Y: Array, decision: None) -> float:
    """1 - (squared error) / (squared distance of Y from its mean), averaged over outputs.

    An output whose targets are all alike counts 1 if it is met and 0 if not, as scikit-learn has it.
    """
    residual = np.square(A - Y).sum(axis=0)
    spread = np.square(Y - Y.mean(axis=0)).sum(axis=0)
    constant = np.where(residual == 0, 1.0, 0.0)
    return float(np.where(spread == 0, constant, 1 - residual / np.where(spread == 0, 1, spread)).mean())


METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        "accuracy": Metric(accuracy, of_classes=True),
        "mse": Metric(mse),
        "mae": Metric(mae),
        "r2": Metric(r2),
        "confusion": Metric(confusion, of_classes=True),
    }
)
