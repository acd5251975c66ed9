"""What is said in words: sentences beside each other, wrapped between two of them where that is possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.segment import Segment

from bpcli.readers.records import Quantity
from bpcli.writers.blocks import Line
from bpcli.writers.columns import width_of
from bpcli.writers.numbers import scalar
from bpcli.writers.sheet.panel import titled
from bpcli.writers.sheet.shelf import wrapped
from bpcli.writers.styles import BOLD

Words = Sequence[Segment]
APART = Segment("   ")


def sentences(said: Sequence[Words], room: int) -> Iterator[Line]:
    """The lines of all sentences; a word that is wider than the room is not cut."""
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


def with_value(quantity: Quantity, digits: int) -> Words:
    """``loss = -1/m sum(Y * log(A2)) = 0.7192``."""
    return [*titled(quantity), Segment("="), Segment(scalar(float(np.asarray(quantity.data)), digits), BOLD)]
