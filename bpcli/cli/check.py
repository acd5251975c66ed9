"""``bpcli check``: the gradients of a step, proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bpcli.cli import completion, options
from bpcli.cli.standard_error import Appearance

if TYPE_CHECKING:
    from bpcli.cli.output import Destination
    from bpcli.readers.check.records import Check
    from bpcli.readers.records import Header

FORMATS = ("table", "markdown", "latex", "svg", "json")


@click.command(cls=options.Command)
@options.config_argument
@click.option("--at", default="1", metavar="N", help="Which step to check, or last (default 1).")
@click.option("--against", type=options.OneOf(["torch", "jax"]), help="Another framework, instead of differences.")
@click.option(
    "--sample", type=options.Number(int, 1), metavar="N", help="Only N entries of each gradient, drawn by seed."
)
@click.option("--only", metavar="NAMES", shell_complete=completion.names, help="Check only these, such as dW or db1.")
@click.option("--layer", type=options.Number(int), metavar="L", help="Check only layer L.")
@options.length_option
@options.set_option
@options.format_options(FORMATS)
@options.output_option
@options.full_option
@options.pager_option
@options.color_options
def check(
    config: str,
    at: str,
    against: str | None,
    sample: int | None,
    only: str | None,
    layer: int | None,
    steps: int | None,
    settings: tuple[str, ...],
    format_: str | None,
    output: str | None,
    full: bool,
    no_pager: bool,
    appearance: Appearance,
) -> None:
    """Prove every dW and db of a step against finite differences of its loss.

    With --against torch or jax every Z, A, delta, dW, db and new parameter is held against that framework's own
    autograd and optimizer. Exit status 1 if anything is wrong.
    """
    from bpcli.cli.output import Destination
    from bpcli.cli.progress import progress
    from bpcli.program.setup import prepare
    from bpcli.readers.check.run import finished, start_check
    from bpcli.readers.reports import header_of

    chosen = options.chosen_format(format_, output, FORMATS)
    setup = prepare(config, settings, steps=steps)
    run = start_check(setup, at=at, only=only, layer=layer, sample=sample, against=against)
    done = finished(run, lambda pieces: progress(pieces, "checking", run.total))
    to = Destination(chosen, output, appearance, not no_pager)
    _write(done, header_of(setup), to, full=full)
    if not done.passed:
        raise click.exceptions.Exit(1)


def _write(done: Check, header: Header, to: Destination, *, full: bool) -> None:
    from bpcli.cli.output import console_or_picture, write_document, write_record

    if to.format_ == "json":
        from bpcli.writers.json_records import check_record

        write_record(check_record(done), to.path)
    elif to.format_ in ("table", "svg"):
        from bpcli.writers.check_table import render_check

        with console_or_picture(to, header.name) as console:
            render_check(done, header, console, full=full)
    else:
        from bpcli.writers.documents.check import check_parts

        write_document(to, check_parts(done, header, full=full))
