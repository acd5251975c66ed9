"""The user's matrix and the right one beside each other, in the same notation, with the wrong entries marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

import numpy as np
from rich.segment import Segment

from bpcli.readers.compare.records import WrongMatrix
from bpcli.writers.blocks import BETWEEN, NOTHING, Line, stripped
from bpcli.writers.comparison.choice import elide_around
from bpcli.writers.comparison.side import Side
from bpcli.writers.places import written_shape
from bpcli.writers.prose import Said, prose
from bpcli.writers.styles import BOLD, GOOD, WRONG
from bpcli.writers.told_apart import Write, written_apart
from bpcli.writers.view import LEAST, LIMIT, Shown

MARK = "*"
Wanted = tuple[Sequence[int], Sequence[int]]
"""Rows and columns, the most wanted first."""
Part = tuple[Shown, Shown]
"""The rows and the columns that are shown."""


def pair_lines(matrix: WrongMatrix, room: int) -> Iterator[Line]:
    """How much is wrong in a sentence, then both matrices; a single number needs none of it."""
    if matrix.right.shape:
        yield []
        yield from prose(*how_much_is_wrong(matrix), room=room)
        yield from Pair(matrix).lines(room)


def how_much_is_wrong(matrix: WrongMatrix, how: str = f"marked {MARK}") -> Iterator[Said]:
    """``dW1: 2 of 8 entries are wrong, marked *``, in two pieces; ``how`` they are told from the others."""
    yield f"{matrix.yours.name}:", BOLD
    if matrix.differs is None:
        yours, right = (written_shape(each.shape) for each in (matrix.yours, matrix.right))
        yield f"the shape is {yours}, right is {right}"
        return
    count, wrong = matrix.differs.size, int(matrix.differs.sum())
    which = f"{wrong:,} of {count:,}" if wrong < count else {1: "its one", 2: "both"}.get(count, f"all {count:,}")
    entries = "entry" if count == 1 else "entries"
    yield f"{which} {entries} {'is' if wrong == 1 else 'are'} wrong, {how}"


class Pair:
    """Two matrices, and what of them is most worth showing."""

    def __init__(self, matrix: WrongMatrix) -> None:
        self.same_shape = matrix.differs is not None
        mine, right = (np.atleast_2d(each.data) for each in (matrix.yours, matrix.right))
        differs = np.zeros(mine.shape, bool) if matrix.differs is None else np.atleast_2d(matrix.differs)
        title = "right, from your own numbers" if matrix.from_own_numbers else "right"
        self.yours = Side("yours", matrix.yours, differs, WRONG, MARK)
        self.right = Side(title, matrix.right, differs if self.same_shape else np.zeros(right.shape, bool), GOOD)
        self.wanted: Wanted = ([], [])
        if matrix.worst is not None:
            row, column = matrix.worst
            self.wanted = [row, *np.flatnonzero(differs.any(axis=1))], [column, *np.flatnonzero(differs.any(axis=0))]

    def lines(self, room: int) -> list[Line]:
        """Beside each other in as many columns as the room holds; below each other where it holds too few."""
        for limit in self._limits(self.yours, self.right):
            lines = self._beside(limit)
            if _width(lines) <= room:
                return lines
        return [*self._alone(self.yours, room), *self._alone(self.right, room)]

    def _limits(self, *sides: Side) -> range:
        most = max(min(side.data.shape[1], LIMIT) for side in sides)
        return range(most, min(most, LEAST) - 1, -1)

    def _beside(self, limit: int) -> list[Line]:
        ours, its = self.part(self.yours, limit), self.part(self.right, limit)
        write = self.write(ours)
        left = self.yours.lines(*ours, write, labelled=True)
        right = self.right.lines(*its, write, labelled=not self.same_shape)
        return _joined(left, right, 1 if self.same_shape else BETWEEN)

    def _alone(self, side: Side, room: int) -> list[Line]:
        for limit in self._limits(side):
            part = self.part(side, limit)
            lines = side.lines(*part, self.write(part), labelled=True)
            if _width(lines) <= room:
                break
        return lines

    def part(self, side: Side, limit: int) -> Part:
        """What of it is shown, the worst entry in any case."""
        count, width = side.data.shape
        return elide_around(count, LIMIT, self.wanted[0]), elide_around(width, limit, self.wanted[1])

    def write(self, part: Part) -> Write:
        """Such that the entries shown that differ look different."""
        pairs: list[tuple[float, float]] = []
        if self.same_shape:
            shown = np.ix_(*([index for index in axis if index is not None] for axis in part))
            differs = self.yours.differs[shown]
            pairs = list(zip(*(side.data[shown][differs].tolist() for side in (self.yours, self.right)), strict=True))
        return written_apart(self.yours.data, self.right.data, pairs)


def _joined(left: Sequence[Line], right: Sequence[Line], between: int) -> list[Line]:
    width = _width(left) + between
    return [
        stripped([*line, Segment(" " * (width - Segment.get_line_length(line))), *other])
        for line, other in zip_longest(left, right, fillvalue=NOTHING)
    ]


def _width(lines: Sequence[Line]) -> int:
    return max(map(Segment.get_line_length, lines))
