"""A table of words and numbers. On a narrow screen it has fewer columns; none is ever cut."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from rich.segment import Segment

from bpcli.writers.blocks import Line, stripped
from bpcli.writers.columns import to_left, to_right, width_of
from bpcli.writers.numbers import aligned_texts
from bpcli.writers.styles import QUIET

APART = Segment("   ")


class ListColumn(Struct, frozen=True):
    """A heading and a cell for each row; ``is_number`` puts both at the right."""

    heading: str
    cells: Sequence[Segment]
    is_number: bool = False
    goes: int = 0
    """Where the screen is too narrow, the columns with the largest number are left out; those with 0 never are."""

    @property
    def width(self) -> int:
        """In terminal cells."""
        return max(width_of(text) for text in (self.heading, *(cell.text for cell in self.cells)))

    def padded(self, text: str) -> str:
        """The text as wide as the column."""
        return (to_right if self.is_number else to_left)(text, self.width)


def listing(columns: Sequence[ListColumn], room: int) -> list[Line]:
    """The headings, a rule, and the rows, in as many columns as the room holds; one without any text is left out."""
    shown = _fitting([column for column in columns if any(cell.text for cell in column.cells)], room)
    head = [Segment(column.padded(column.heading), QUIET) for column in shown]
    cells = [[Segment(column.padded(cell.text), cell.style) for cell in column.cells] for column in shown]
    rows = map(_line, zip(*cells, strict=True))
    return [_line(head), [Segment("─" * _width(shown), QUIET)], *rows]


def points_aligned(texts: Sequence[str]) -> list[str]:
    """Numbers with their points below each other; an empty text stays empty."""
    numbers = iter(aligned_texts([text for text in texts if text]) if any(texts) else [])
    return [next(numbers) if text else "" for text in texts]


def _fitting(columns: Sequence[ListColumn], room: int) -> list[ListColumn]:
    shown = list(columns)
    while _width(shown) > room and (first := max(column.goes for column in shown)):
        shown = [column for column in shown if column.goes < first]
    return shown


def _width(columns: Sequence[ListColumn]) -> int:
    return sum(column.width for column in columns) + len(APART.text) * (len(columns) - 1)


def _line(cells: Sequence[Segment]) -> Line:
    """Cells beside each other; nothing stands after the last."""
    return stripped([piece for cell in cells for piece in (cell, APART)][:-1])
