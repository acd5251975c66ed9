"""JSON in a file, read so that what is wrong with it is said in our own words, with its place."""

from __future__ import annotations

import re
from math import isinf
from typing import Any

from bpcli.errors import ConfigError, Excerpt, Fault, Place, shortened

DEEPEST = 1_000
"""What is nested deeper is not read."""
WORD = re.compile(r"[\w.+-]+|.")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def parsed(text: bytes, source: str, first_line: int = 1, first_column: int = 1) -> Any:
    """The data in a text that begins at a line and a column of its source.

    Raises:
        ConfigError: it is no JSON; says where, and what stands there.
    """
    import orjson  # only who has JSON pays for its import

    try:
        return orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        line = first_line + error.lineno - 1
        column = error.colno + (first_column - 1 if error.lineno == 1 else 0)
        whole_lines = first_column == 1
        place = Place(f"{source}:{line}:{column}", _excerpt(error.doc, error.pos, line) if whole_lines else None)
        raise ConfigError([Fault.at(place, (), *_what_is_wrong(text, error.doc, error.pos))]) from None


def is_json(text: bytes) -> bool:
    """Whether a text is JSON by itself."""
    try:
        parsed(text, "")
    except ConfigError:
        return False
    return True


def _excerpt(read: str, position: int, line: int) -> Excerpt | None:
    """The line with what cannot stand at a position; the last that is written, where the text ends too early."""
    if not read[position:].strip():
        end = len(read.rstrip())
        line, position = line - read.count("\n", end, position), end
    if not position and not read.strip():
        return None
    begin, end = read.rfind("\n", 0, position) + 1, read.find("\n", position)
    word = WORD.match(read, position)
    start = position - begin
    return Excerpt(read[begin : None if end < 0 else end], start, start + (len(word[0]) if word else 1), line)


def _what_is_wrong(text: bytes, read: str, position: int) -> tuple[str, str]:
    """What stands where JSON cannot be read on, and what is allowed."""
    try:
        text.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "not text in UTF-8", "save it as UTF-8"
    before, rest = read[:position], read[position:].lstrip()
    if sum(map(before.count, "[{")) - sum(map(before.count, "]}")) >= DEEPEST:
        return "nested too deeply", f"allowed: {DEEPEST} levels"
    if not rest:
        return "not JSON: it ends too early" if read.strip() else "the file is empty", ""
    word = WORD.match(rest)
    found = shortened(word[0], 60) if word else ""
    if word and NUMBER.fullmatch(word[0]) and isinf(float(word[0])):
        return f"the number {found} is beyond float64", 'an infinity is written "Infinity" or "-Infinity"'
    allowed = f'written "{found}" in JSON' if found in ("NaN", "Infinity", "-Infinity") else ""
    return f"not JSON: {found!r} cannot stand here", allowed
