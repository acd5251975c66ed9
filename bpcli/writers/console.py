"""The console that people's output is printed on: nothing in it is read as markup, and nothing moves the cursor."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import IO

from rich import console as rich
from rich.segment import Segment

from bpcli.errors import printable

UNLIMITED = 100_000
"""A width that no matrix reaches: what goes into a pipe or file is never cut."""


class Console(rich.Console):
    """Rich's console, with every character behind the gate that :func:`bpcli.errors.printable` is."""

    def __init__(self, file: IO[str], *, is_terminal: bool) -> None:
        fitted = is_terminal or "COLUMNS" in os.environ
        coloured = is_terminal or bool(os.environ.get("FORCE_COLOR"))
        super().__init__(
            file=file,
            width=None if fitted else UNLIMITED,
            force_terminal=fitted,
            color_system=None if not coloured else "auto" if is_terminal else "256",
            no_color=not coloured or bool(os.environ.get("NO_COLOR")),
            markup=False,
            emoji=False,
            highlight=False,
        )

    def render(self, renderable: rich.RenderableType, options: rich.ConsoleOptions | None = None) -> Iterable[Segment]:
        """Whatever is printed comes by here, in pieces; lines end within some of them."""
        for segment in super().render(renderable, options):
            text, style, control = segment
            if control or text == "\n" or (text.isascii() and text.isprintable()):
                yield segment
            else:
                yield Segment("\n".join(map(printable, text.split("\n"))), style)

    def on_broken_pipe(self) -> None:
        """A reader that goes away ends the command, as it ends every other."""
        raise BrokenPipeError
