"""Words in lines: wrapped at blanks alone, and sentences beside each other where there is room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.segment import Segment

from bpcli.writers.blocks import Line
from bpcli.writers.columns import bands, width_of

Words = Sequence[Segment]
"""Each a word, or what may not be broken."""
BLANK = Segment(" ")
APART = Segment("   ")
"""Between two sentences on a line."""


def wrapped(words: Words, width: int) -> list[Line]:
    """Words in lines of at most so many cells; a longer word has a line of its own.

    Neighbours of one style are one piece, so that a search for them finds them in coloured text as well.
    """
    widths = [width_of(word.text) for word in words]
    return [_joined(words[run]) for run in runs(widths, width)]


def runs(widths: Sequence[int], width: int) -> Iterator[slice]:
    """Which words of these widths stand on a line of their own, with a blank between two."""
    return bands([each + 1 for each in widths], width + 1)


def _joined(words: Words) -> Line:
    line: Line = []
    for word in words:
        if line and line[-1].style == word.style:
            line[-1] = Segment(f"{line[-1].text} {word.text}", word.style)
        else:
            line += (BLANK, word) if line else (word,)
    return line


def sentences(said: Sequence[Words], room: int) -> Iterator[Line]:
    """The lines of all sentences, wrapped between two of them where that is possible."""
    line: Line = []
    for words in said:
        for piece in wrapped(words, room):
            longer = [*line, APART, *piece] if line else piece
            if line and width_of_line(longer) > room:
                yield line
                longer = piece
            line = longer
    if line:
        yield line


def width_of_line(line: Line) -> int:
    """In terminal cells."""
    return sum(width_of(segment.text) for segment in line)
