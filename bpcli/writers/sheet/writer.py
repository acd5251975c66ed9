"""The trace for a person, a sheet a step."""

from __future__ import annotations

from rich.console import Console

from bpcli.readers.records import Evaluation, Header, TracedStep
from bpcli.writers.blocks import print_lines, table_room
from bpcli.writers.evaluation_table import render_evaluation
from bpcli.writers.heading import render_heading
from bpcli.writers.sheet.step_sheet import StepSheet
from bpcli.writers.step_line import step_heading, step_lines
from bpcli.writers.view import View


class SheetTables:
    """What holds for all steps, then each step as it comes, then the evaluation."""

    def __init__(self, console: Console, view: View) -> None:
        self.console, self.view = console, view
        self.room = table_room(console)
        self.header: Header | None = None

    def begin(self, header: Header) -> None:
        """Print what holds for all steps."""
        self.header = header
        render_heading(header, self.console)

    def step(self, step: TracedStep) -> None:
        """Print one step in one piece."""
        assert self.header is not None
        sheet = StepSheet(self.header, step, self.view, self.room)
        heading = step_heading(self.header, step, sheet.digits, self.room)
        print_lines([[], *heading, *sheet.lines(), *step_lines(self.header, step, self.room)], self.console)

    def end(self, evaluation: Evaluation | None) -> None:
        """Print how the network does."""
        if self.header is not None and evaluation is not None:
            render_evaluation(self.header, evaluation, self.console, self.view)
