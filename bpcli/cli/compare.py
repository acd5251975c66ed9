"""``bpcli compare``: your own numbers against the trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from bpcli.cli import completion, options
from bpcli.cli.standard_error import Appearance

if TYPE_CHECKING:
    from bpcli.cli.output import Destination
    from bpcli.readers.compare.records import Comparison

FORMATS = ("table", "markdown", "latex", "svg", "json")


@click.command(cls=options.Command)
@click.argument(
    "arguments", nargs=-1, required=True, metavar="[CONFIG] MINE", shell_complete=completion.config_and_file
)
@click.option("--at", metavar="N", help="Which step your numbers are of, or last (default 1).")
@click.option(
    "--atol",
    type=options.Number(float, 0),
    default=0.0,
    metavar="A",
    help="How far off a number may be, in its own units (default 0).",
)
@click.option(
    "--rtol",
    type=options.Number(float, 0),
    metavar="R",
    help="How far off, relative to its matrix's largest entry (default 1e-7).",
)
@options.set_option
@options.format_options(FORMATS)
@options.output_option
@options.pager_option
@options.color_options
def compare(
    arguments: tuple[str, ...],
    at: str | None,
    atol: float,
    rtol: float | None,
    settings: tuple[str, ...],
    format_: str | None,
    output: str | None,
    no_pager: bool,
    appearance: Appearance,
) -> None:
    """Hold your own numbers against the trace, and name the mistake behind the first wrong one.

    MINE is JSON with the names that you have ({"Z1": [[...]], "dW1": [[...]]}), a whole trace, an .npz with
    those names, or a folder of Z1.csv, dW1.csv. CONFIG is as for trace.
    """
    from bpcli.cli.mine_alone import mine_alone_explained
    from bpcli.cli.output import Destination
    from bpcli.program.setup import prepare
    from bpcli.readers.compare.comparing import compare as compared
    from bpcli.readers.compare.mine import read_mine

    config, mine = options.config_and("MINE", arguments)
    chosen = options.chosen_format(format_, output, FORMATS)
    with mine_alone_explained(arguments):
        setup = prepare(config, settings)
        comparison = compared(setup, read_mine(mine), at=at, atol=atol, rtol=rtol)
    asked = [] if config == "-" else [config, *(part for each in settings for part in ("--set", each))]
    _write(comparison, str(setup.config.name), asked, Destination(chosen, output, appearance, not no_pager))
    if not comparison.clean:
        raise click.exceptions.Exit(1)


def _write(comparison: Comparison, name: str, asked: Sequence[str], to: Destination) -> None:
    from bpcli.cli.output import console_or_picture, write_document, write_record

    if to.format_ == "json":
        from bpcli.writers.json_records import comparison_record

        write_record(comparison_record(comparison), to.path)
    elif to.format_ in ("table", "svg"):
        from bpcli.writers.comparison_table import render_comparison

        with console_or_picture(to, name) as console:
            render_comparison(comparison, console, asked=asked)
    else:
        from bpcli.writers.documents.comparison import comparison_parts

        write_document(to, comparison_parts(comparison, name))
