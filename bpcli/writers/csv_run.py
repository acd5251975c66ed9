"""A run's quantities as CSV, an entry a line: ``step,name,row,column,value``."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from math import isfinite
from typing import BinaryIO

import numpy as np

from bpcli.errors import printable
from bpcli.readers.records import Evaluation, Header, Quantity, TracedStep
from bpcli.rules.arrays import Array
from bpcli.writers.json_values import plain
from bpcli.writers.numbers import rounded
from bpcli.writers.view import View

COLUMNS = ("step", "name", "row", "column", "value")


class CsvRun:
    """Rows and columns count from 0, as indices do everywhere.

    The loss stands at 0,0: with empty places, every reader of the file would make fractions of the whole numbers.
    Values have all their digits; what is no number is called as in JSON, which pandas and NumPy understand.
    """

    def __init__(self, out: BinaryIO, view: View) -> None:
        self.view = view
        self.text = TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
        self.rows = csv.writer(self.text, lineterminator="\n")

    def begin(self, header: Header) -> None:
        """Write what the columns are called."""
        self.rows.writerow(COLUMNS)

    def step(self, step: TracedStep) -> None:
        """Write the entries of every quantity, row by row."""
        for quantity in step.values.values():
            self.rows.writerows(_entries(step.step, quantity, self.view.precision))

    def end(self, evaluation: Evaluation | None, stopped: int | None = None) -> None:
        """Leave the file to whoever opened it."""
        self.text.detach()


def _entries(step: int, quantity: Quantity, precision: int | None) -> Iterator[tuple[int, str, int, int, object]]:
    data = np.atleast_2d(quantity.data if precision is None else rounded(quantity.data, precision))
    name = printable(quantity.name)
    for row, values in enumerate(_values(data)):
        for column, value in enumerate(values):
            yield step, name, row, column, value


def _values(data: Array) -> Iterable[Iterable[object]]:
    """The entries row by row, of which the fewest digits that round-trip are written, in their own precision."""
    if np.isfinite(data).all():
        return ([str(value) for value in row] for row in data) if data.dtype == np.float32 else data.tolist()
    return ([str(value) if isfinite(value) else plain(float(value)) for value in row] for row in data)
