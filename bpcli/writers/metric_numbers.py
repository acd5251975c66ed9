"""Losses and metrics as text: alike in a history, a chart, a progress bar and a note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite

from bpcli.rules.metrics import MetricValue
from bpcli.writers.numbers import not_finite


def metric_texts(metrics: Iterable[tuple[str, MetricValue]]) -> Iterator[str]:
    """``accuracy  75.00 %``, ``r2 0.934211``; a confusion matrix is not a matter of one line."""
    for name, value in metrics:
        if not isinstance(value, list):
            yield f"{name} {metric_number(name, value):>8}"


def metric_number(name: str, value: float) -> str:
    """``75.00 %`` of an accuracy, ``0.934211`` of any other."""
    return f"{value:.2%}".replace("%", " %") if name == "accuracy" else six_decimals(value)


def six_decimals(value: float) -> str:
    """A loss or a metric: six decimals, so that a history is aligned; ``1.5e-07`` and ``8.1e+09`` where they fail."""
    if value == 0 or not isfinite(value):
        return "0" if value == 0 else not_finite(value)
    return f"{value:.6f}" if 1e-4 <= abs(value) < 1e5 else f"{value:.4e}"
