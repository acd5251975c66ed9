"""The lines that part steps and sections, as wide as the screen and in a pipe of one fixed width."""

from __future__ import annotations

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from bpcli.writers.shades import QUIET

WIDTH = 80
"""In a pipe or file, where no width is known."""


def print_section(title: str, console: Console, characters: str = "─") -> None:
    """A blank line, then a rule with its title at the left."""
    rule = Rule(Text(title, style="bold"), characters=characters, style=QUIET, align="left")
    console.print()
    console.print(rule, width=console.width if console.is_terminal else WIDTH)
