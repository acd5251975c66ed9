"""Panels beside each other: how wide each has to be, and the lines that come of it.

Panels that stand under each other on a sheet form a stack and are equally wide. A title wraps at blanks into as few
lines as the room allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct
from rich.segment import Segment

from bpcli.writers.blocks import Line
from bpcli.writers.columns import width_of
from bpcli.writers.sheet.panel import Panel
from bpcli.writers.styles import QUIET
from bpcli.writers.words import runs, wrapped

Stack = Sequence[Panel]
TITLE_LINES = (1, 2, 3)
BETWEEN = Segment("│ ", QUIET)


class Shelf(Struct, frozen=True):
    """Stacks beside each other, each of its width."""

    widths: tuple[int, ...]

    @property
    def width(self) -> int:
        """That of all of them."""
        return sum(self.widths) + len(BETWEEN.text) * len(self.widths)


def fit(stacks: Sequence[Stack], room: int) -> Shelf | None:
    """The shelf with the shortest titles that is no wider than ``room``; None where there is none."""
    for count in TITLE_LINES:
        shelf = Shelf(tuple(_width(stack, count) for stack in stacks))
        if shelf.width <= room:
            return shelf if count == 1 else _eased(shelf, stacks, room - shelf.width)
    return None


def _eased(shelf: Shelf, stacks: Sequence[Stack], spare: int) -> Shelf:
    """The same, wider where the spare room keeps a formula in one piece and its shape on a line of its own."""
    widths = []
    for width, stack in zip(shelf.widths, stacks, strict=True):
        wanted = max((_title_width(panel.formula_widths, 1) for panel in stack), default=0)
        more = wanted - width if width < wanted <= width + spare else 0
        widths.append(width + more)
        spare -= more
    return Shelf(tuple(widths))


def narrowest(stacks: Sequence[Stack]) -> Shelf:
    """The shelf for stacks that fit nowhere."""
    return Shelf(tuple(_width(stack, TITLE_LINES[-1]) for stack in stacks))


def _width(stack: Stack, title_lines: int) -> int:
    return max((max(panel.width, _title_width(panel.title_widths, title_lines)) for panel in stack), default=0)


@lru_cache(4096)
def _title_width(words: tuple[int, ...], lines: int) -> int:
    """The least width in which words of these widths wrap into so many lines; steps have the same ones."""
    width = max(words)
    while len(list(runs(words, width))) > lines:
        width += 1
    return width


def beside(panels: Sequence[Panel | None], shelf: Shelf, labels: Sequence[str]) -> list[Line]:
    """The panels' titles and rows on common lines, the rows' labels before them; None is an empty place."""
    titles = [wrapped(panel.title, width) if panel else [] for panel, width in zip(panels, shelf.widths, strict=True)]
    height = max(map(len, titles), default=0)
    heads = [[*[[]] * (height - len(title)), *title] for title in titles]
    bodies = [panel.lines if panel else [] for panel in panels]
    rows = max(map(len, bodies), default=0)
    margin = max(map(width_of, labels), default=0)
    columns = [[*head, *body, *[[]] * (rows - len(body))] for head, body in zip(heads, bodies, strict=True)]
    before = [*[""] * height, *labels, *[""] * rows][: height + rows]
    return [_joined(label, margin, pieces, shelf.widths) for label, *pieces in zip(before, *columns, strict=True)]


def _joined(label: str, margin: int, pieces: Sequence[Line], widths: Sequence[int]) -> Line:
    """One line; nothing stands after its last piece."""
    line: Line = [Segment(label + " " * (margin - width_of(label)), QUIET)] if margin else []
    last = max((place for place, piece in enumerate(pieces) if piece), default=-1)
    for place, (piece, width) in enumerate(zip(pieces[: last + 1], widths, strict=False)):
        line += (BETWEEN, *piece)
        if place < last:
            line.append(Segment(" " * (width - sum(width_of(each.text) for each in piece))))
    text, style, _ = line[-1]
    return [*line[:-1], Segment(text.rstrip(), style)]
