"""Sentences in lines as wide as the screen, wrapped at blanks alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style

from bpcli.writers.blocks import Line
from bpcli.writers.columns import width_of
from bpcli.writers.styles import PLAIN, QUIET
from bpcli.writers.words import wrapped

Styled = tuple[str, Style]
Said = str | Styled
"""A piece of a sentence, which may have a style."""


def prose(*said: Said, room: int) -> list[Line]:
    """The pieces one after another, in lines of at most so many cells; a longer word stands on a line of its own."""
    return _lines(said, room)


def hanging(label: str, *said: Said, room: int) -> list[Line]:
    """``label`` before the pieces, and blanks of its width before the lines that they run on to."""
    width = width_of(label)
    lines = _lines(said, room - width)
    return [[Segment(" " * width if number else label, QUIET), *line] for number, line in enumerate(lines)]


def joined(said: Iterable[Said]) -> str:
    """The pieces as plain text."""
    return " ".join(piece if isinstance(piece, str) else piece[0] for piece in said)


def _lines(said: Sequence[Said], room: int) -> list[Line]:
    pieces = [(piece, PLAIN) if isinstance(piece, str) else piece for piece in said]
    words = [Segment(word, style) for text, style in pieces for word in text.split()]
    return wrapped(words, room)
