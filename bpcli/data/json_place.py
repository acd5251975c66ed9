"""Where in a JSON text a value stands: looked up for a fault, so that no reader has to keep places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecoder

from bpcli.data.cells import place_in
from bpcli.errors import ConfigPath, Place

BLANK = re.compile(r"[ \t\n\r]*")
BETWEEN = re.compile(r"[ \t\n\r]*[:,]?[ \t\n\r]*")
SKIPPED = JSONDecoder(parse_float=lambda _: 0.0, parse_int=lambda _: 0, strict=False)
"""Reads over a value; the numbers themselves are of no use here."""


def place_in_json(text: bytes, source: str, path: ConfigPath) -> Place:
    """The line of the value at a path, or of the innermost that is there; the text is sound JSON."""
    read = text.decode("utf-8-sig")
    try:
        start, end = _span(read, path)
    except RecursionError:  # nested more deeply than Python's own reader goes
        return Place(source)
    before = read.count("\n", 0, start)
    begin = read.rfind("\n", 0, start) + 1
    lines = read.split("\n", before + 1)
    on_line = min(end - begin, len(lines[before].rstrip("\r")))
    return place_in(source, [line.rstrip("\r") for line in lines], before + 1, start - begin, on_line)


def _span(text: str, path: ConfigPath) -> tuple[int, int]:
    start = _after(BLANK, text, 0)
    for part in path:
        inner = [at for key, at in _members(text, start) if key == part]
        if not inner:
            break
        start = inner[-1]  # of a key that is there twice the last counts
    return start, SKIPPED.raw_decode(text, start)[1]


def _members(text: str, start: int) -> Iterator[tuple[str | int, int]]:
    """The keys or numbers of what stands in a mapping or list, and where."""
    if text[start] not in "[{":
        return
    index, at = 0, _after(BLANK, text, start + 1)
    while text[at] not in "]}":
        key: str | int = index
        if text[start] == "{":
            key, at = SKIPPED.raw_decode(text, at)
            at = _after(BETWEEN, text, at)
        yield key, at
        index, at = index + 1, _after(BETWEEN, text, SKIPPED.raw_decode(text, at)[1])


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    assert found is not None, "what may be nothing is always found"
    return found.end()
