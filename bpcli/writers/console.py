"""The console that people's output is printed on: nothing in it is read as markup, and nothing moves the cursor."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import IO, Literal

from rich import console as rich
from rich.segment import Segment

from bpcli.errors import printable
from bpcli.writers.ascii import Legible
from bpcli.writers.styles import in_sixteen

UNLIMITED = 100_000
"""A width that no matrix reaches: what goes into a pipe or file is never cut."""

Color = Literal["always", "never", "auto"]


class Console(rich.Console):
    """Rich's console, with every character behind the gate that :func:`bpcli.errors.printable` is.

    ``plain`` writes ASCII alone; so does a standard stream by itself under TERM=dumb, in the C locale, and where its
    encoding has no more. ``color`` ``auto`` has colours on a terminal or with FORCE_COLOR, and none with NO_COLOR.
    """

    def __init__(self, file: IO[str], *, is_terminal: bool, plain: bool = False, color: Color = "auto") -> None:
        fitted = is_terminal or "COLUMNS" in os.environ
        dumb = is_terminal and is_dumb()
        size = shutil.get_terminal_size() if dumb else (None, None)  # Rich would take 80 for its width
        super().__init__(
            file=file,
            width=size[0] if fitted else UNLIMITED,
            height=size[1],
            force_terminal=fitted,
            color_system=_color_system(color, plain, is_terminal),
            no_color=color != "always" and bool(os.environ.get("NO_COLOR")),
            markup=False,
            emoji=False,
            highlight=False,
        )
        standard = is_terminal or file in (sys.stdout, sys.stderr)
        ascii_alone = plain or (standard and (is_dumb() or in_c_locale()))
        self._legible = Legible("ascii" if ascii_alone else getattr(file, "encoding", None) or "utf-8")
        self._sixteen = self.color_system in ("standard", "windows")

    @property
    def encoding(self) -> str:
        """One for Rich, which would draw other tables for others; the gate sees to what can be shown."""
        return "utf-8"

    def render(self, renderable: rich.RenderableType, options: rich.ConsoleOptions | None = None) -> Iterable[Segment]:
        """Whatever is printed comes by here, in pieces; lines end within some of them."""
        for segment in super().render(renderable, options):
            text, style, control = segment
            if self._sixteen and style is not None:
                segment = Segment(text, in_sixteen(style), control)
            if control or text == "\n" or (text.isascii() and text.isprintable()):
                yield segment
            else:
                yield Segment(self._legible_lines(text), segment.style)

    def _legible_lines(self, text: str) -> str:
        return "\n".join(map(printable, text.split("\n"))).translate(self._legible)

    def on_broken_pipe(self) -> None:
        """A reader that goes away ends the command, as it ends every other."""
        raise BrokenPipeError


def is_dumb() -> bool:
    """Whether the terminal can only write one character after the other."""
    return os.environ.get("TERM", "").lower() in ("dumb", "unknown")


def in_c_locale() -> bool:
    """Whether the user's locale has ASCII alone, though Python writes UTF-8 there too."""
    if "PYTHONIOENCODING" in os.environ or os.environ.get("PYTHONUTF8") == "1":
        return False
    asked = {name: os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")}
    if asked["LC_CTYPE"] in ("C.UTF-8", "C.utf8", "UTF-8"):  # Python puts that there, if nothing else was
        asked["LC_CTYPE"] = ""
    return next(filter(None, asked.values()), "") in ("C", "POSIX")


def _color_system(color: Color, plain: bool, is_terminal: bool) -> Literal["auto", "256"] | None:
    """Rich's name for the colours there are."""
    if color == "auto":
        bare = plain or (is_terminal and is_dumb())
        color = "always" if not bare and (is_terminal or os.environ.get("FORCE_COLOR")) else "never"
    if color == "never":
        return None
    return "auto" if is_terminal and not is_dumb() else "256"
