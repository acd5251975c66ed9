"""When two numbers that were computed in different ways are the same number.

The error of an entry a against its reference n is

    abs(a - n) / max(abs(a), abs(n), floor)

with a floor for entries that are small beside others of their matrix, because sums that cancel leave
behind the rounding of what was summed: ``share`` of the largest entry, or where that is more, ten times what
rounding explains over the tolerance. What it explains is ``eps`` of the loss, or what it did to the matrix. That
is measured, not guessed, as the difference to the same equations in wider floats; more than ``sqrt(eps)`` of
the loss (or of 1) is no rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import sqrt
from typing import Any

import numpy as np
from msgspec import Struct

from bpcli.readers.check.records import Compared, Entry, Index, Kink
from bpcli.readers.nearness import largest
from bpcli.rules.arrays import Array

MOST_WRONG = 100
"""Of so many wrong entries of a quantity the numbers are kept."""
MARGIN = 10.0
"""Between an error that rounding explains and one that fails."""


class RelativeError(Struct, frozen=True):
    """How errors are measured in one dtype, and how large one may be."""

    allowed: float
    share: float
    eps: float

    def floor(self, a: Array, rounding: Any, loss: float) -> Any:
        """The floor for entries of ``a``, which rounding (a number, or one an entry) has blurred."""
        explained = np.clip(rounding, self.eps * abs(loss), sqrt(self.eps) * max(1.0, abs(loss)))
        return np.maximum(self.share * largest(a), MARGIN * explained / self.allowed)

    def of(self, a: Array, n: Array, floor: Any) -> Array:
        """The error of each entry; 0 where both are 0."""
        scale = np.maximum(np.maximum(np.abs(a), np.abs(n)), floor)
        difference = np.abs(a - n)
        errors: Array = np.divide(difference, scale, out=np.zeros_like(difference), where=scale > 0)
        return errors

    def judged(
        self,
        name: str,
        entries: int,
        a: Array,
        n: Array,
        floor: Array | float,
        index_of: Callable[[int], Index],
        kinks: Iterable[Kink] = (),
    ) -> Compared:
        """The verdict on the entries ``a`` of a quantity, held against ``n``, all flat.

        ``index_of`` says where in the quantity the entry at a place of ``a`` stands.
        """
        errors = self.of(a, n, floor)
        wrong = np.flatnonzero(~(errors <= self.allowed))
        worst_wrong = wrong[np.argsort(-errors[wrong], kind="stable")][:MOST_WRONG]

        def entry(place: int) -> Entry:
            return Entry(index_of(place), float(a[place]), float(n[place]), float(errors[place]))

        return Compared(
            name,
            entries,
            checked=errors.size,
            max_abs_error=float(np.max(np.abs(a - n), initial=0.0)),
            max_rel_error=float(np.max(errors, initial=0.0)),
            passed=not wrong.size,
            worst=entry(int(errors.argmax())) if errors.size else None,
            wrong_count=wrong.size,
            wrong=tuple(map(entry, worst_wrong.tolist())),
            kinks=tuple(kinks),
        )


RELATIVE_ERRORS = {
    "float64": RelativeError(1e-7, 1e-6, float(np.finfo(np.float64).eps)),
    "float32": RelativeError(1e-3, 1e-2, float(np.finfo(np.float32).eps)),
}
