"""Tables side by side in reading order, each as wide as it is: rich's own Columns pad to one width.

A table is rendered once, to lines; shelves are then put together from the lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment

UNBOUNDED = 10_000_000
"""A width that nothing reaches, so that nothing is wrapped or cut."""
GAP = 3
"""Blanks between two neighbours."""


class Block(Struct, frozen=True):
    """Something rendered: its lines, and the width of the widest."""

    lines: list[list[Segment]]
    width: int


class Shelf(Struct, frozen=True):
    """Blocks side by side, their tops on one line."""

    blocks: list[Block]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines of all blocks; the last one is not padded."""
        for row in range(max(len(block.lines) for block in self.blocks)):
            blanks = 0
            for block in self.blocks:
                line = block.lines[row] if row < len(block.lines) else []
                if line:
                    yield Segment(" " * blanks)
                    yield from line
                    blanks = 0
                blanks += block.width - Segment.get_line_length(line) + GAP
            yield Segment.line()


def table_room(console: Console) -> int:
    """How wide a table may be: as the screen; in a pipe or file there is no bound."""
    return console.width if console.is_terminal else UNBOUNDED


def print_side_by_side(renderables: Iterable[RenderableType], console: Console) -> None:
    """Print them in order, as many beside each other as the screen holds; in a pipe one below another."""
    options = console.options.update(max_width=UNBOUNDED)
    blocks = (_block(renderable, console, options) for renderable in renderables)
    for shelf in _shelves(blocks, console.width if console.is_terminal else 0):
        console.print(shelf, crop=False)


def _block(renderable: RenderableType, console: Console, options: ConsoleOptions) -> Block:
    """Render once and measure."""
    lines = console.render_lines(renderable, options, pad=False)
    return Block(lines, max(map(Segment.get_line_length, lines)))


def _shelves(blocks: Iterable[Block], width: int) -> Iterator[Shelf]:
    """Fill one shelf after another."""
    shelf: list[Block] = []
    taken = 0
    for block in blocks:
        if shelf and taken + block.width > width:
            yield Shelf(shelf)
            shelf, taken = [], 0
        shelf.append(block)
        taken += block.width + GAP
    if shelf:
        yield Shelf(shelf)
