"""The trace for a person, equation by equation: each with the matrices it is made of, as its formula sets them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.console import Console

from bpcli.errors import UsageError
from bpcli.readers.records import Header, TracedStep
from bpcli.writers.blocks import NOTHING, Block, Line, beside, section, shelves
from bpcli.writers.equations.box import Boxes
from bpcli.writers.equations.formula import Formula, formula
from bpcli.writers.equations.in_place import in_place
from bpcli.writers.equations.operands import Operands
from bpcli.writers.equations.page import Page
from bpcli.writers.run_tables import RunTables
from bpcli.writers.step_line import step_heading, step_lines
from bpcli.writers.view import View

FLAT = 2
"""Lines of an equation of single rows, names and numbers."""


class EquationTables(RunTables):
    """Each step equation by equation."""

    def begin(self, header: Header) -> None:
        """Print what holds for all steps.

        Raises:
            UsageError: the trace does not know what its quantities are computed from.
        """
        if not header.config:
            raise UsageError("--view equations: this trace has no config to read its equations from; use --view sheet")
        super().begin(header)

    def lines(self, header: Header, step: TracedStep) -> Iterator[Line]:
        """A section for each phase, in it the layers below each other."""
        yield from step_heading(header, step, None, self.room)
        formulas, notes = standing(step, self.view)
        page = Page(header, notes, Boxes(self.view), self.room)
        for phase, alike in groupby(formulas, lambda formula: formula.result.phase):
            yield from section(phase, self.console)[1:]
            for number, (_, layer) in enumerate(groupby(alike, lambda formula: formula.result.layer)):
                blocks = list(map(page.block, layer))
                yield from [NOTHING, *arranged(blocks, self.console)] if number else arranged(blocks, self.console)
        yield from step_lines(header, step, self.room)


def arranged(blocks: Iterable[Block], console: Console) -> Iterator[Line]:
    """Equations beside each other where they fit, in a pipe below each other; a blank line before each high one."""
    for number, shelf in enumerate(shelves(blocks, console.width if console.is_terminal else 0)):
        if number and max(len(block.lines) for block in shelf) > FLAT:
            yield NOTHING
        yield from beside(shelf) if len(shelf) > 1 else shelf[0].lines


def standing(step: TracedStep, view: View) -> tuple[list[Formula], dict[str, str]]:
    """The equations that have lines of their own, and what the titles say of those that stand in their reader."""
    operands = Operands({**step.operands, **step.values}, view.digits)
    formulas = [formula(quantity, operands) for quantity in step.values.values()]
    notes = in_place(formulas)
    own = [each for each in formulas if each.result.name not in notes]
    shown = frozenset[str]().union(*(each.names for each in own))
    return [each for each in own if each.pieces or each.result.name not in shown], notes
