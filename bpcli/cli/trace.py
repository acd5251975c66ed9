"""``bpcli trace``: each training step, every matrix in the order it is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bpcli.cli import options

if TYPE_CHECKING:
    from bpcli.readers.records import Evaluation, Header
    from bpcli.readers.trace import TraceRun

FORMATS = ("table", "json", "jsonl")


@click.command(cls=options.Command)
@options.config_argument
@options.steps_option
@click.option("--at", metavar="N|A:B", help="Show only step N, or the steps from A to B.")
@click.option("--only", metavar="NAMES", help="Show only these, such as Z,A,delta or dW1.")
@click.option("--layer", type=options.Number(int), metavar="L", help="Show only layer L (0: the input).")
@options.set_option
@options.format_options(FORMATS)
@options.output_option
@options.precision_option
@options.full_option
@options.pager_option
def trace(
    config: str,
    steps: int | None,
    at: str | None,
    only: str | None,
    layer: int | None,
    settings: tuple[str, ...],
    format_: str | None,
    output: str | None,
    precision: int | None,
    full: bool,
    no_pager: bool,
) -> int:
    """Show each training step, every matrix in the order it is computed.

    CONFIG is a YAML file, - for standard input, or a shipped example's name. Ctrl-C stops after the step in hand:
    the evaluation is still shown, and a file is still written.
    """
    from bpcli.cli.process import Stopping
    from bpcli.program.setup import prepare
    from bpcli.readers.trace import Trace

    run = Trace(prepare(config, settings, steps=steps)).showing(at=at, only=only, layer=layer)
    chosen, started = options.chosen_format(format_, output, FORMATS), run.start()
    with Stopping(started.session.stop) as asked:
        if chosen == "table":
            _write_tables(run.header, started, output, precision, full, paged=not no_pager)
        else:
            _write_json(run.header, started, output, precision, chosen)
    return asked.status if started.session.stopped is not None else 0


def _write_json(header: Header, steps: TraceRun, output: str | None, precision: int | None, chosen: str) -> None:
    from bpcli.cli.output import binary_output
    from bpcli.writers.json_records import evaluation_record, trace_header, traced
    from bpcli.writers.json_stream import FORMS

    with binary_output(output) as out:
        FORMS[chosen](
            trace_header(header),
            (traced(step, precision) for step in steps),
            lambda: evaluation_record(steps.evaluation(), precision),
            out,
            lambda: steps.session.stopped,
        )
    _say_where_it_stopped(steps)


def _write_tables(
    header: Header, steps: TraceRun, output: str | None, precision: int | None, full: bool, *, paged: bool
) -> None:
    from rich.text import Text

    from bpcli.cli.output import text_console
    from bpcli.writers.styles import CAUTION
    from bpcli.writers.trace_tables import render_trace
    from bpcli.writers.training_notes import stopped_note
    from bpcli.writers.view import View

    def closing() -> Evaluation:
        if steps.session.stopped is not None:
            console.print(Text(stopped_note(steps.session.stopped, steps.session.config.training.steps), CAUTION))
        return steps.evaluation()

    with text_console(output, paged=paged) as console:
        render_trace(header, steps, closing, console, View.asked(precision, full=full))
    if not console.is_terminal:
        _say_where_it_stopped(steps)


def _say_where_it_stopped(steps: TraceRun) -> None:
    if steps.session.stopped is not None:
        from bpcli.cli.process import tell
        from bpcli.writers.training_notes import stopped_note

        tell(stopped_note(steps.session.stopped, steps.session.config.training.steps))
