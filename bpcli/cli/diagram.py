"""``bpcli diagram``: the network and its gradient flow as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bpcli.cli import options
from bpcli.cli.standard_error import Appearance
from bpcli.errors import UsageError

if TYPE_CHECKING:
    from bpcli.readers.diagram.records import Diagram

FORMATS = ("text", "mermaid", "dot", "svg")
VALUES = ("W", "A", "delta", "dW")
DIRECTIONS = ("RL", "LR", "TB", "BT")


@click.command(cls=options.Command)
@options.config_argument
@click.option("-f", "--format", "format_", type=options.OneOf(FORMATS), help="How to draw it (default text).")
@click.option("--values", type=options.OneOf(VALUES), help="Which numbers stand in the picture (svg: W).")
@click.option("--at", default="1", metavar="N", help="The numbers of which step, or last (default 1).")
@click.option("--direction", type=options.OneOf(DIRECTIONS), help="Where the gradient goes (default RL).")
@options.length_option
@options.set_option
@options.output_option
@options.pager_option
@options.color_options
def diagram(
    config: str,
    format_: str | None,
    values: str | None,
    at: str,
    direction: str | None,
    steps: int | None,
    settings: tuple[str, ...],
    output: str | None,
    no_pager: bool,
    appearance: Appearance,
) -> None:
    """Draw the network and its gradient flow: text, Mermaid, DOT, SVG.

    CONFIG is as for trace. The name of the output file chooses the format: .txt, .mmd, .gv, .dot, .svg.
    """
    from bpcli.program.setup import prepare
    from bpcli.readers.diagram.reading import diagram_of

    chosen = options.chosen_format(format_, output, FORMATS)
    if chosen == "text":
        _refuse("values", values)
        _refuse("direction", direction)
    drawn = diagram_of(prepare(config, settings, steps=steps), at=at)
    if chosen == "text":
        _write_text(drawn, output, appearance, paged=not no_pager)
    else:
        _write_picture(drawn, chosen, values, direction or DIRECTIONS[0], output)


def _refuse(option: str, value: str | None) -> None:
    if value is not None:
        raise UsageError(f"--{option} {value}: for --format mermaid, dot or svg; the text shows the whole flow")


def _write_text(drawn: Diagram, output: str | None, appearance: Appearance, *, paged: bool) -> None:
    from bpcli.cli.output import text_console
    from bpcli.writers.diagram.text import render_diagram

    with text_console(output, appearance, paged=paged) as console:
        render_diagram(drawn, console)


def _write_picture(drawn: Diagram, chosen: str, values: str | None, direction: str, output: str | None) -> None:
    from bpcli.cli.output import binary_output
    from bpcli.writers.diagram.pictures import PICTURES

    written = PICTURES[chosen](drawn, values, direction)
    with binary_output(output) as out:
        out.write(written.encode())
