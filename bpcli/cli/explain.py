"""``bpcli explain``: the arithmetic of one entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bpcli.cli import completion, options

if TYPE_CHECKING:
    from bpcli.readers.explain.records import Explanation
    from bpcli.readers.records import Header
    from bpcli.writers.view import View

FORMATS = ("text", "markdown", "latex", "json")


@click.command(cls=options.Command)
@click.argument(
    "arguments", nargs=-1, required=True, metavar="[CONFIG] TARGET", shell_complete=completion.config_and_target
)
@click.option("--at", default="1", metavar="N", help="Which step to explain, or last (default 1).")
@click.option("--depth", type=options.Number(int, 0), default=0, metavar="D", help="Open what goes in, so many times.")
@options.steps_option
@options.set_option
@options.format_options(FORMATS)
@options.output_option
@options.precision_option
@options.full_option
@options.pager_option
@options.color_options
def explain(
    arguments: tuple[str, ...],
    at: str,
    depth: int,
    steps: int | None,
    settings: tuple[str, ...],
    format_: str | None,
    output: str | None,
    precision: int | None,
    full: bool,
    no_pager: bool,
    appearance: options.Appearance,
) -> None:
    """Show the arithmetic of one entry, of the loss, or of a whole matrix.

    TARGET is dW1[0,2] (row and column from 0, in the config's layout), loss, or the name of a matrix. CONFIG is as
    for trace.
    """
    from bpcli.program.setup import prepare
    from bpcli.readers.explain.run import explained
    from bpcli.readers.reports import header_of
    from bpcli.writers.view import View

    config, target = options.config_and("TARGET", arguments)
    setup = prepare(config, settings, steps=steps)
    chosen = options.chosen_format(format_, output, FORMATS)
    # A text says of every number that goes in where it comes from, and so looks one step further.
    explanation = explained(setup, target, at=at, depth=depth if chosen == "json" else depth + 1)
    if chosen == "json":
        _write_json(explanation, output, precision)
    elif chosen == "text":
        _write_text(explanation, header_of(setup), output, View(precision, full), appearance, not no_pager)
    else:
        _write_document(explanation, header_of(setup), output, View(precision, full), chosen)


def _write_json(explanation: Explanation, output: str | None, precision: int | None) -> None:
    from bpcli.cli.output import write_record
    from bpcli.writers.explanation.json import explanation_record

    write_record(explanation_record(explanation, precision), output)


def _write_text(
    explanation: Explanation,
    header: Header,
    output: str | None,
    view: View,
    appearance: options.Appearance,
    paged: bool,
) -> None:
    from bpcli.cli.output import text_console
    from bpcli.writers.explanation.text import render_explanation

    with text_console(output, appearance, paged=paged) as console:
        render_explanation(explanation, header, console, view)


def _write_document(explanation: Explanation, header: Header, output: str | None, view: View, chosen: str) -> None:
    from bpcli.cli.output import binary_output
    from bpcli.writers.explanation.latex import latex
    from bpcli.writers.explanation.markdown import markdown

    written = (markdown if chosen == "markdown" else latex)(explanation, header, view)
    with binary_output(output) as out:
        out.write(written.encode())
