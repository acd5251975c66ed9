"""The cells of a CSV file, and the numbers that are written in them: what data and ``compare`` read alike."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Sequence
from itertools import islice

from msgspec import Struct

from bpcli.errors import ConfigError, Excerpt, Fault, Place

CELL = re.compile(r'("(?:[^"]|"")*"|[^,]*)(?:,|$)')
LINE_END = re.compile(r"\r\n|\r|\n")


class Cells(Struct, frozen=True):
    """The lines of a file that are not empty, cut into cells, each with its number in the file."""

    path: str
    written: list[str]
    """The lines of the file as they stand in it."""
    lines: list[tuple[int, list[str]]]

    def place(self, line: int, column: int) -> Place:
        """Where the cell in a column of a line stands in the file."""
        cell = next(islice(CELL.finditer(self.written[line - 1]), column, None), None)
        return place_in(self.path, self.written, line, *((0, 1) if cell is None else cell.span(1)))

    def place_of_line(self, line: int) -> Place:
        """Where a line stands in the file."""
        return place_in(self.path, self.written, line)


def place_in(path: str, lines: Sequence[str], line: int, start: int = 0, end: int | None = None) -> Place:
    """A part of a line, which has a number from 1, or all of it."""
    text = lines[line - 1]
    return Place(f"{path}:{line}:{start + 1}", Excerpt(text, start, len(text) if end is None else end, line))


def read_cells(path: str | os.PathLike[str]) -> Cells:
    """The cells of a file in UTF-8.

    Raises:
        ConfigError: it is no text, or its quotes do not close.
        OSError: there is no such file, or it may not be read.
    """
    name = os.fspath(path)
    with open(path, "rb") as file:
        text = _decoded(file.read(), name)
    written = LINE_END.split(text)
    reader, lines, before = csv.reader(io.StringIO(text, newline=""), strict=True), [], 0
    try:
        for row in reader:
            before = reader.line_num
            if row:
                lines.append((before, row))
    except csv.Error:
        found = f"not CSV: {_refusal(written[before : reader.line_num])}"
        raise ConfigError([Fault.at(place_in(name, written, reader.line_num), (), found)]) from None
    return Cells(name, written, lines)


def number_in(text: str) -> float | None:
    """The number that a text is, NaN and infinities included; None for what is none, such as Python's ``1_000``."""
    try:
        return float(text) if text.isascii() and "_" not in text else None
    except ValueError:
        return None


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        begin = content.rfind(b"\n", 0, error.start) + 1
        column = len(content[begin : error.start].decode("utf-8-sig"))
        excerpt = Excerpt(content[begin:].split(b"\n", 1)[0].decode("utf-8-sig", "replace"), column, column + 1, line)
        found = f"not text in UTF-8: the byte 0x{content[error.start]:02x}"
        place = Place(f"{name}:{line}:{column + 1}", excerpt)
        raise ConfigError([Fault.at(place, (), found, "save it as UTF-8")]) from None


def _refusal(lines: Sequence[str]) -> str:
    """Why the lines of a sample cannot be read, as they themselves show it."""
    written, longest = "\n".join(lines), csv.field_size_limit()
    if any(len(cell[1]) > longest for cell in CELL.finditer(written)):
        return f"a cell of more than {longest} characters"
    if re.search(r'(?:^|,)"(?:[^"]|"")*$', written):
        return "a cell in quotes without the closing quote"
    return "text behind the closing quote of a cell"
