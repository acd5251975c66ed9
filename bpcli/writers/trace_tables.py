"""The whole trace for a person: every matrix of every step in the order in which it is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


def render_trace(
    header: Header,
    steps: Iterable[TracedStep],
    evaluation: Callable[[], Evaluation | None],
    console: Console,
    view: View,
) -> None:
    """Print each step as it comes, then the evaluation, which is asked for when the steps are done."""
    render_heading(header, console)
    for step in steps:
        _render_step(header, step, console, view)
    closing = evaluation()
    if closing is not None:
        render_evaluation(header, closing, console, view)


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
