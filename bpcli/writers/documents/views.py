"""How much of a matrix a document shows: a page is narrower than a screen may be, and it has an end."""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.writers.view import LEAST, LIMIT, Shown, View, elide

COLUMNS = 8
"""So many columns are easy to read beside a name and a sign."""
WIDEST, TALLEST = 40, 45
"""More columns and rows do not fit on a page, whatever is in them."""


class DocumentView(View, frozen=True):
    """A view for a document that is scrolled: with ``full`` nothing is left out."""

    def columns(self, count: int) -> Iterator[Shown]:
        """Choices of columns from the most to the fewest, for the first that fits."""
        if self.full:
            yield list(range(count))
        else:
            yield from choices(count, COLUMNS)


class PageView(View, frozen=True):
    """A view for a document of pages: ``full`` is as much as fits on one."""

    def rows(self, count: int) -> Shown:
        """All rows, or as many as are easy to read or fit."""
        return elide(count, TALLEST if self.full else LIMIT)

    def columns(self, count: int) -> Iterator[Shown]:
        """Choices of columns from the most to the fewest, for the first that fits."""
        return choices(count, WIDEST if self.full else COLUMNS)


def choices(count: int, most: int) -> Iterator[Shown]:
    """From so many columns, or all, down to the fewest that tell anything."""
    return (elide(count, limit) for limit in range(min(count, most), min(count, LEAST) - 1, -1))
