"""An example for a person: what to look for, its config, and what to type."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from msgspec import Struct
from rich.console import Console
from rich.text import Text

from bpcli.writers.styles import BOLD, QUIET

READABLE = 100
"""The longest line that prose is set in."""


class Notes(Struct, frozen=True):
    """What is shown of an example; ``paragraphs`` in lines as their file has them."""

    name: str
    title: str
    paragraphs: Sequence[str]
    config: str
    commands: Sequence[tuple[str, str]]
    """What to type, and what for."""


def render_examples(names: Sequence[tuple[str, str]], console: Console) -> None:
    """A line for each, its name and its title."""
    width = max(len(name) for name, _ in names)
    for name, title in names:
        console.print(Text.assemble((name.ljust(width), BOLD), f"  {title}"))


def render_example(example: Notes, console: Console) -> None:
    """Its title and notes, the config, then the commands."""
    console.print(Text.assemble((example.name, BOLD), f"  {example.title}"))
    for paragraph in example.paragraphs:
        console.print()
        console.print(Text("\n".join(_lines(paragraph, console))))
    console.print()
    for written in example.config.splitlines():
        console.print(_yaml(written), no_wrap=True, overflow="ignore", crop=False)
    console.print()
    for line in _commands(example.commands):
        console.print(line)


def _lines(paragraph: str, console: Console) -> list[str]:
    """The paragraph as wide as a terminal; in a pipe or file in its own lines."""
    if not console.is_terminal:
        return paragraph.splitlines()
    width = min(console.width, READABLE)
    return textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)


def _yaml(line: str) -> Text:
    """A line of a config, its comment quiet."""
    text, mark, comment = line.partition("# ")
    return Text.assemble("  " if line else "", text, (mark + comment, QUIET))


def _commands(commands: Sequence[tuple[str, str]]) -> Iterator[Text]:
    width = max(len(command) for command, _ in commands)
    for command, purpose in commands:
        yield Text.assemble((command.ljust(width), BOLD), (f"  {purpose}", QUIET))
