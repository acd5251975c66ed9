"""Data from a CSV file with a header: one sample a line."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct

from bpcli.config.load import Loaded
from bpcli.config.model import FromCSV
from bpcli.data.cells import Cells, number_in, read_cells
from bpcli.data.faults import PATH, unreadable_reported
from bpcli.data.samples import Samples
from bpcli.errors import ConfigError, ConfigPath, nearest_name
from bpcli.rules.arrays import Array


class Table(Struct, frozen=True):
    """A file's header, and the lines below it."""

    path: Path
    header: list[str]
    lines: list[tuple[int, list[str]]]
    cells: Cells


def read_csv(data: FromCSV, loaded: Loaded) -> Samples | None:
    """The samples, or None with faults reported: file, column, line or cell."""
    table = _table(Path(loaded.folder, data.path), loaded)
    if table is None or not _has_columns(table, data, loaded) or not _rectangular(table, loaded):
        return None
    x = _numbers(table, data.x, ("data", "x"), loaded)
    y = _labels(table, data.y, loaded) if isinstance(data.y, str) else _numbers(table, data.y, ("data", "y"), loaded)
    return None if x is None or y is None else Samples(x, y, tuple(data.x))


def _table(path: Path, loaded: Loaded) -> Table | None:
    cells = _cells_of(path, loaded)
    if cells is None:
        return None
    if len(cells.lines) < 2:
        loaded.faults.add(PATH, f"{path} holds no samples", "allowed: a header and at least one line")
        return None
    return Table(path, [name.strip() for name in cells.lines[0][1]], cells.lines[1:], cells)


def _cells_of(path: Path, loaded: Loaded) -> Cells | None:
    with unreadable_reported(path, loaded):
        try:
            return read_cells(path)
        except ConfigError as error:
            loaded.faults.take_over(PATH, error.faults)
    return None


def _has_columns(table: Table, data: FromCSV, loaded: Loaded) -> bool:
    """Whether the header has every column that is asked for, once."""
    if len(table.header) == 1 and (other := re.search(r"[;\t|]", table.header[0])):
        found = f"the header is a single column, {table.header[0]!r}"
        allowed = f"allowed: cells separated by commas, not {other[0]!r}"
        loaded.faults.add(PATH, found, allowed, place=table.cells.place_of_line(1))
        return False
    asked: list[tuple[ConfigPath, str]] = [(("data", "x", index), column) for index, column in enumerate(data.x)]
    if isinstance(data.y, str):
        asked.append((("data", "y"), data.y))
    else:
        asked += [(("data", "y", index), column) for index, column in enumerate(data.y)]
    known = [_is_known(table, column, path, loaded) for path, column in asked]
    return all(known)


def _is_known(table: Table, column: str, path: ConfigPath, loaded: Loaded) -> bool:
    count = table.header.count(column)
    if count == 0:
        found = f"{table.path.name} has no column {column!r}"
        loaded.faults.add(path, found, f"its columns: {', '.join(table.header)}", nearest_name(column, table.header))
    elif count > 1:
        loaded.faults.add(path, f"{table.path.name} has {count} columns {column!r}", "allowed: one")
    return count == 1


def _rectangular(table: Table, loaded: Loaded) -> bool:
    odd = [(number, row) for number, row in table.lines if len(row) != len(table.header)]
    for number, row in odd:
        found = f"this line has {len(row)} cells, the header has {len(table.header)}"
        loaded.faults.add(PATH, found, place=table.cells.place_of_line(number))
    return not odd


def _cells(table: Table, column: str) -> list[str]:
    index = table.header.index(column)
    return [row[index].strip() for _, row in table.lines]


def _labels(table: Table, column: str, loaded: Loaded) -> Array | None:
    """A column of numbers, or of words where a cell is one."""
    cells = _cells(table, column)
    if all(_number(cell) is not None or not _is_word(cell) for cell in cells):
        numbers = _numbers(table, [column], ("data", "y"), loaded)
        return None if numbers is None else numbers[:, 0]
    wrong = [row for row, cell in enumerate(cells) if _number(cell) is None and not _is_word(cell)]
    for row in wrong:
        _report_cell(table, row, column, ("data", "y"), "a number or a word", loaded)
    return None if wrong else np.array(cells)


def _numbers(table: Table, columns: Sequence[str], path: ConfigPath, loaded: Loaded) -> Array | None:
    """The columns as a matrix (m, columns), or None with a fault for each cell that is no number."""
    numbers = [[_number(cell) for cell in _cells(table, column)] for column in columns]
    for column, cells in zip(columns, numbers, strict=True):
        for row in (row for row, number in enumerate(cells) if number is None):
            _report_cell(table, row, column, path, "a finite number", loaded)
    whole = all(number is not None for cells in numbers for number in cells)
    return np.array(numbers, np.float64).T if whole else None


def _report_cell(table: Table, row: int, column: str, path: ConfigPath, allowed: str, loaded: Loaded) -> None:
    line, cells = table.lines[row]
    index = table.header.index(column)
    found = f"column {column!r} holds {cells[index]!r}"
    loaded.faults.add(path, found, f"allowed: {allowed}", place=table.cells.place(line, index))


def _number(cell: str) -> float | None:
    """The number that a cell holds, if it is one and finite."""
    number = number_in(cell)
    return number if number is not None and math.isfinite(number) else None


def _is_word(cell: str) -> bool:
    """Whether a cell can name a class: not empty, and not what stands for a missing or infinite number."""
    return cell.lower().lstrip("+-") not in ("", "nan", "inf", "infinity")
