"""Runs as NPZ archives, read again by NumPy."""

from __future__ import annotations

import io
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import pytest

from bpcli.readers.records import TracedStep
from bpcli.writers.npz_run import NpzRun
from bpcli.writers.view import View
from tests.conftest import Run
from tests.documents.runs import RUNS, trace_of, written
from tests.writers.hand_made import header, quantity


@pytest.mark.parametrize("name", RUNS)
def test_every_array_comes_back(name: str) -> None:
    """Under its name and step, in its shape and its own precision, the loss without a dimension."""
    trace = trace_of(name)
    archive = np.load(io.BytesIO(written("npz", trace)), allow_pickle=False)
    expected = {f"{each.name}@{step.step}": each.data for step in trace for each in step.values.values()}
    assert list(archive) == list(expected)
    assert archive["loss@1"].shape == ()
    for label, data in expected.items():
        assert archive[label].dtype == data.dtype
        np.testing.assert_array_equal(archive[label], data)


def test_of_one_step_the_names_are_the_traces() -> None:
    """So that it can be given to compare, or used as weights."""
    trace = trace_of("xor", at="2")
    archive = np.load(io.BytesIO(written("npz", trace)), allow_pickle=False)
    assert list(archive) == list(trace.steps[0].values)


def test_it_can_be_given_to_compare(run: Run, tmp_path: Path) -> None:
    """Every quantity matches."""
    assert run("trace", "xor", "--at", "1", "-o", str(tmp_path / "mine.npz")).status == 0
    answer = run("compare", "xor", str(tmp_path / "mine.npz"))
    assert answer.status == 0
    assert b"all 27 quantities that you gave are right" in answer.out


def test_the_same_run_gives_the_same_bytes() -> None:
    """Nothing in it tells the time or the place."""
    data = written("npz", trace_of("xor"))
    assert data == written("npz", trace_of("xor"))
    members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    assert {each.date_time for each in members} == {(1980, 1, 1, 0, 0, 0)}


def test_precision_is_honoured() -> None:
    """As in JSON: digits of the matrix's largest entry, in the same type."""
    archive = np.load(io.BytesIO(written("npz", trace_of("clipped", at="1"), View(precision=2))))
    assert archive["W1"].dtype == np.float32
    assert len({f"{value:.6g}".strip("-0.") for value in archive["Z1"].ravel().tolist()}) > 1
    assert all(float(f"{value:.2g}") == pytest.approx(value) for value in np.abs(archive["Z1"]).ravel().tolist())


@pytest.mark.parametrize("redirection", ["| cat >", ">", ">>"])
def test_a_pipe_and_a_file_that_is_appended_to(redirection: str, tmp_path: Path) -> None:
    """Where nothing can be written again further up, the archive is the same."""
    target = tmp_path / "a.npz"
    command = f"'{sys.executable}' -m bpcli trace xor --at 1:2 -f npz {redirection} '{target}'"
    subprocess.run(command, shell=True, check=True)
    assert target.read_bytes() == written("npz", trace_of("xor", steps=10))


class Nowhere:
    """A file that keeps nothing."""

    closed = False

    def write(self, data: bytes) -> int:
        """Take all of it."""
        return len(data)

    def flush(self) -> None:
        """Nothing is there to be flushed."""


def test_memory_does_not_grow_with_the_steps() -> None:
    """Of steps that were written nothing is kept but what the list of contents needs."""
    writer = NpzRun(cast(BinaryIO, Nowhere()), View())
    writer.begin(header())
    data = quantity(np.ones((300, 300)))
    tracemalloc.start()
    for number in range(1, 60):
        writer.step(TracedStep(step=number, loss=1.0, mean_loss=1.0, values={"Z1": data}))
        if number == 3:
            early, _ = tracemalloc.get_traced_memory()
    late, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    writer.end(None)
    assert late - early < data.data.nbytes / 2
