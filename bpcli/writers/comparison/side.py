"""One of two matrices that are held against each other, drawn with some of its rows and columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct
from rich.segment import Segment
from rich.style import Style

from bpcli.readers.records import Quantity
from bpcli.rules.arrays import Array
from bpcli.writers.blocks import Line, stripped
from bpcli.writers.columns import GAP, Column, column, to_right, width_of
from bpcli.writers.numbers import aligned_texts
from bpcli.writers.places import written_shape
from bpcli.writers.short_labels import short_labels
from bpcli.writers.styles import BOLD, PLAIN, QUIET
from bpcli.writers.told_apart import Write, factor
from bpcli.writers.view import Shown

BAR = Segment("│ ", QUIET)
BLANKS = Segment(" " * GAP)


class Side(Struct, frozen=True, eq=False):
    """A matrix, and which of its entries differ from the other's: those have a style of their own, and a mark."""

    title: str
    quantity: Quantity
    differs: Array
    style: Style
    mark: str = ""

    @property
    def data(self) -> Array:
        """The entries, with two axes."""
        return np.atleast_2d(self.quantity.data)

    def lines(self, rows: Shown, columns: Shown, write: Write, *, labelled: bool) -> list[Line]:
        """Title, the columns' labels and the rows; with ``labelled`` the rows' labels before them."""
        row_label, column_label = map(short_labels, self.quantity.axes or ("", ""))
        drawn = [self._column(index, rows, column_label, write) for index in columns]
        heads = (" " * GAP).join(each.label for each in drawn).rstrip()
        labels = ["⋮" if row is None else row_label(row) for row in rows] if labelled else []
        return [
            _after(labels, None, [Segment(self.title, BOLD), Segment(f" {self._measure(write)}", QUIET)]),
            *([_after(labels, None, [Segment(heads, QUIET)])] if heads else []),
            *(stripped(_after(labels, place, _row(drawn, place))) for place in range(len(rows))),
        ]

    def _measure(self, write: Write) -> str:
        """``4×4``, and the power of ten that all entries share."""
        power = factor(write)
        return written_shape(self.quantity.shape) + (f" × {power}" if power else "")

    def _column(self, index: int | None, rows: Shown, label: Callable[[int], str], write: Write) -> Column:
        if index is None:
            return column("⋯", ["⋱" if row is None else "⋯" for row in rows], [QUIET] * len(rows))
        kept = [row for row in rows if row is not None]
        texts = self._texts(kept, index, write)
        styles = [self.style if differs else PLAIN for differs in self.differs[kept, index].tolist()]
        entries = iter(zip(texts, styles, strict=True))
        cells = [("⋮".rjust(len(texts[0])), QUIET) if row is None else next(entries) for row in rows]
        return column(label(index), [text for text, _ in cells], [style for _, style in cells])

    def _texts(self, rows: Sequence[int], index: int, write: Write) -> list[str]:
        """The entries of a column, their points below each other, with marks behind those that differ."""
        texts = aligned_texts([write(value) for value in self.data[rows, index].tolist()])
        differs = self.differs[rows, index]
        if not differs.any():
            return texts
        marks = [self.mark if each else " " * len(self.mark) for each in differs.tolist()]
        return [text + mark for text, mark in zip(texts, marks, strict=True)]


def _row(columns: Sequence[Column], place: int) -> Line:
    return [piece for column in columns for piece in (column.entries[place], BLANKS)][:-1]


def _after(labels: Sequence[str], place: int | None, line: Line) -> Line:
    """The line behind its label and a bar."""
    width = max(map(width_of, labels), default=0)
    label = to_right("" if place is None else labels[place], width) if labels else ""
    return [Segment(f"{label} " if width else "", QUIET), BAR, *line]
