"""The trace for a person, a sheet a step."""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.readers.records import Header, TracedStep
from bpcli.writers.blocks import Line
from bpcli.writers.run_tables import RunTables
from bpcli.writers.sheet.step_sheet import StepSheet
from bpcli.writers.step_line import step_heading, step_lines


class SheetTables(RunTables):
    """Each step on a sheet."""

    def lines(self, header: Header, step: TracedStep) -> Iterator[Line]:
        """The heading says where numbers have fewer digits than usual."""
        sheet = StepSheet(header, step, self.view, self.room)
        yield from step_heading(header, step, sheet.digits, self.room)
        yield from sheet.lines()
        yield from step_lines(header, step, self.room)
