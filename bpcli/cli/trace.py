"""``bpcli trace``: each training step, every matrix in the order it is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bpcli.cli import completion, options

if TYPE_CHECKING:
    from bpcli.readers.trace import Trace

FORMATS = ("table", "json", "jsonl")


@click.command(cls=options.Command)
@options.config_argument
@options.steps_option
@click.option("--at", metavar="N|A:B", help="Show only step N, or the steps from A to B.")
@click.option(
    "--only", metavar="NAMES", shell_complete=completion.names, help="Show only these, such as Z,A,delta or dW1."
)
@click.option("--layer", type=options.Number(int), metavar="L", help="Show only layer L (0: the input).")
@options.set_option
@options.format_options(FORMATS)
@options.output_option
@options.precision_option
@options.full_option
@options.pager_option
@options.color_options
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
    appearance: options.Appearance,
) -> None:
    """Show each training step, every matrix in the order it is computed.

    CONFIG is a YAML file, - for standard input, or a shipped example's name.
    """
    from bpcli.program.setup import prepare
    from bpcli.readers.trace import Trace

    run = Trace(prepare(config, settings, steps=steps)).showing(at=at, only=only, layer=layer)
    chosen = options.chosen_format(format_, output, FORMATS)
    if chosen == "table":
        _write_tables(run, output, precision, full, appearance, paged=not no_pager)
    else:
        _write_json(run, output, precision, chosen)


def _write_json(run: Trace, output: str | None, precision: int | None, chosen: str) -> None:
    from bpcli.cli.output import binary_output
    from bpcli.writers.json_records import evaluation_record, trace_header, traced
    from bpcli.writers.json_stream import FORMS

    steps = run.start()
    with binary_output(output) as out:
        FORMS[chosen](
            trace_header(run.header),
            (traced(step, precision) for step in steps),
            lambda: evaluation_record(steps.evaluation(), precision),
            out,
        )


def _write_tables(
    run: Trace,
    output: str | None,
    precision: int | None,
    full: bool,
    appearance: options.Appearance,
    *,
    paged: bool,
) -> None:
    from bpcli.cli.output import text_console
    from bpcli.writers.trace_tables import render_trace
    from bpcli.writers.view import View

    steps = run.start()
    view = View.asked(precision, full=full)
    with text_console(output, appearance, paged=paged) as console:
        render_trace(run.header, steps, steps.evaluation, console, view)
