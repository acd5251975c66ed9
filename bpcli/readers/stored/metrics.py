"""The metrics of a stored trace, in its steps and in its evaluation."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from bpcli.data.cells import number_in
from bpcli.errors import ConfigPath
from bpcli.readers.compare.matrices import shown
from bpcli.readers.stored.text import Piece
from bpcli.rules.metrics import MetricValue

Count = Annotated[int, Meta(ge=0, le=2**62)]


def metrics_in(metrics: dict[str, Any], classes: int, piece: Piece, path: ConfigPath) -> dict[str, MetricValue]:
    """Each metric: a number, or the counts of a confusion matrix of so many classes.

    Raises:
        ConfigError: one is neither.
    """
    return {name: _metric(value, classes, piece, (*path, "metrics", name)) for name, value in metrics.items()}


def number(value: Any, piece: Piece, path: ConfigPath) -> float:
    """A number as JSON has it, or the word for one that JSON has not.

    Raises:
        ConfigError: it is neither.
    """
    found = number_in(value) if isinstance(value, str) else value
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise piece.fault(f"found {shown(value)}", 'allowed: a number, "NaN", "Infinity" or "-Infinity"', path)
    try:
        return float(found)
    except OverflowError:
        raise piece.fault("found a whole number beyond float64", "allowed: a number", path) from None


def _metric(value: Any, classes: int, piece: Piece, path: ConfigPath) -> MetricValue:
    if not isinstance(value, list):
        return number(value, piece, path)
    try:
        counts = msgspec.convert(value, list[list[Count]])
    except msgspec.ValidationError:
        counts = []
    if [len(row) for row in counts] != [classes] * classes:
        allowed = f"allowed: a number, or {classes} rows of {classes} counts"
        raise piece.fault("found a list that is no table of the classes", allowed, path)
    return counts
