"""A quantity as it stands on the sheet: a title that may wrap, and under it the rows of its matrix."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from rich.segment import Segment

from bpcli.readers.records import Header, Quantity
from bpcli.rules.arrays import Array
from bpcli.writers.blocks import Line
from bpcli.writers.columns import row_labels, width_of
from bpcli.writers.numbers import Notation, aligned_texts, largest_magnitude, notation, notation_under, scalar
from bpcli.writers.places import written_shape
from bpcli.writers.short_labels import short_labels
from bpcli.writers.styles import BOLD, PLAIN, QUIET, shade
from bpcli.writers.view import Shown, View, elide

LONGEST = 40
"""A formula with more characters stands on a line of its own, and not in the title."""
GAP = Segment(" ")


class Part:
    """A matrix, or one that stands under another in the same columns, as a bias does under its weights."""

    def __init__(self, quantity: Quantity, view: View, digits: int, above: Notation | None = None) -> None:
        self.data = np.atleast_2d(quantity.data)
        self.rows = view.rows(len(self.data))
        self.kept: Array = self.data[[row for row in self.rows if row is not None]]
        self.write = notation_under(above, self.data, digits) if above else notation(self.data, digits)
        self.largest = largest_magnitude(self.data)

    def column(self, index: int | None) -> tuple[list[str], list[Segment]]:
        """The texts of a column's entries, and segments in their styles that wait for the texts; None: the gap."""
        if index is None:
            texts = ["⋱" if row is None else "⋯" for row in self.rows]
            return texts, [Segment("", QUIET)] * len(texts)
        values = self.kept[:, index].tolist()
        texts, styles = [self.write(value) for value in values], [shade(value, self.largest) for value in values]
        if None in self.rows:
            texts.insert(self.rows.index(None), "⋮")
            styles.insert(self.rows.index(None), QUIET)
        return texts, [Segment("", style) for style in styles]


class Panel:
    """One quantity, or a weight matrix with its bias on the line below; ``limit`` columns are shown at most."""

    def __init__(self, quantities: Sequence[Quantity], view: View, digits: int, limit: int) -> None:
        self.quantity, *self.below = quantities
        first = Part(self.quantity, view, digits)
        self.parts = [first, *(Part(quantity, view, digits, first.write) for quantity in self.below)]
        count = self.parts[0].data.shape[1]
        self.shown: Shown = elide(count, count if view.full else limit)

    @cached_property
    def lines(self) -> list[Line]:
        """The rows of entries, their points below each other in each column."""
        columns = [self._column(index) for index in self.shown]
        lines: list[Line] = [[] for _ in columns[0]] if columns else []
        for column in columns:
            for line, entry in zip(lines, column, strict=True):
                line += (entry, GAP)
        return [line[:-1] for line in lines]

    @cached_property
    def width(self) -> int:
        """That of the rows."""
        return sum(len(segment.text) for segment in self.lines[0]) if self.lines else 0

    @property
    def shows_formula(self) -> bool:
        """Whether the formula is short enough to stand in the title."""
        return len(right_side(self.quantity)) <= LONGEST

    @cached_property
    def title(self) -> list[Segment]:
        """Its words: ``Z1 = X W1 + b1 4×4``."""
        formula = f"= {right_side(self.quantity)}" if right_side(self.quantity) and self.shows_formula else ""
        words = [Segment(word, PLAIN) for word in formula.split()]
        return [Segment(self.quantity.name, BOLD), *words, *measure(self.quantity, self.parts[0].write.factor)]

    @cached_property
    def title_widths(self) -> tuple[int, ...]:
        """The widths of the title's words, in terminal cells."""
        return tuple(width_of(word.text) for word in self.title)

    @property
    def formula_widths(self) -> tuple[int, ...]:
        """Those of the words of name and formula alone."""
        return self.title_widths[: len(self.title) - len(measure(self.quantity, self.parts[0].write.factor))]

    def below_titles(self) -> list[list[Segment]]:
        """The titles of what stands under the matrix, each with its formula."""
        return [[*titled(quantity), *measure(quantity)] for quantity in self.below]

    def _column(self, index: int | None) -> list[Segment]:
        texts: list[str] = []
        segments: list[Segment] = []
        for part in self.parts:
            more, styled = part.column(index)
            texts += more
            segments += styled
        return [Segment(text, segment.style) for text, segment in zip(aligned_texts(texts), segments, strict=True)]


def right_side(quantity: Quantity) -> str:
    """What a quantity is computed from, a function by its name alone: ``relu(Z1)``; nothing of what is given."""
    sides = (quantity.formula or "").split(" = ")
    return sides[1] if len(sides) > 1 else ""


def measure(quantity: Quantity, factor: str = "") -> list[Segment]:
    """The shape, and the power of ten that all entries share: ``4×4``, ``× 1e-5``."""
    shape = written_shape(quantity.shape)
    return [Segment(text, QUIET) for text in (shape, f"× {factor}" if factor else "") if text]


def titled(quantity: Quantity) -> list[Segment]:
    """Name and whole formula as words: ``db1 = 1/m sum over samples of delta1``."""
    return [Segment(quantity.name, BOLD), *map(Segment, quantity.definition.split())]


def with_value(quantity: Quantity, digits: int) -> list[Segment]:
    """``loss = -1/m sum(Y * log(A2)) = 0.7192``."""
    return [*titled(quantity), Segment("="), Segment(scalar(float(np.asarray(quantity.data)), digits), BOLD)]


def row_names(quantity: Quantity, rows: Shown, header: Header) -> list[str]:
    """The labels of the rows shown; that of the gap says how many are left out, a single row has its own name."""
    axis = quantity.axes[0] if quantity.axes else ""
    if not axis:
        return [quantity.name] * len(rows)
    return row_labels(len(quantity.data), rows, short_labels(axis, header))
