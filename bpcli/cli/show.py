"""``bpcli show``: a trace from a file, in every view and format that ``trace`` has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bpcli.cli import completion, options
from bpcli.cli.standard_error import Appearance
from bpcli.writers.formats import RUN_FORMATS, puts_in_operands

if TYPE_CHECKING:
    from bpcli.readers.stored.run import StoredRun
    from bpcli.writers.view import ViewKind


@click.command(cls=options.Command)
@click.argument("path", metavar="TRACE", shell_complete=completion.files)
@options.at_option
@options.only_option
@options.layer_option
@options.view_option
@options.format_options(RUN_FORMATS)
@options.output_option
@options.precision_option
@options.full_option
@options.pager_option
@options.color_options
def show(
    path: str,
    at: str | None,
    only: str | None,
    layer: int | None,
    view: ViewKind,
    format_: str | None,
    output: str | None,
    precision: int | None,
    full: bool,
    no_pager: bool,
    appearance: Appearance,
) -> int:
    """Show a trace from a file, in every view and format of trace.

    TRACE is JSON or JSON lines, as trace --json or bpcli.capture wrote it, or - for standard input. Its first step
    is shown at once, however long it is. Ctrl-C stops after the step in hand: a file is still written.
    """
    from bpcli.cli.process import Stopping
    from bpcli.cli.writing import write_run
    from bpcli.readers.stored.run import stored_run
    from bpcli.writers.view import View

    chosen = options.chosen_format(format_, output, RUN_FORMATS)
    operands = puts_in_operands(chosen, view)
    with stored_run(path, at=at, only=only, layer=layer, operands=operands) as run:
        _check_config(run, view if chosen in ("table", "svg") else "sheet")
        with Stopping(run.stop) as asked:
            write_run(run, chosen, output, View(precision, full, view), appearance, paged=not no_pager)
        return asked.status if run.stopped is not None else 0


def _check_config(run: StoredRun, view: ViewKind) -> None:
    """Say what a trace lacks for its formulas to be set with their matrices."""
    from bpcli.cli.standard_error import tell
    from bpcli.errors import UsageError

    if view == "equations" and (run.doubt is not None or not run.header.config):
        why = f"has one that cannot be used: {run.doubt}" if run.doubt else "has none, as a captured one"
        raise UsageError(f"--view equations needs the trace's config; this trace {why}. --view sheet shows it")
    if run.doubt is not None:
        tell(f"note: the trace's config cannot be used and is left out: {run.doubt}")
