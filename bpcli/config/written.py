"""The text of a config as it was written: which of its characters a value takes up, for a caret to stand under."""

from __future__ import annotations

import codecs
import re
from functools import cached_property

from bpcli.errors import Excerpt

LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What YAML counts as the end of a line."""
PROPERTIES = r"(?:[&!][^\s,\[\]{}]*\s+)*"
QUOTED = r""" "(?:[^"\\]|\\.)*"|'(?:[^']|'')*' """.strip()
SCALAR = re.compile(rf"{PROPERTIES}(?:{QUOTED}|(?:[^\s,:#\[\]{{}}]|[:#](?=\S)|\s+(?=[^\s,:#\[\]{{}}]))+)")
KEY = re.compile(r"\s*:(?:\s|$)")
TOKEN = re.compile(f"{QUOTED}|.")
LONGEST_VALUE = 200
"""Characters at which a value that goes on is taken to end: nobody counts carets."""


def encoding_of(text: bytes) -> str:
    """The encoding that YAML takes a text to have."""
    return "utf-16" if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


class Written:
    """A text that is cut into lines when the first of them is asked for."""

    def __init__(self, text: bytes | str) -> None:
        self._text = text

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        text = self._text
        return LINE_END.split(text if isinstance(text, str) else text.decode(encoding_of(text), "replace"))

    def excerpt(self, line: int, column: int, key: str | int | None = None) -> Excerpt:
        """The value or key that begins at a line and column, counted from 0.

        A mapping in lines of its own begins with a key; that is not at fault itself unless it is ``key``.
        """
        text = self.lines[line] if line < len(self.lines) else ""
        if not text.strip():  # what is missing at the end of a text is missing behind what stands there last
            line, text = self._last_written(line)
            column = len(text.rstrip())
        return Excerpt(text, column, column + _width(text[column : column + LONGEST_VALUE], key), line + 1)

    def _last_written(self, line: int) -> tuple[int, str]:
        """The last line up to this one that is not empty."""
        above = ((number, self.lines[number]) for number in range(min(line, len(self.lines) - 1), -1, -1))
        return next(((number, text) for number, text in above if text.strip()), (0, ""))


def _width(text: str, key: str | int | None) -> int:
    """How many characters the value takes up with which a text begins."""
    if text[:1] in ("[", "{"):
        return _width_of_brackets(text)
    match = SCALAR.match(text)
    if match is None or text.startswith("- "):
        return 1
    is_key = KEY.match(text, match.end()) is not None
    return match.end() if not is_key or match[0].strip("\"'") == key else 1


def _width_of_brackets(text: str) -> int:
    """The list or mapping up to its end; its bracket alone where that is on another line, or far off."""
    depth = 0
    for match in TOKEN.finditer(text):
        depth += (match[0] in ("[", "{")) - (match[0] in ("]", "}"))
        if not depth:
            return match.end()
    return 1
