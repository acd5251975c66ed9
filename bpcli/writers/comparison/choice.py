"""Which rows and columns of a large matrix to show, so that what is wanted is among them."""

from __future__ import annotations

from collections.abc import Sequence

from bpcli.writers.view import Shown


def elide_around(count: int, limit: int, wanted: Sequence[int]) -> Shown:
    """``limit`` places for ``count`` indices: the wanted ones as far as they fit, the most wanted first.

    What is left of the places has the first and the last. Each None stands for a gap of its own.
    """
    if count <= limit:
        return list(range(count))
    chosen: set[int] = set()
    for index in (*wanted, 0, count - 1, *range(1, limit)):
        if len(_with_gaps(count, chosen | {index})) <= limit:
            chosen.add(index)
    return _with_gaps(count, chosen)


def _with_gaps(count: int, chosen: set[int]) -> Shown:
    """The chosen indices in order with None between those that are no neighbours."""
    shown: Shown = []
    before = -1
    for index in (*sorted(chosen), count):
        if index - before == 2:  # a gap of one is no shorter than the one
            shown.append(before + 1)
        elif index - before > 2:
            shown.append(None)
        if index < count:
            shown.append(index)
        before = index
    return shown
