"""The columns of a table, ready to print: label, and entries aligned at the point, each in its style."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from bpcli.rules.arrays import Array
from bpcli.writers.axis_names import Label
from bpcli.writers.numbers import Notation, aligned, largest_magnitude, notation
from bpcli.writers.styles import QUIET, shade
from bpcli.writers.view import Shown, View, hidden

GAP = 2
"""Blanks between two columns."""


class Column(Struct, frozen=True):
    """Its entries are equally wide and stand at the right under the label."""

    label: str
    entries: Sequence[Segment]
    width: int
    """In terminal cells."""


def column(label: str, cells: Sequence[str], styles: Sequence[Style]) -> Column:
    """A column as wide as its label and its first cell, which is as wide as all others."""
    wide, narrow = width_of(label), width_of(cells[0])
    width = max(wide, narrow)
    if narrow < width:
        cells = [to_right(cell, width) for cell in cells]
    return Column(to_right(label, width), list(map(Segment, cells, styles)), width)


def width_of(text: str) -> int:
    """How many terminal cells a text takes; of plain ASCII, which nearly all is, that is told at once."""
    return len(text) if text.isascii() else cell_len(text)


def to_right(text: str, width: int) -> str:
    """The text at the right of ``width`` terminal cells."""
    return " " * (width - width_of(text)) + text


def to_left(text: str, width: int) -> str:
    """The text at the left of ``width`` terminal cells."""
    return text + " " * (width - width_of(text))


def taken(columns: Sequence[Column]) -> int:
    """The width of columns side by side."""
    return sum(each.width + GAP for each in columns)


def bands(widths: Sequence[int], room: int) -> Iterator[slice]:
    """Runs of neighbours of these widths that fit into ``room``, each of one at least."""
    start, taken = 0, 0
    for place, width in enumerate(widths):
        if taken + width > room and place > start:
            yield slice(start, place)
            start, taken = place, 0
        taken += width
    yield slice(start, len(widths))


def row_labels(count: int, rows: Shown, label: Label) -> list[str]:
    """The labels of the rows shown; that of the gap says how many are left out."""
    return [hidden(count, rows) if row is None else label(row) for row in rows]


def text_column(label: str, rows: Shown, text: Callable[[int], tuple[str, Style]]) -> Column:
    """A column of words, at the left."""
    shown = [("⋮", QUIET) if row is None else text(row) for row in rows]
    width = max(map(width_of, (label, *(words for words, _ in shown))))
    cells = [to_left(words, width) for words, _ in shown]
    return column(to_left(label, width), cells, [style for _, style in shown])


def number_columns(
    data: Array, rows: Shown, label: Label, view: View, room: int, write: Notation | None = None
) -> list[Column]:
    """The columns of a matrix: those of a full view, or as many as are easy to read and fit into ``room``.

    Where no notation is given, the power of ten that all entries share stands in the labels.
    """
    if write is None:
        write = notation(data, view.digits)
        label = _with_factor(label, write.factor)
    count = data.shape[1]
    numbers: dict[int, Column] = {}
    for shown in view.columns(count):
        # The first choice has the columns of all others.
        numbers = numbers or dict(_numbers(data, rows, [i for i in shown if i is not None], label, write))
        columns = [_gap(hidden(count, shown), rows) if i is None else numbers[i] for i in shown]
        if taken(columns) <= room:
            break
    return columns


def _with_factor(label: Label, factor: str) -> Label:
    return (lambda index: f"{label(index)} × {factor}".lstrip()) if factor else label


def _numbers(
    data: Array, rows: Shown, wanted: list[int], label: Label, write: Notation
) -> Iterator[tuple[int, Column]]:
    """The columns wanted, of which only the rows shown are ever written."""
    largest = largest_magnitude(data)
    kept = data[[row for row in rows if row is not None]]
    for index in wanted:
        values = kept[:, index].tolist()
        cells = aligned(values, write)
        styles = [shade(value, largest) for value in values]
        if None in rows:
            cells.insert(rows.index(None), "⋮".center(len(cells[0])))
            styles.insert(rows.index(None), QUIET)
        yield index, column(label(index), cells, styles)


def _gap(label: str, rows: Shown) -> Column:
    """The column that stands for those left out."""
    cells = ["⋱" if row is None else "⋯" for row in rows]
    return column(label, [cell.center(len(label)) for cell in cells], [QUIET] * len(rows))
