"""The whole trace for a person: every matrix of every step in the order in which it is computed."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console
from rich.text import Text

from bpcli.readers.records import Evaluation, Header, TracedStep
from bpcli.writers.blocks import print_lines, section, side_by_side, table_room
from bpcli.writers.evaluation_table import render_evaluation
from bpcli.writers.heading import render_heading
from bpcli.writers.history_table import step_line
from bpcli.writers.matrix_table import matrix_table
from bpcli.writers.styles import BOLD
from bpcli.writers.view import View


class TraceTables:
    """Each step as it comes, then the evaluation."""

    def __init__(self, console: Console, view: View) -> None:
        self.console, self.view = console, view
        self.header: Header | None = None

    def begin(self, header: Header) -> None:
        """Print what holds for all steps."""
        self.header = header
        render_heading(header, self.console)

    def step(self, step: TracedStep) -> None:
        """Print one step."""
        assert self.header is not None
        _render_step(self.header, step, self.console, self.view)

    def end(self, evaluation: Evaluation | None) -> None:
        """Print how the network does."""
        if self.header is not None and evaluation is not None:
            render_evaluation(self.header, evaluation, self.console, self.view)


def _render_step(header: Header, step: TracedStep, console: Console, view: View) -> None:
    """A section for each phase, in it the layers below each other, and the step's summary."""
    lines = section(f"step {step.step}", console, character="━")
    for phase, quantities in groupby(step.values.values(), lambda quantity: quantity.phase):
        lines += section(phase, console)
        for _, layer in groupby(quantities, lambda quantity: quantity.layer):
            tables = (matrix_table(quantity, header, view, table_room(console)) for quantity in layer)
            lines += side_by_side(tables, console)
    print_lines([*lines, []], console)
    console.print(Text(step_line(header, step), BOLD))
