"""The shipped examples: what each shows, and what it takes to run it from another place."""

from __future__ import annotations

import os
from itertools import takewhile

from msgspec import Struct

from bpcli.config.document import parse
from bpcli.config.sources import example_names, example_path, read_text
from bpcli.errors import UsageError, did_you_mean


class Example(Struct, frozen=True):
    """An example as its file has it."""

    name: str
    title: str
    file: str
    notes: tuple[str, ...]
    """What it is and what to look for, a paragraph each, in the lines of its file."""
    text: str
    """All of the file."""
    data_path: str | None
    """The file that it reads its data from, relative to its own; None where they stand in it."""

    @property
    def config(self) -> str:
        """The file without the notes at its head."""
        return "\n".join(self.text.splitlines()[len(_head(self.text)) :]).lstrip("\n") + "\n"

    @property
    def data_file(self) -> str | None:
        """Where the data file is."""
        return None if self.data_path is None else os.path.join(os.path.dirname(self.file), self.data_path)


def shipped_examples() -> list[Example]:
    """All of them, in alphabetical order."""
    return [_read(name) for name in example_names()]


def shipped_example(name: str) -> Example:
    """The example of that name.

    Raises:
        UsageError: there is none.
    """
    if name not in example_names():
        hint = did_you_mean(name, example_names())
        raise UsageError(f"{name or repr(name)}: {hint}no such example; there are {', '.join(example_names())}")
    return _read(name)


def _read(name: str) -> Example:
    source = read_text(example_path(name))
    text = source.content.decode()
    written = parse(source.content, source.source).data
    notes = "\n".join(line[2:] for line in _head(text)).split("\n\n")
    return Example(name, str(written["name"]), source.source, tuple(notes), text, written["data"].get("path"))


def _head(text: str) -> list[str]:
    """The comment at the top, in lines."""
    return list(takewhile(lambda line: line.startswith("#"), text.splitlines()))
