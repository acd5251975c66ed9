"""How much of a matrix a person sees: how many digits, and which rows and columns of one too large to show.

A choice of rows or columns is a list of indices in which None stands for all those left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from bpcli.writers.numbers import DIGITS

ViewKind = Literal["sheet", "equations"]
Shown = list[int | None]

LIMIT = 12
"""Rows or columns, the gap included, that a person takes in at a glance."""
LEAST = 3
"""The first, the gap and the last."""


class View(Struct, frozen=True):
    """How a run is looked at: with how many digits (None: nobody asked for a number), and how much of it.

    ``full`` leaves no row and no column out. ``kind`` is how a step is set as tables.
    """

    precision: int | None = None
    full: bool = False
    kind: ViewKind = "sheet"

    @property
    def digits(self) -> int:
        """Significant digits of a matrix's largest entry."""
        return DIGITS if self.precision is None else self.precision

    def rows(self, count: int) -> Shown:
        """All rows, or as many as are easy to read."""
        return elide(count, count if self.full else LIMIT)

    def columns(self, count: int) -> Iterator[Shown]:
        """Choices of columns from the most to the fewest, for the first that fits the screen."""
        if self.full:
            yield list(range(count))
        else:
            yield from (elide(count, limit) for limit in range(min(count, LIMIT), min(count, LEAST) - 1, -1))


def elide(count: int, limit: int) -> Shown:
    """``limit`` places for ``count`` indices: the first ones, a gap, the last ones."""
    if count <= limit:
        return list(range(count))
    tail = (limit - 1) // 2
    return [*range(limit - 1 - tail), None, *range(count - tail, count)]


def hidden(count: int, shown: Shown) -> str:
    """The gap's label, ``138 more``."""
    return f"{count - len(shown) + 1} more"
