"""``bpcli check``: the gradients of a step, proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bpcli.cli import options

if TYPE_CHECKING:
    from bpcli.readers.check.records import Check
    from bpcli.readers.check.run import CheckRun
    from bpcli.readers.records import Header

FORMATS = ("table", "json")


@click.command()
@options.config_argument
@click.option("--at", type=click.IntRange(min=1), default=1, metavar="N", help="Which step to check (default 1).")
@click.option("--against", type=click.Choice(["torch", "jax"]), help="Another framework, instead of differences.")
@click.option(
    "--sample", type=click.IntRange(min=1), metavar="N", help="Only N entries of each gradient, drawn by seed."
)
@click.option("--only", metavar="NAMES", help="Check only these, such as dW or db1.")
@click.option("--layer", type=int, metavar="L", help="Check only layer L.")
@options.steps_option
@options.set_option
@options.format_options(FORMATS)
@options.output_option
@options.full_option
def check(
    config: str,
    at: int,
    against: str | None,
    sample: int | None,
    only: str | None,
    layer: int | None,
    steps: int | None,
    settings: tuple[str, ...],
    format_: str | None,
    output: str | None,
    full: bool,
) -> None:
    """Prove every dW and db of a step against finite differences of its loss.

    With --against torch or jax every Z, A, delta, dW, db and new parameter is held against that framework's own
    autograd and optimizer. Exit status 1 if anything is wrong.
    """
    from bpcli.program.setup import prepare
    from bpcli.readers.check.run import start_check
    from bpcli.readers.header import header_of

    setup = prepare(config, settings, steps=steps)
    done = _finished(start_check(setup, at=at, only=only, layer=layer, sample=sample, against=against))
    if options.chosen_format(format_, output, FORMATS) == "json":
        _write_json(done, output)
    else:
        _write_table(done, header_of(setup), output, full)
    if not done.passed:
        raise click.exceptions.Exit(1)


def _finished(run: CheckRun) -> Check:
    from bpcli.cli.progress import progress_bar
    from bpcli.readers.check.run import finished

    with progress_bar("checking", run.total) as advance:
        run.on_entry = advance
        return finished(run)


def _write_json(done: Check, output: str | None) -> None:
    from bpcli.cli.output import write_record
    from bpcli.writers.json_records import check_record

    write_record(check_record(done), output)


def _write_table(done: Check, header: Header, output: str | None, full: bool) -> None:
    from bpcli.cli.output import text_console
    from bpcli.writers.check_table import render_check

    with text_console(output, paged=False) as console:
        render_check(done, header, console, full=full)
