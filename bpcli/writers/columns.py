"""The columns of a table, ready to print: label, entries aligned at the point, a style for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from msgspec import Struct
from rich.cells import cell_len
from rich.style import Style

from bpcli.rules.rule import Array
from bpcli.writers.elision import Shown, choices, hidden
from bpcli.writers.numbers import aligned, notation
from bpcli.writers.shades import QUIET, shade
from bpcli.writers.view import View

Label = Callable[[int], str]

GAP = 2
"""Blanks between two columns."""


class Column(Struct, frozen=True):
    """Its cells are equally wide and stand at the right under the label."""

    label: str
    cells: list[str]
    styles: list[Style]
    width: int
    """In terminal cells."""


def column(label: str, cells: list[str], styles: list[Style]) -> Column:
    """A column as wide as its label and its first cell, which is as wide as all others."""
    width = max(cell_len(label), cell_len(cells[0]))
    return Column(to_right(label, width), [to_right(cell, width) for cell in cells], styles, width)


def to_right(text: str, width: int) -> str:
    """The text at the right of ``width`` terminal cells."""
    return " " * (width - cell_len(text)) + text


def to_left(text: str, width: int) -> str:
    """The text at the left of ``width`` terminal cells."""
    return text + " " * (width - cell_len(text))


def taken(columns: Sequence[Column]) -> int:
    """The width of columns side by side."""
    return sum(each.width + GAP for each in columns)


def row_labels(count: int, rows: Shown, label: Label) -> list[str]:
    """The labels of the rows shown; that of the gap says how many are left out."""
    return [hidden(count, rows) if row is None else label(row) for row in rows]


def text_column(label: str, rows: Shown, text: Callable[[int], tuple[str, Style]]) -> Column:
    """A column of words, at the left."""
    shown = [("⋮", QUIET) if row is None else text(row) for row in rows]
    width = max(map(cell_len, (label, *(words for words, _ in shown))))
    cells = [to_left(words, width) for words, _ in shown]
    return column(to_left(label, width), cells, [style for _, style in shown])


def number_columns(data: Array, rows: Shown, label: Label, view: View, room: int) -> list[Column]:
    """The columns of a matrix: those of a full view, or as many as are easy to read and fit into ``room``."""
    numbers = _number_column(data, rows, label, view)
    count = data.shape[1]
    for shown in choices(count, view.full):
        columns = [_gap(hidden(count, shown), rows) if i is None else numbers(i) for i in shown]
        if taken(columns) <= room:
            break
    return columns


def _number_column(data: Array, rows: Shown, label: Label, view: View) -> Callable[[int], Column]:
    """What makes a column by its index, once; only the rows shown are ever written."""
    write = notation(data, view.precision)
    largest = float(np.abs(data).max(initial=0, where=np.isfinite(data)))
    kept = [row for row in rows if row is not None]

    @cache
    def number_column(index: int) -> Column:
        values = data[kept, index].tolist()
        cells = aligned(values, write)
        styles = [shade(value, largest) for value in values]
        if None in rows:
            cells.insert(rows.index(None), "⋮".center(len(cells[0])))
            styles.insert(rows.index(None), QUIET)
        return column(label(index), cells, styles)

    return number_column


def _gap(label: str, rows: Shown) -> Column:
    """The column that stands for those left out."""
    cells = ["⋱" if row is None else "⋯" for row in rows]
    return column(label, [cell.center(len(label)) for cell in cells], [QUIET] * len(rows))
