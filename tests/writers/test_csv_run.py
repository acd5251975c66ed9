"""Runs as CSV, read again as pandas and NumPy read it: every number, to the last digit."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from bpcli.readers.records import TracedStep
from bpcli.writers.csv_run import CsvRun
from bpcli.writers.view import View
from tests.conftest import Run
from tests.documents.runs import RUNS, trace_of, written
from tests.writers.hand_made import header, quantity

HEAD = ["step", "name", "row", "column", "value"]


def read(data: bytes) -> list[list[str]]:
    """The lines without the head."""
    head, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
    assert head == HEAD
    return rows


def written_step(step: TracedStep, view: View | None = None) -> bytes:
    """One step made by hand."""
    out = io.BytesIO()
    writer = CsvRun(out, view or View())
    writer.begin(header())
    writer.step(step)
    writer.end(None)
    return out.getvalue()


@pytest.mark.parametrize("name", RUNS)
def test_every_number_comes_back(name: str) -> None:
    """In its place, with all its digits, in its own precision; in the order of computation."""
    trace = trace_of(name)
    rows = iter(read(written("csv", trace)))
    for step in trace:
        for each in step.values.values():
            data = np.atleast_2d(each.data)
            for index in np.ndindex(data.shape):
                number, label, row, column, value = next(rows)
                assert (int(number), label, int(row), int(column)) == (step.step, each.name, *index)
                assert data.dtype.type(value) == data[index]
    assert next(rows, None) is None


def test_lines_are_ended_as_in_every_text_file() -> None:
    """With a line feed alone, the last one too; names stand without quotes."""
    data = written("csv", trace_of("xor"))
    assert data.startswith(b"step,name,row,column,value\n1,X,0,0,0.0\n")
    assert b"\r" not in data
    assert b'"' not in data
    assert data.endswith(b"\n")


def test_the_loss_stands_at_the_first_place() -> None:
    """Rows and columns are whole numbers for every reader, which a missing one would not leave them."""
    losses = [row for row in read(written("csv", trace_of("xor"))) if row[1] == "loss"]
    assert [row[:4] for row in losses] == [["1", "loss", "0", "0"], ["2", "loss", "0", "0"]]


def test_precision_is_honoured() -> None:
    """As in JSON: digits of the matrix's largest entry."""
    values = {"Z1": quantity([[1234.5678, 0.0123456]])}
    step = TracedStep(step=1, loss=1.0, mean_loss=1.0, values=values)
    assert [row[4] for row in read(written_step(step, View(precision=3)))] == ["1230.0", "0.012"]


def test_what_is_no_number_reads_as_such() -> None:
    """By Python, NumPy and pandas alike; names that a terminal would obey are escaped."""
    values = {"Z1": quantity([[np.nan, np.inf, -np.inf]], name='a\x1b[31m,"b"')}
    step = TracedStep(step=1, loss=1.0, mean_loss=1.0, values=values)
    data = written_step(step)
    assert b"\x1b" not in data
    rows = read(data)
    assert [row[4] for row in rows] == ["NaN", "Infinity", "-Infinity"]
    assert np.isnan(float(rows[0][4]))
    assert [np.float64(row[4]) for row in rows[1:]] == [np.inf, -np.inf]
    assert rows[0][1] == 'a\\x1b[31m,"b"'


def test_an_empty_step_and_no_step(run: Run) -> None:
    """The head alone is a table without lines."""
    empty = TracedStep(step=1, loss=1.0, mean_loss=1.0, values={})
    assert read(written_step(empty)) == []
    assert read(run("trace", "xor", "--at", "1", "--only", "loss", "-f", "csv").out)[0][1] == "loss"
