"""A sheet of characters that text and lines are put on, wherever they belong."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.segment import Segment
from rich.style import Style

from bpcli.writers.blocks import Line
from bpcli.writers.styles import PLAIN

Piece = tuple[str, Style]
Pieces = tuple[Piece, ...]
"""A text in several styles."""
BLANK: Piece = (" ", PLAIN)


def length(pieces: Pieces) -> int:
    """How many characters the pieces have together."""
    return sum(len(text) for text, _ in pieces)


class Canvas:
    """Rows of characters, each with its style; it grows to the right and downwards."""

    def __init__(self) -> None:
        self.rows: list[list[Piece]] = []

    def put(self, row: int, column: int, pieces: Pieces) -> None:
        """Write the pieces behind each other, over what stands there."""
        while len(self.rows) <= row:
            self.rows.append([])
        characters = [(character, style) for text, style in pieces for character in text]
        line = self.rows[row]
        line += [BLANK] * (column + len(characters) - len(line))
        line[column : column + len(characters)] = characters

    def lines(self) -> Iterator[Line]:
        """The rows, nothing behind the last character."""
        for row in self.rows:
            while row and row[-1][0] == " ":
                row.pop()
            runs = groupby(row, key=lambda piece: piece[1])
            yield [Segment("".join(character for character, _ in run), style) for style, run in runs]
