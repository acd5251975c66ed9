"""``bpcli train``: loss and metrics as they go, then the evaluation."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bpcli.cli import options
from bpcli.cli.standard_error import Appearance

if TYPE_CHECKING:
    from bpcli.cli.progress import Bar
    from bpcli.readers.loss_watch import LossWatch
    from bpcli.readers.train import TrainingRun
    from bpcli.writers.console import Console
    from bpcli.writers.view import View

FORMATS = ("table", "json", "jsonl")
LINES = 20


@click.command(cls=options.Command)
@options.config_argument
@options.steps_option
@click.option(
    "--every",
    type=options.Number(int, 1),
    metavar="N",
    help="Show each N-th step; the last is always there, in tables the first too.",
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
    appearance: Appearance,
) -> int:
    """Train, then show probabilities, classes and accuracy.

    CONFIG is a YAML file, - for standard input, or a shipped example's name. Tables show the first
    step, the last and about 20 between, JSON all of them, unless --every says otherwise. Ctrl-C stops
    after the step in hand: the evaluation is still shown, and a file is still written.
    """
    from bpcli.cli.process import Stopping
    from bpcli.program.setup import prepare
    from bpcli.readers.train import TrainingRun
    from bpcli.writers.view import View

    setup = prepare(config, settings, steps=steps)
    chosen = options.chosen_format(format_, output, FORMATS)
    as_table = chosen == "table"
    usual = max(1, setup.config.training.steps // LINES) if as_table else 1
    run = TrainingRun(setup, every or usual, from_first=as_table)
    with Stopping(run.session.stop) as asked:
        if as_table:
            _write_tables(run, output, View(precision, full), appearance)
        else:
            _write_json(run, output, precision, chosen)
    return asked.status if run.session.stopped is not None else 0


def _write_json(run: TrainingRun, output: str | None, precision: int | None, chosen: str) -> None:
    from bpcli.cli.output import binary_output
    from bpcli.writers.json_records import evaluation_record, history_header, summary
    from bpcli.writers.json_stream import FORMS, write_steps

    with binary_output(output) as out, _bar(run) as bar:
        steps = _watch(run, bar).over(run.steps())
        if output is not None or not sys.stdout.isatty():  # where a bar would stand among the JSON
            steps = bar.over(steps)
        write_steps(
            FORMS[chosen](history_header(run.header), out),
            (summary(step, precision) for step in run.summaries(steps)),
            lambda: evaluation_record(run.evaluation(), precision),
            lambda: run.session.stopped,
        )
    _say_what_is_left(run, stopped=True)


def _write_tables(run: TrainingRun, output: str | None, view: View, appearance: Appearance) -> None:
    from bpcli.cli.output import text_console
    from bpcli.writers.evaluation_table import render_evaluation

    with text_console(output, appearance, paged=False) as console:
        _write_history(run, console)
        render_evaluation(run.header, run.evaluation(), console, view)
    _say_what_is_left(run, stopped=not console.is_terminal)


def _write_history(run: TrainingRun, console: Console) -> None:
    """The steps as they come, then their losses as a chart, also where they end in a number that is not finite."""
    from rich.text import Text

    from bpcli.errors import NonFiniteError
    from bpcli.writers.history_table import history_lines
    from bpcli.writers.loss_chart import render_loss_chart
    from bpcli.writers.styles import CAUTION
    from bpcli.writers.training_notes import stopped_note

    bar = _bar(run, console)
    watch = _watch(run, bar)
    try:
        with bar:
            steps = bar.over(watch.over(run.steps()))
            for line in history_lines(run.header, run.summaries(steps), console.width):
                console.print(line)
    except NonFiniteError:
        render_loss_chart(watch.curve(), console)
        raise
    if run.session.stopped is not None:
        console.print(Text(stopped_note(run.session.stopped, run.total), CAUTION))
    render_loss_chart(watch.curve(), console)


def _bar(run: TrainingRun, lines: Console | None = None) -> Bar:
    """A bar with the loss and the metrics of the step in hand."""
    from bpcli.cli.progress import Bar
    from bpcli.writers.metric_numbers import metric_texts, six_decimals

    def live() -> list[str]:
        return [f"loss {six_decimals(run.session.loss()):>8}", *metric_texts(run.session.metrics().items())]

    return Bar("training", run.total, "step", lines, live)


def _watch(run: TrainingRun, bar: Bar) -> LossWatch:
    """What looks at every loss; where one explodes it is said at once."""
    from bpcli.readers.loss_watch import LossWatch
    from bpcli.writers.training_notes import explosion_note

    return LossWatch(run.session, lambda explosion: bar.say(explosion_note(explosion)))


def _say_what_is_left(run: TrainingRun, *, stopped: bool) -> None:
    """Notes that need the finished network; ``stopped`` where nobody sees on the screen that it was stopped."""
    from bpcli.cli.standard_error import tell
    from bpcli.readers.dead_units import dead_units
    from bpcli.writers.training_notes import dead_note, stopped_note

    tell(*map(dead_note, dead_units(run.session)))
    if stopped and run.session.stopped is not None:
        tell(stopped_note(run.session.stopped, run.total))
