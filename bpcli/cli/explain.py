"""``bpcli explain``: the arithmetic of one entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bpcli.cli import completion, options
from bpcli.cli.standard_error import Appearance

if TYPE_CHECKING:
    from bpcli.cli.output import Destination
    from bpcli.readers.explain.records import Explanation
    from bpcli.readers.records import Header
    from bpcli.writers.view import View

FORMATS = ("text", "markdown", "latex", "svg", "json")


@click.command(cls=options.Command)
@click.argument(
    "arguments", nargs=-1, required=True, metavar="[CONFIG] TARGET", shell_complete=completion.config_and_target
)
@click.option("--at", default="1", metavar="N", help="Which step to explain, or last (default 1).")
@click.option("--depth", type=options.Number(int, 0), default=0, metavar="D", help="Open what goes in, so many times.")
@options.length_option
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
    appearance: Appearance,
) -> None:
    """Show the arithmetic of one entry, of the loss, or of a whole matrix.

    TARGET is dW1[0,2] (row and column from 0, in the config's layout), loss, or the name of a matrix. CONFIG is as
    for trace.
    """
    from bpcli.cli.output import Destination
    from bpcli.program.setup import prepare
    from bpcli.readers.explain.run import explained
    from bpcli.readers.reports import header_of
    from bpcli.writers.view import View

    config, target = options.config_and("TARGET", arguments)
    setup = prepare(config, settings, steps=steps)
    chosen = options.chosen_format(format_, output, FORMATS)
    # A text says of every number that goes in where it comes from, and so looks one step further.
    explanation = explained(setup, target, at=at, depth=depth if chosen == "json" else depth + 1)
    to = Destination(chosen, output, appearance, not no_pager)
    _write(explanation, header_of(setup), to, View(precision, full))


def _write(explanation: Explanation, header: Header, to: Destination, view: View) -> None:
    from bpcli.cli.output import console_or_picture, write_document, write_record

    if to.format_ == "json":
        from bpcli.writers.explanation.json import explanation_record

        write_record(explanation_record(explanation, view.precision), to.path)
    elif to.format_ in ("text", "svg"):
        from bpcli.writers.explanation.text import render_explanation

        with console_or_picture(to, header.name) as console:
            render_explanation(explanation, header, console, view)
    else:
        from bpcli.writers.documents.forms import FORMS
        from bpcli.writers.explanation.document import document

        write_document(to, document(explanation, header, FORMS[to.format_].seen(view)))
