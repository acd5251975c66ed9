"""A user's numbers are read from whatever they keep them in, and what cannot be read is said clearly."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bpcli
from bpcli.cli.main import cli
from bpcli.cli.process import exit_status
from bpcli.errors import ConfigError, UsageError
from bpcli.readers.compare.mine import read_mine

Matrices = dict[str, Any]


def run(*arguments: str) -> int:
    """The exit status of a command."""
    return exit_status(lambda: cli.main(list(arguments), standalone_mode=False))


@pytest.fixture
def step() -> Matrices:
    """The first step of xor, by name."""
    return {name: quantity.data for name, quantity in bpcli.trace("xor").steps[0].values.items()}


def as_json(folder: Path, step: Matrices) -> Path:
    """All of it in one JSON object."""
    path = folder / "mine.json"
    path.write_text(json.dumps({name: np.asarray(data).tolist() for name, data in step.items()}))
    return path


def as_npz(folder: Path, step: Matrices) -> Path:
    """All of it in one archive."""
    np.savez(folder / "mine.npz", **step)
    return folder / "mine.npz"


def as_folder(folder: Path, step: Matrices) -> Path:
    """A CSV file for each matrix."""
    for name, data in step.items():
        np.savetxt(folder / f"{name}.csv", np.atleast_2d(data), delimiter=",", fmt="%.17g")
    return folder


@pytest.mark.parametrize("write", [as_json, as_npz, as_folder])
def test_every_form_holds_the_same_numbers(
    write: Callable[[Path, Matrices], Path], tmp_path: Path, step: Matrices
) -> None:
    """JSON, NPZ and CSV give a clean answer on the trace's own numbers."""
    comparison = bpcli.compare("xor", write(tmp_path, step))
    assert comparison.clean
    assert {quantity.verdict for quantity in comparison.quantities} == {"match"}


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_a_whole_trace_is_compared_step_by_step(form: str, tmp_path: Path) -> None:
    """All steps of a trace are looked at; the last is told where nothing is wrong."""
    path = tmp_path / f"t.{form}"
    assert run("trace", "iris4", "--steps", "3", "--format", form, "-o", str(path)) == 0
    comparison = bpcli.compare("iris4", path)
    assert (comparison.step, comparison.clean) == (3, True)
    assert bpcli.compare("iris4", path, at=2).step == 2
    with pytest.raises(UsageError, match="has steps 1, 2, 3"):
        bpcli.compare("iris4", path, at=4)


def test_the_first_wrong_step_is_told(tmp_path: Path) -> None:
    """A trace that goes wrong in its second step is told at that step, with the first one behind it."""
    path = tmp_path / "t.json"
    assert run("trace", "xor", "--steps", "3", "-o", str(path)) == 0
    trace = json.loads(path.read_text())
    wrong = np.array(trace["steps"][1]["values"]["dW2"]["data"]) * 4
    trace["steps"][1]["values"]["dW2"]["data"] = wrong.tolist()
    path.write_text(json.dumps(trace))
    comparison = bpcli.compare("xor", path)
    assert (comparison.step, comparison.first_wrong) == (2, "dW2")
    assert [finding.mistake for finding in comparison.diagnosis] == ["missing_average"]


def test_a_trace_says_its_own_conventions(tmp_path: Path) -> None:
    """The 1/m in delta that a trace's header states is said first, even where something else is wrong."""
    path = tmp_path / "t.json"
    assert run("trace", "xor", "--steps", "1", "--set", "delta=batch", "-o", str(path)) == 0
    trace = json.loads(path.read_text())
    values = trace["steps"][0]["values"]
    values["db1"]["data"] = (2.5 * np.array(values["db1"]["data"])).tolist()
    path.write_text(json.dumps(trace))
    comparison = bpcli.compare("xor", path)
    assert comparison.conventions == ("delta: batch",)
    assert comparison.first_wrong == "db1"


def test_words_for_what_json_has_no_numbers_for() -> None:
    """``"NaN"`` and ``"-Infinity"`` are numbers, and never a match for finite ones."""
    arrays = read_mine({"Z1": [["NaN", "-Infinity"]]}).steps[None]["Z1"]
    assert np.isnan(arrays[0, 0])
    assert arrays[0, 1] == -np.inf
    assert bpcli.compare("xor", {"loss": "NaN"}).first_wrong == "loss"


@pytest.mark.parametrize(
    ("text", "shown"), [("1e999", "1e999"), ("-1.5E+400", "-1.5E+400"), ("9" * 400, "9" * 57 + "...")]
)
def test_a_number_beyond_float64(text: str, shown: str, tmp_path: Path) -> None:
    """It is JSON, and no number that is computed with; the message stays short."""
    path = tmp_path / "m.json"
    path.write_text(f'{{"loss": {text}}}')
    with pytest.raises(ConfigError) as raised:
        read_mine(path)
    said = f'the number {shown} is beyond float64; an infinity is written "Infinity" or "-Infinity"'
    assert str(raised.value) == f"{path}:1:10: {said}"


def test_biases_may_be_flat(step: Matrices) -> None:
    """A bias and its gradient as a flat list are read as the program's row."""
    mine = {"b1": step["b1"].ravel().tolist(), "db1": step["db1"].ravel().tolist(), "loss": [[float(step["loss"])]]}
    comparison = bpcli.compare("xor", mine)
    assert [quantity.verdict for quantity in comparison.quantities if quantity.name in mine] == ["match"] * 3


def test_a_matrix_the_other_way_round_is_compared_and_said_so(step: Matrices) -> None:
    """A transposed matrix is wrong as transposed, and nothing else."""
    comparison = bpcli.compare("xor", {**step, "dW1": step["dW1"].T})
    assert comparison.first_wrong == "dW1"
    assert [finding.mistake for finding in comparison.diagnosis] == ["transposed"]


def test_all_that_does_not_fit_is_said_at_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """An unknown name with its nearest, and a shape with both shapes, in one answer."""
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"dw1": [[1, 2]], "Z1": [[1, 2, 3], [4, 5, 6]], "A1": [[1]]}))
    assert run("compare", str(path)) == 2
    said = capsys.readouterr().err
    assert f"{path}:1:9: dw1: did you mean 'dW1'? this step has no such quantity" in said
    assert f"{path}:1:25: Z1: has shape (2, 3); expected (4, 4)" in said
    assert f"{path}:1:55: A1: has shape (1, 1); expected (4, 4)" in said


def test_a_folder_without_matrices_and_a_missing_file(tmp_path: Path) -> None:
    """Both are named."""
    with pytest.raises(ConfigError, match="a folder without"):
        read_mine(tmp_path)
    with pytest.raises(ConfigError, match="no such file"):
        read_mine(tmp_path / "nowhere.json")
