"""The equations of one step, each set with its matrices, titles and labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct
from rich.segment import Segment
from rich.style import Style

from bpcli.readers.records import Header
from bpcli.writers.blocks import Block
from bpcli.writers.columns import width_of
from bpcli.writers.equations.box import Box, Boxes
from bpcli.writers.equations.formula import Formula
from bpcli.writers.equations.operands import Operand, as_operand
from bpcli.writers.equations.setting import FURTHER, LEAST_MARGIN, Set, closed, set_equation
from bpcli.writers.places import written_shape
from bpcli.writers.short_labels import short_labels
from bpcli.writers.styles import BOLD, PLAIN, QUIET

SIGN = len("· ")
"""The least that stands before a matrix at the beginning of a line."""


class Page(Struct, frozen=True):
    """What the equations of a step share: the ``notes`` of matrices whose equation stands in place, the boxes made."""

    header: Header
    notes: Mapping[str, str]
    boxes: Boxes
    room: int

    def block(self, formula: Formula) -> Block:
        """The lines of one equation."""
        result = as_operand(formula.result)
        labels = self._labels([result, *(each.operand for each in formula.pieces if each.operand is not None)])
        margin = max([LEAST_MARGIN, *(width_of(label) + 1 for label in labels)])
        room = self.room - max(margin, FURTHER) - SIGN
        across = result.axes[1] == "sample"
        pieces = [self._set("", "", result, BOLD, room, across).entitled(formula.called)]
        for piece in formula.pieces:
            pieces.append(self._set(piece.formula, piece.sign, piece.operand, PLAIN, room, across))
        return set_equation(list(closed(pieces)), labels, margin, self.room)

    def _labels(self, operands: Sequence[Operand]) -> list[str]:
        """Those of the result's rows, or where it has but one, of the samples that it is made of."""
        high = [each for each in operands if len(np.atleast_2d(each.data)) > 1]
        for operand in high:
            if operand is operands[0] or operand.axes[0] == "sample":
                label = short_labels(operand.axes[0], self.header)
                rows = self.boxes.view.rows(len(operand.data))
                return ["" if row is None else label(row) for row in rows]
        return []

    def _set(self, formula: str, sign: str, operand: Operand | None, style: Style, room: int, across: bool) -> Set:
        """A matrix with its title; where samples stand ``across``, its columns are labelled as theirs."""
        if operand is None:
            return Set(formula, sign)
        head = short_labels("sample", self.header) if across and operand.axes[1] == "sample" else None
        box = self.boxes.box(operand.title, operand.data, room, head)
        return Set(formula, sign, tuple(self._title(operand, box, style)), box)

    def _title(self, operand: Operand, box: Box, style: Style) -> Iterator[Segment]:
        """``W1_step 2×4 = 0.1 dW1``."""
        yield Segment(operand.title, style)
        if operand.data.ndim:
            yield Segment(f" {written_shape(operand.data.shape)}", QUIET)
        if box.factor:
            yield Segment(f" ×{box.factor}")
        if note := self.notes.get(operand.name or ""):
            yield Segment(note)
