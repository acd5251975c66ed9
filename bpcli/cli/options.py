"""The options that mean the same for every command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

config_argument = click.argument("config", default="xor", required=False, metavar="[CONFIG]")

steps_option = click.option("--steps", type=click.IntRange(min=1), metavar="N", help="How many training steps.")

set_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Replace a value of the config, such as optimizer.learning_rate=0.5; can be repeated.",
)

output_option = click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write there instead of to standard output.",
)

precision_option = click.option(
    "--precision",
    type=click.IntRange(0, 17),
    metavar="N",
    help="Digits after the point (tables: 4; JSON: all).",
)

full_option = click.option("--full", is_flag=True, help="Show large matrices whole.")

pager_option = click.option("--no-pager", is_flag=True, help="Never through a pager.")


def format_options(names: Sequence[str]) -> Callable[[Command], Command]:
    """``--format`` with these names, the first for people, and ``--json``."""

    def add(command: Command) -> Command:
        choice = click.option(
            "-f", "--format", "format_", type=click.Choice(list(names)), help=f"How to write it (default {names[0]})."
        )
        short = click.option("--json", "format_", flag_value="json", help="Short for --format json.")
        return choice(short(command))

    return add


def chosen_format(format_: str | None, output: str | None, names: Sequence[str]) -> str:
    """The format asked for, or the one that the output file's name shows, or the first."""
    if format_ is not None:
        return format_
    suffix = "" if output is None else output.rpartition(".")[2]
    return suffix if suffix in names else names[0]
