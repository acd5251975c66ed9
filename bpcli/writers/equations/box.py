"""A matrix between brackets, ready to stand in an equation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

import numpy as np
from msgspec import Struct
from rich.segment import Segment

from bpcli.rules.arrays import Array
from bpcli.writers.axis_names import Label
from bpcli.writers.blocks import Line
from bpcli.writers.columns import to_right, width_of
from bpcli.writers.numbers import Notation, aligned, largest_magnitude, notation, scalar
from bpcli.writers.styles import QUIET, shade
from bpcli.writers.view import Shown, View

BLANK = Segment(" ")
BRACKETS = ("⎡", "⎢", "⎣"), ("⎤", "⎥", "⎦")


class Box(Struct, frozen=True):
    """The lines of a matrix, all of the same ``width``; a number is one line without brackets."""

    lines: Sequence[Line]
    width: int
    heads: str = ""
    """Labels above the columns."""
    factor: str = ""
    """The power of ten that all entries share."""

    @property
    def middle(self) -> int:
        """The line on which the signs beside it stand."""
        return (len(self.lines) - 1) // 2


class Boxes:
    """The matrices of one step, each written once, however often it stands there."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._made: dict[tuple[str, int, bool], Box] = {}

    def box(self, title: str, data: Array, room: int, head: Label | None) -> Box:
        """The matrix that goes by this title, in at most ``room`` cells where that is possible.

        ``head`` labels its columns.
        """
        key = (title, room, head is not None)
        if key not in self._made:
            self._made[key] = boxed(data, self.view, room, head)
        return self._made[key]


def boxed(data: Array, view: View, room: int, head: Label | None) -> Box:
    """The matrix, or as many of its rows and columns as are easy to read and fit into ``room``."""
    if not data.ndim:
        return _number(float(data), view)
    write, matrix = notation(data, view.digits), np.atleast_2d(data)
    rows = view.rows(len(matrix))
    columns = _Columns(matrix, rows, write, head)
    for shown in view.columns(matrix.shape[1]):
        width = columns.width(shown) + len("[]")
        if width <= room:
            break
    return Box(_bracketed(columns.lines(shown)), width, columns.heads(shown), write.factor)


def _number(value: float, view: View) -> Box:
    text = scalar(value, view.digits)
    return Box([[Segment(text, shade(value, abs(value)))]], len(text))


class _Columns:
    """The columns of a matrix, each written when it is asked for."""

    def __init__(self, matrix: Array, rows: Shown, write: Notation, head: Label | None) -> None:
        self.rows, self.write, self.head = rows, write, head
        self.largest = largest_magnitude(matrix)
        self.kept = matrix[[row for row in rows if row is not None]] if None in rows else matrix
        self.made: dict[int | None, list[Segment]] = {None: [Segment("…", QUIET)] * len(rows)}

    def column(self, index: int | None) -> list[Segment]:
        """The entries of a column, equally wide; of None those of the gap."""
        if index not in self.made:
            values = self.kept[:, index].tolist()
            cells = aligned(values, self.write)
            label = "" if self.head is None or index is None else self.head(index)
            width = max(width_of(label), len(cells[0]))
            entries = [
                Segment(f"{cell:>{width}}", shade(value, self.largest))
                for cell, value in zip(cells, values, strict=True)
            ]
            if None in self.rows:
                entries.insert(self.rows.index(None), Segment("⋮".rjust(width), QUIET))
            self.made[index] = entries
        return self.made[index]

    def width(self, shown: Shown) -> int:
        """How many cells these columns take, with a blank between two."""
        return sum(len(self.column(index)[0].text) + 1 for index in shown) - 1

    def lines(self, shown: Shown) -> list[Line]:
        """The rows, in these columns."""
        rows = zip(*map(self.column, shown), strict=True)
        return [[piece for entry in row for piece in (entry, BLANK)][:-1] for row in rows]

    def heads(self, shown: Shown) -> str:
        """The labels, each at the right above its column."""
        if self.head is None:
            return ""
        labels = ["" if index is None else self.head(index) for index in shown]
        widths = [len(self.column(index)[0].text) for index in shown]
        return " " + " ".join(map(to_right, labels, widths))


def _bracketed(lines: list[Line]) -> list[Line]:
    """The rows in brackets as high as they are."""
    left, right = map(_bracket, BRACKETS, repeat(len(lines)))
    if len(lines) == 1:
        left, right = ["["], ["]"]
    return [[Segment(one), *line, Segment(two)] for one, line, two in zip(left, lines, right, strict=True)]


def _bracket(parts: tuple[str, str, str], height: int) -> list[str]:
    top, between, bottom = parts
    return [top, *[between] * (height - 2), bottom]
