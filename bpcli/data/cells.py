"""The cells of a CSV file, and the numbers that are written in them: what data and ``compare`` read alike."""

from __future__ import annotations

import csv
import io
import os
import re
from itertools import islice

from msgspec import Struct

from bpcli.errors import ConfigError, Fault

CELL = re.compile(r'("(?:[^"]|"")*"|[^,]*)(?:,|$)')
LINE_END = re.compile(r"\r\n|\r|\n")


class Cells(Struct, frozen=True):
    """The lines of a file that are not empty, cut into cells, each with its number in the file."""

    path: str
    text: str
    lines: list[tuple[int, list[str]]]

    def place(self, line: int, column: int) -> str:
        """Where the cell in a column of a line stands in the file."""
        written = LINE_END.split(self.text)[line - 1]
        cell = next(islice(CELL.finditer(written), column, None), None)
        return f"{self.path}:{line}:{1 if cell is None else cell.start() + 1}"


def read_cells(path: str | os.PathLike[str]) -> Cells:
    """The cells of a file in UTF-8.

    Raises:
        ConfigError: it is no text, or its quotes do not close.
        OSError: there is no such file, or it may not be read.
    """
    name = os.fspath(path)
    with open(path, "rb") as file:
        text = _decoded(file.read(), name)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return Cells(name, text, [(reader.line_num, row) for row in reader if row])
    except csv.Error:
        raise _not_csv(text, name, reader.line_num) from None


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
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError([Fault((), "not text in UTF-8", "save it as UTF-8", place=f"{name}:{line}:1")]) from None


def _not_csv(text: str, name: str, line: int) -> ConfigError:
    """Python's reader refuses two things: quotes that do not fit, and cells beyond its limit."""
    written = LINE_END.split(text)[line - 1]
    longest, limit = max(map(len, written.split(","))), csv.field_size_limit()
    found, allowed = "a quote that is not closed, or not at the end of its cell", 'cells such as 1.5 or "1.5"'
    if longest > limit:
        found, allowed = f"a cell of {longest:,} characters", f"at most {limit:,}"
    return ConfigError([Fault((), f"not CSV: {found}", f"allowed: {allowed}", place=f"{name}:{line}:1")])
