"""From entries and their references to a verdict on one quantity."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from bpcli.readers.check.records import Compared, Index, Kink, Worst
from bpcli.readers.check.tolerance import Tolerance, relative_errors
from bpcli.rules.rule import Array, Layout


def judged(
    name: str,
    entries: int,
    a: Array,
    n: Array,
    floor: Array | float,
    tolerance: Tolerance,
    index_of: Callable[[int], Index],
    kinks: Iterable[Kink] = (),
) -> Compared:
    """The verdict on the entries ``a`` of a quantity, held against ``n``, all flat.

    ``index_of`` says where in the quantity the entry at a place of ``a`` stands.
    """
    errors = relative_errors(a, n, floor)
    place = int(errors.argmax()) if errors.size else None
    return Compared(
        name,
        entries,
        checked=errors.size,
        max_abs_error=float(np.max(np.abs(a - n), initial=0.0)),
        max_rel_error=float(np.max(errors, initial=0.0)),
        passed=bool((errors <= tolerance.relative).all()),
        worst=None if place is None else Worst(index_of(place), float(a[place]), float(n[place])),
        kinks=tuple(kinks),
    )


def shown(entry: Index, layout: Layout) -> Index:
    """The index of an entry in the config's own layout."""
    return entry[::-1] if layout == "columns" else entry
