"""``bpcli train``: loss and metrics as they go, then the evaluation."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bpcli.cli import options

if TYPE_CHECKING:
    from bpcli.program.setup import Setup

FORMATS = ("table", "json", "jsonl")
LINES = 20


@click.command(cls=options.Command)
@options.config_argument
@options.steps_option
@click.option(
    "--every", type=options.Number(int, 1), metavar="N", help="Show each N-th step; the last is always there."
)
@options.set_option
@options.format_options(FORMATS)
@options.output_option
@options.precision_option
@options.full_option
@options.color_options
def train(
    config: str,
    steps: int | None,
    every: int | None,
    settings: tuple[str, ...],
    format_: str | None,
    output: str | None,
    precision: int | None,
    full: bool,
    appearance: options.Appearance,
) -> None:
    """Train, then show probabilities, classes and accuracy.

    CONFIG is a YAML file, - for standard input, or a shipped example's name. Tables show about
    20 steps of a training, JSON all of them, unless --every says otherwise.
    """
    from bpcli.program.setup import prepare

    setup = prepare(config, settings, steps=steps)
    chosen = options.chosen_format(format_, output, FORMATS)
    if chosen == "table":
        every = every or max(1, setup.config.training.steps // LINES)
        _write_lines(setup, output, every, precision, full, appearance)
    else:
        _write_json(setup, output, every or 1, precision, chosen)


def _write_json(setup: Setup, output: str | None, every: int, precision: int | None, chosen: str) -> None:
    from bpcli.cli.output import binary_output
    from bpcli.cli.progress import progress
    from bpcli.readers.train import TrainingRun
    from bpcli.writers.json_records import evaluation_record, history_header, summary
    from bpcli.writers.json_stream import FORMS

    run = TrainingRun(setup, every)
    steps = run.steps()
    if output is not None or not sys.stdout.isatty():  # where a bar would stand among the JSON
        steps = progress(steps, "training", run.total)
    with binary_output(output) as out:
        FORMS[chosen](
            history_header(run.header),
            (summary(step, precision) for step in run.summaries(steps)),
            lambda: evaluation_record(run.evaluation(), precision),
            out,
        )


def _write_lines(
    setup: Setup,
    output: str | None,
    every: int,
    precision: int | None,
    full: bool,
    appearance: options.Appearance,
) -> None:
    from bpcli.cli.output import text_console
    from bpcli.cli.progress import progress
    from bpcli.readers.train import TrainingRun
    from bpcli.writers.evaluation_table import render_evaluation
    from bpcli.writers.history_table import history_lines
    from bpcli.writers.view import View

    run = TrainingRun(setup, every)
    view = View(precision, full)
    with text_console(output, appearance, paged=False) as console:
        steps = progress(run.steps(), "training", run.total, console)
        for line in history_lines(run.header, run.summaries(steps)):
            console.print(line)
        render_evaluation(run.header, run.evaluation(), console, view)
