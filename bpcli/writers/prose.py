"""Words in lines as wide as the screen, wrapped at blanks alone."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style

from bpcli.writers.blocks import Line
from bpcli.writers.columns import width_of
from bpcli.writers.sheet.shelf import wrapped
from bpcli.writers.styles import PLAIN, QUIET

Said = str | tuple[str, Style]
"""A piece of a sentence, which may have a style."""


def prose(*said: Said, room: int) -> list[Line]:
    """One sentence after another, which may be in pieces; a piece begins where the one before ends."""
    return wrapped(words(*said), room)


def words(*said: Said) -> list[Segment]:
    """The words of all pieces, each in its style; a blank parts two pieces."""
    pieces = [(piece, PLAIN) if isinstance(piece, str) else piece for piece in said]
    return [Segment(word, style) for text, style in pieces for word in text.split()]


def hanging(label: str, text: Sequence[Segment], room: int) -> list[Line]:
    """``label`` before the words, and blanks of its width before the lines that they run on to."""
    width = width_of(label)
    lines = wrapped(text, room - width)
    return [[Segment(" " * width if row else label, QUIET), *line] for row, line in enumerate(lines)]
