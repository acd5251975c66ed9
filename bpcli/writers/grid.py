"""Labelled columns set between matrix brackets: the one shape of every table, trace and evaluation alike.

A row is one Text of all its entries, not a cell each: that keeps the brackets around the whole matrix
and renders several times faster.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.box import Box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bpcli.writers.columns import GAP, Column
from bpcli.writers.elision import bands
from bpcli.writers.shades import QUIET

BRACKETS = Box("  ╭╮\n  ││\n  ││\n  ││\n  ││\n  ││\n  ││\n  ╰╯\n")
MARGIN = 5
"""From the end of a row's label to its first entry, and the indent: edge, padding, bracket, padding."""


def frame_width(labels: Sequence[str]) -> int:
    """The width that a grid needs besides its columns."""
    return _indent(labels) + len(" │") - GAP


def grid(labels: Sequence[str], columns: Sequence[Column], room: int) -> Group:
    """The columns in brackets under their labels; in several tables where they are wider than ``room``."""
    widths = [column.width + GAP for column in columns]
    pieces: list[RenderableType] = []
    for band in bands(widths, room - frame_width(labels)):
        pieces += [*_heads(labels, columns[band]), _table(labels, columns[band])]
    return Group(*pieces)


def _indent(labels: Sequence[str]) -> int:
    """Where the first entry of each row begins."""
    return max(map(cell_len, labels)) + MARGIN


def _heads(labels: Sequence[str], columns: Sequence[Column]) -> Iterator[Text]:
    """The columns' labels, each above its column; no line where there are none."""
    heads = (" " * GAP).join(column.label for column in columns).rstrip()
    if heads:
        yield Text(" " * _indent(labels) + heads, style=QUIET)


def _table(labels: Sequence[str], columns: Sequence[Column]) -> Table:
    """The entries in brackets, the rows' labels before them."""
    table = Table(box=BRACKETS, show_header=False, border_style=QUIET)
    table.add_column(justify="right", style=QUIET, no_wrap=True)
    table.add_column(no_wrap=True)
    for row, label in enumerate(labels):
        table.add_row(label, _row(columns, row))
    return table


def _row(columns: Sequence[Column], row: int) -> Text:
    """One row of entries."""
    text = Text()
    for place, column in enumerate(columns):
        text.append(" " * GAP if place else "")
        text.append(column.cells[row], column.styles[row])
    return text
