"""What every data source gives: one row a sample, before the network decides what y means."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from bpcli.rules.arrays import Array


class Samples(Struct, frozen=True):
    """x (m, features) and y, (m,) of labels or numbers or (m, outputs), float64 or words."""

    x: Array
    y: Array
    feature_names: tuple[str, ...] | None = None


def first_not_finite(matrix: Array) -> tuple[int, ...] | None:
    """The index of the first entry that is NaN or infinite, if there is one."""
    if matrix.dtype.kind not in "fc":
        return None
    wrong = np.argwhere(~np.isfinite(matrix))
    return tuple(map(int, wrong[0])) if len(wrong) else None
