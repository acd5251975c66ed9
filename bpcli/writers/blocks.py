"""Blocks of lines, side by side in reading order, each as wide as it is.

Lines are made of Rich's segments at once. Its tables and columns measure and wrap every cell, which for the hundreds
of small matrices of a trace takes ten times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest

from msgspec import Struct
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment

from bpcli.writers.styles import BOLD, QUIET

UNBOUNDED = 10_000_000
"""A width that nothing reaches, so that nothing is wrapped or cut."""
BETWEEN = 3
"""Blanks between two neighbours."""
SECTION = 80
"""How wide a section's line is in a pipe or file, where no width is known."""

Line = list[Segment]
NOTHING: Line = []


class Block(Struct, frozen=True):
    """Lines that are printed as they are, however wide the screen is."""

    lines: Sequence[Line]

    @property
    def width(self) -> int:
        """That of the widest line."""
        return max(map(Segment.get_line_length, self.lines))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines, in one piece where no style shows."""
        if console.color_system is None:
            yield Segment("".join(["".join([text for text, *_ in line]) + "\n" for line in self.lines]))
            return
        for line in self.lines:
            yield from line
            yield Segment.line()


def stripped(line: Line) -> Line:
    """The line without blanks at its end."""
    while line and not line[-1].text.strip():
        line = line[:-1]
    return [*line[:-1], Segment(line[-1].text.rstrip(), line[-1].style)] if line else line


def print_lines(lines: Sequence[Line], console: Console) -> None:
    """Print lines; cutting those that are wider than the screen is the terminal's."""
    console.print(Block(lines), crop=False, end="")


def table_room(console: Console) -> int:
    """How wide a table may be: as the screen; in a pipe or file there is no bound."""
    return console.width if console.is_terminal else UNBOUNDED


def section(title: str, console: Console, character: str = "─") -> list[Line]:
    """A blank line, then a line that parts sections, as wide as the screen, its title at the left."""
    rest = (console.width if console.is_terminal else SECTION) - len(title) - 1
    return [[], stripped([Segment(f"{title} ", BOLD), Segment(character * rest, QUIET)])]


def side_by_side(blocks: Iterable[Block], console: Console) -> Iterator[Line]:
    """The lines of the blocks in order, as many beside each other as the screen holds; in a pipe below each other."""
    if console.is_terminal:
        return chain.from_iterable(map(beside, shelves(blocks, console.width)))
    return chain.from_iterable(each.lines for each in blocks)


def shelves(blocks: Iterable[Block], width: int) -> Iterator[list[Block]]:
    """Neighbours, as many as fit into ``width``; each shelf has one at least."""
    shelf: list[Block] = []
    taken = 0
    for each in blocks:
        needed = each.width
        if shelf and taken + needed > width:
            yield shelf
            shelf, taken = [], 0
        shelf.append(each)
        taken += needed + BETWEEN
    if shelf:
        yield shelf


def beside(shelf: list[Block]) -> Iterator[Line]:
    """The lines of blocks whose tops are on one line; nothing stands after the last entry of a line."""
    widths = [each.width for each in shelf]
    for row in zip_longest(*(each.lines for each in shelf), fillvalue=NOTHING):
        whole: Line = []
        blanks = 0
        for line, width in zip(row, widths, strict=True):
            if line:
                whole += [Segment(" " * blanks), *line]
                blanks = 0
            blanks += width - Segment.get_line_length(line) + BETWEEN
        yield whole
