"""Labelled columns set between matrix brackets: the one shape of every table, trace and evaluation alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.segment import Segment

from bpcli.writers.blocks import Line
from bpcli.writers.columns import GAP, Column, bands, taken, to_right, width_of
from bpcli.writers.styles import QUIET

INDENT = "  "
BRACKET = " │"
BLANKS = Segment(" " * GAP)


def frame_width(labels: Sequence[str]) -> int:
    """The width that a grid needs besides its columns."""
    return _before_entries(labels) + len(BRACKET) - GAP


def grid(labels: Sequence[str], columns: Sequence[Column], room: int) -> list[Line]:
    """The columns in brackets under their labels; in several tables where they are wider than ``room``."""
    widths = [column.width + GAP for column in columns]
    lines: list[Line] = []
    for band in bands(widths, room - frame_width(labels)):
        lines += [*_heads(labels, columns[band]), *_framed(labels, columns[band])]
    return lines


def _before_entries(labels: Sequence[str]) -> int:
    """Where the first entry of each row begins."""
    return len(INDENT) + max(map(width_of, labels)) + len(f"{BRACKET} ")


def _heads(labels: Sequence[str], columns: Sequence[Column]) -> Iterator[Line]:
    """The columns' labels, each above its column; no line where there are none."""
    heads = (" " * GAP).join(column.label for column in columns).rstrip()
    if heads:
        yield [Segment(" " * _before_entries(labels) + heads, QUIET)]


def _framed(labels: Sequence[str], columns: Sequence[Column]) -> Iterator[Line]:
    """The entries in brackets, the rows' labels before them."""
    width = max(map(width_of, labels))
    margin, inside = INDENT + " " * width, " " * taken(columns)
    yield [Segment(f"{margin} ╭{inside}╮", QUIET)]
    for row, label in enumerate(labels):
        line = [Segment(f"{INDENT}{to_right(label, width)}{BRACKET} ", QUIET)]
        for column in columns:
            line += (column.entries[row], BLANKS)
        line[-1] = Segment(BRACKET, QUIET)
        yield line
    yield [Segment(f"{margin} ╰{inside}╯", QUIET)]
