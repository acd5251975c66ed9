"""A run for a person: what holds for all steps, each step as it comes, how the network does at the end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from bpcli.readers.records import Evaluation, Header, TracedStep
from bpcli.writers.blocks import NOTHING, Line, print_lines, table_room
from bpcli.writers.evaluation_table import render_evaluation
from bpcli.writers.heading import render_heading, total_steps
from bpcli.writers.styles import CAUTION
from bpcli.writers.training_notes import stopped_note
from bpcli.writers.view import View


class RunTables(ABC):
    """Prints a run on a console; a view says how a step looks."""

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
        print_lines([NOTHING, *self.lines(self.header, step)], self.console)

    @abstractmethod
    def lines(self, header: Header, step: TracedStep) -> Iterable[Line]:
        """A step with its heading, and what it did."""

    def end(self, evaluation: Evaluation | None, stopped: int | None = None) -> None:
        """Print that somebody stopped the run, if so, and how the network does."""
        if self.header is None:
            return
        if stopped is not None:
            self.console.print(Text(stopped_note(stopped, total_steps(self.header)), CAUTION))
        if evaluation is not None:
            render_evaluation(self.header, evaluation, self.console, self.view)
