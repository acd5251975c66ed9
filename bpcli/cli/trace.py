"""``bpcli trace``: each training step, every matrix in the order it is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bpcli.cli import options
from bpcli.cli.standard_error import Appearance
from bpcli.writers.formats import RUN_FORMATS, puts_in_operands

if TYPE_CHECKING:
    from bpcli.writers.view import ViewKind


@click.command(cls=options.Command)
@options.config_argument
@options.steps_option
@options.at_option
@options.only_option
@options.layer_option
@options.set_option
@options.view_option
@options.format_options(RUN_FORMATS)
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
    view: ViewKind,
    format_: str | None,
    output: str | None,
    precision: int | None,
    full: bool,
    no_pager: bool,
    appearance: Appearance,
) -> int:
    """Show each training step, every matrix in the order it is computed.

    CONFIG is a YAML file, - for standard input, or a shipped example's name. Ctrl-C stops after the step in hand:
    the evaluation is still shown, and a file is still written.
    """
    from bpcli.cli.process import Stopping
    from bpcli.cli.writing import write_run
    from bpcli.program.setup import prepare
    from bpcli.readers.trace import Trace
    from bpcli.writers.view import View

    run = Trace(prepare(config, settings, steps=steps)).showing(at=at, only=only, layer=layer)
    chosen = options.chosen_format(format_, output, RUN_FORMATS)
    records = run.start(operands=puts_in_operands(chosen, view))
    with Stopping(records.session.stop) as asked:
        write_run(records, chosen, output, View(precision, full, view), appearance, paged=not no_pager)
    return asked.status if records.stopped is not None else 0
