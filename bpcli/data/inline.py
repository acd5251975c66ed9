"""Data that stand in the config itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bpcli.config.load import Loaded
from bpcli.config.model import Inline
from bpcli.data.samples import Samples
from bpcli.errors import ConfigPath
from bpcli.rules.arrays import Array
from bpcli.rules.names import X, Y

ALLOWED = "labels, numbers, or rows of numbers"


def read_inline(data: Inline, loaded: Loaded) -> Samples | None:
    """The samples, or None with faults reported where nothing can be made of them."""
    x = matrix(data.x, ("data", "x"), loaded)
    y = _targets(data.y, loaded)
    if x is None or y is None:
        return None
    return Samples(loaded.config.matrices.taken(X, x), loaded.config.matrices.taken(Y, y))


def matrix(rows: Sequence[Sequence[float]], path: ConfigPath, loaded: Loaded) -> Array | None:
    """The rows as a float64 matrix, with a fault for each row of another length than the first.

    Such a row counts as zeros, so that what follows is checked all the same; an empty matrix is None.
    """
    if not rows or not rows[0]:
        loaded.faults.add(path, "an empty matrix", "allowed: at least one row with at least one number")
        return None
    odd = [index for index, row in enumerate(rows) if len(row) != len(rows[0])]
    for index in odd if not loaded.faults.doubts((*path, 0)) else ():
        found = f"this row has {len(rows[index])} entries, the first row has {len(rows[0])}"
        loaded.faults.add((*path, index), found, "allowed: rows of equal length")
    return np.zeros((len(rows), len(rows[0]))) if odd else np.array(rows, np.float64)


def _targets(y: list[Any], loaded: Loaded) -> Array | None:
    path: ConfigPath = ("data", "y")
    match sorted(set(map(_kind, y))):
        case ["list"]:
            return matrix(y, path, loaded)
        case ["word"]:
            return np.array(y)
        case ["number"]:
            return np.array(y, np.float64)
        case []:
            loaded.faults.add(path, "found an empty list", f"allowed: {ALLOWED}")
        case _:
            _report_mixture(y, path, loaded)
    return None


def _report_mixture(y: list[Any], path: ConfigPath, loaded: Loaded) -> None:
    """A fault for each entry that is not of the kind of most."""
    kinds = [_kind(entry) for entry in y]
    most = max(dict.fromkeys(kinds), key=kinds.count)
    for index, kind in enumerate(kinds):
        if kind != most:
            loaded.faults.add((*path, index), f"found a {kind} among {most}s", f"allowed: {ALLOWED}, all of one kind")


def _kind(entry: Any) -> str:
    return "list" if isinstance(entry, list) else "word" if isinstance(entry, str) else "number"
