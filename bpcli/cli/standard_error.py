"""Standard error: notes, faults and progress, in ASCII and in colour as ``--plain`` and ``--color`` ask for it."""

from __future__ import annotations

import sys
from contextlib import suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Literal

import click
from msgspec import Struct

from bpcli.errors import ConfigError, printable

if TYPE_CHECKING:
    from bpcli.writers.console import Console


class Appearance(Struct, frozen=True):
    """How tables and messages look: in ASCII alone or not, and when in colour."""

    plain: bool = False
    color: Literal["always", "never", "auto"] = "auto"


ASKED: ContextVar[Appearance] = ContextVar("ASKED", default=Appearance())  # noqa: B039 (it is frozen)
"""What the command line in hand asks for; errors are told when its command is left already."""


def standard_error() -> Console:
    """A console there, as wide as the terminal, if it is one."""
    from bpcli.writers.console import Console

    asked = ASKED.get()
    return Console(sys.stderr, is_terminal=sys.stderr.isatty(), plain=asked.plain, color=asked.color)


def tell(*lines: str) -> None:
    """Say each on a line of its own, whatever is not printable as an escape; on a terminal wrapped at words."""
    with suppress(OSError):  # nobody can be told
        for line in map(printable, lines):
            if line.isascii() and not sys.stderr.isatty() and ASKED.get() == Appearance():
                click.echo(f"bpcli: {line}", err=True)  # a note into a pipe is no reason to load Rich
            else:
                _print(line)


def tell_faults(error: ConfigError) -> None:
    """Say what is wrong with a config, each fault with the line that it stands on."""
    from bpcli.writers.fault_report import render_faults

    with suppress(OSError):  # nobody can be told
        render_faults(error, standard_error())


def _print(line: str) -> None:
    from bpcli.writers.notes import note, print_wrapped

    print_wrapped(note(line), standard_error())
