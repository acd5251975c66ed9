"""What is left out of a matrix too large to show, and how one shown whole is cut to the screen.

A choice of rows or columns is a list of indices in which None stands for all those left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Shown = list[int | None]

LIMIT = 12
"""Rows or columns, the gap included, that a person takes in at a glance."""
LEAST = 3
"""The first, the gap and the last."""


def elide(count: int, limit: int) -> Shown:
    """``limit`` places for ``count`` indices: the first ones, a gap, the last ones."""
    if count <= limit:
        return list(range(count))
    tail = (limit - 1) // 2
    return [*range(limit - 1 - tail), None, *range(count - tail, count)]


def shown_rows(count: int, full: bool) -> Shown:
    """All rows, or as many as are easy to read."""
    return elide(count, count if full else LIMIT)


def choices(count: int, full: bool) -> Iterator[Shown]:
    """Choices of columns from the most to the fewest, for the first that fits the screen."""
    if full:
        yield list(range(count))
    else:
        yield from (elide(count, limit) for limit in range(min(count, LIMIT), min(count, LEAST) - 1, -1))


def hidden(count: int, shown: Shown) -> str:
    """The gap's label, ``138 more``."""
    return f"{count - len(shown) + 1} more"


def bands(widths: Sequence[int], room: int) -> Iterator[slice]:
    """Runs of neighbours of these widths that fit into ``room``, each of one at least."""
    start, taken = 0, 0
    for place, width in enumerate(widths):
        if taken + width > room and place > start:
            yield slice(start, place)
            start, taken = place, 0
        taken += width
    yield slice(start, len(widths))
