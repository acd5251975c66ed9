"""The JSON of real runs: its layout, its numbers to the last bit, and what the options select."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import numpy as np
import pytest

import bpcli
from bpcli.config.sources import example_names
from tests.cli.pseudo_terminal import BPCLI
from tests.conftest import Run

NAMES = [
    "X", "Y", "W1", "b1", "W2", "b2", "Z1", "A1", "Z2", "A2", "loss", "delta2", "dW2", "db2", "dA1", "fprime1",
    "delta1", "dW1", "db1", "W1_step", "b1_step", "W1_new", "b1_new", "W2_step", "b2_step", "W2_new", "b2_new",
]  # fmt: skip


def trace(run: Run, *args: str) -> Any:
    """The trace that a command writes."""
    answer = run("trace", *args, "--json")
    assert (answer.status, answer.err) == (0, "")
    return json.loads(answer.out)


def lines(out: bytes) -> list[Any]:
    """The lines of a JSON Lines answer, each whole by itself."""
    assert out.endswith(b"\n")
    return [json.loads(line) for line in out.splitlines()]


def test_the_layout_of_a_trace(run: Run) -> None:
    """The contract's keys in the contract's order, and nothing else."""
    whole = trace(run, "xor")
    assert list(whole) == ["format", "version", "name", "conventions", "layers", "config", "steps", "evaluation"]
    assert (whole["format"], whole["version"], whole["name"]) == ("bpcli.trace", 1, "XOR, 2-4-2")
    assert whole["conventions"] == {
        "layout": "rows",
        "delta": "per_sample",
        "loss": "cross_entropy",
        "over_samples": "mean",
    }
    assert whole["layers"] == [
        {"units": 4, "activation": "relu", "parameters": 12},
        {"units": 2, "activation": "softmax", "parameters": 10},
    ]
    assert [step["step"] for step in whole["steps"]] == list(range(1, 11))
    first = whole["steps"][0]
    assert list(first) == ["step", "loss", "mean_loss", "metrics", "values"]
    assert round(first["loss"], 6) == 0.719186
    assert sorted(first["values"]) == sorted(NAMES)
    assert list(whole["evaluation"]) == ["step", "metrics", "predictions"]
    assert whole["evaluation"]["step"] == 10
    assert list(whole["evaluation"]["predictions"]) == ["probabilities", "classes", "targets"]


def test_the_layout_of_a_value(run: Run) -> None:
    """Phase, layer, formula where there is one, shape and data."""
    values = trace(run, "xor")["steps"][0]["values"]
    assert values["X"] == {"phase": "input", "layer": 0, "shape": [4, 2], "data": [[0, 0], [0, 1], [1, 0], [1, 1]]}
    assert list(values["Z1"]) == ["phase", "layer", "formula", "shape", "data"]
    assert (values["Z1"]["formula"], values["Z1"]["shape"]) == ("Z1 = X W1 + b1", [4, 4])
    assert values["loss"]["shape"] == []
    for name, value in values.items():
        assert list(np.shape(value["data"])) == value["shape"], name
        assert ("formula" in value) == (value["phase"] not in ("input", "parameter")), name
        assert value.get("formula", f"{name} = ").startswith(f"{name} = ")


@pytest.mark.parametrize("name", example_names())
def test_values_stand_in_the_order_of_computation(run: Run, name: str) -> None:
    """Input, parameters, forward, loss, backward from the last layer, update from the first."""
    values = trace(run, name, "--steps", "1")["steps"][0]["values"]
    order = ["input", "parameter", "forward", "loss", "backward", "update"]
    phases = [value["phase"] for value in values.values()]
    assert phases == sorted(phases, key=order.index)
    for phase in order:
        layers = [value["layer"] for value in values.values() if value["phase"] == phase]
        if phase in ("forward", "update", "backward"):
            assert layers == sorted(layers, reverse=phase == "backward")


def test_json_lines(run: Run) -> None:
    """The header first, without steps; then one step a line; then the evaluation."""
    header, *steps, closing = lines(run("trace", "xor", "-f", "jsonl").out)
    whole = trace(run, "xor")
    assert list(header) == ["format", "version", "name", "conventions", "layers", "config"]
    assert steps == whole["steps"]
    assert closing == {"evaluation": whole["evaluation"]}


def test_the_layout_of_a_history(run: Run) -> None:
    """train writes each step's numbers without its matrices, in both formats."""
    whole = json.loads(run("train", "xor", "--steps", "3", "--json").out)
    assert list(whole) == ["format", "version", "name", "steps", "evaluation"]
    assert (whole["format"], whole["version"], whole["name"]) == ("bpcli.history", 1, "XOR, 2-4-2")
    assert [list(step) for step in whole["steps"]] == [["step", "loss", "mean_loss", "metrics"]] * 3
    header, *steps, closing = lines(run("train", "xor", "--steps", "3", "-f", "jsonl").out)
    assert {**header, "steps": steps, **closing} == whole


@pytest.mark.parametrize(
    ("every", "steps", "shown"), [(3, 10, [3, 6, 9, 10]), (5, 10, [5, 10]), (100, 10, [10]), (1, 3, [1, 2, 3])]
)
def test_every(run: Run, every: int, steps: int, shown: list[int]) -> None:
    """--every thins the steps and leaves the last; the numbers and the evaluation stay."""
    args = ("train", "xor", "--steps", str(steps), "--json")
    whole, thinned = json.loads(run(*args).out), json.loads(run(*args, "--every", str(every)).out)
    assert [step["step"] for step in thinned["steps"]] == shown
    assert thinned["steps"] == [whole["steps"][step - 1] for step in shown]
    assert thinned["evaluation"] == whole["evaluation"]


@pytest.mark.parametrize("name", example_names())
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_numbers_round_trip_to_the_bit(run: Run, name: str, dtype: str) -> None:
    """What JSON holds is, read back in the config's kind of number, exactly what was computed."""
    settings = [f"dtype={dtype}"]
    written = trace(run, name, "--steps", "2", "--set", settings[0])
    for step, computed in zip(written["steps"], bpcli.trace(name, steps=2, settings=settings), strict=True):
        assert step["loss"] == computed.loss
        for key, value in step["values"].items():
            read = np.array(value["data"], dtype)
            assert computed[key].dtype == np.dtype(dtype), key
            assert read.tobytes() == np.ascontiguousarray(computed[key]).tobytes(), key


def test_float32_is_written_in_its_own_digits(run: Run) -> None:
    """A float32 has the few digits that tell it apart, not those of its float64 neighbour."""
    values = trace(run, "xor", "--set", "dtype=float32")["steps"][0]["values"]
    assert max(len(str(number)) for row in values["W1"]["data"] for number in row) <= 13


def test_numbers_that_are_none(run: Run) -> None:
    """NaN and the infinities are words, in matrices, losses and metrics."""
    settings = ("--set", "optimizer.learning_rate=1e300", "--set", "metrics=[mse]")
    answer = run("trace", "xor", "--json", *settings)
    whole = json.loads(answer.out, parse_constant=pytest.fail)
    assert answer.status == 1
    assert [step["step"] for step in whole["steps"]] == [1, 2]
    last = whole["steps"][-1]
    assert (last["loss"], last["metrics"]["mse"]) == ("NaN", "NaN")
    assert last["values"]["Z2"]["data"][0][0] == "-Infinity"


def selected(whole: Any) -> list[str]:
    """The names in a trace's first step."""
    return list(whole["steps"][0]["values"])


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (("--only", "Z,A,delta"), ["Z1", "A1", "Z2", "A2", "delta2", "delta1"]),
        (("--only", "dW1"), ["dW1"]),
        (("--only", " W_new , db1 "), ["db1", "W1_new", "W2_new"]),
        (("--only", "loss"), ["loss"]),
        (("--layer", "0"), ["X", "Y"]),
        (("--only", "Z,A", "--layer", "1"), ["Z1", "A1"]),
    ],
)
def test_only_and_layer(run: Run, args: tuple[str, ...], expected: list[str]) -> None:
    """Names, families of names and layers select; order and numbers stay."""
    part, whole = trace(run, "xor", *args), trace(run, "xor")
    assert selected(part) == expected
    for step, full in zip(part["steps"], whole["steps"], strict=True):
        assert step["values"] == {name: full["values"][name] for name in expected}
    assert part["evaluation"] == whole["evaluation"]


@pytest.mark.parametrize(
    ("at", "steps"),
    [("1", [1]), ("10", [10]), ("last", [10]), ("2:4", [2, 3, 4]), (":2", [1, 2]), ("9:", [9, 10]), (" 3 ", [3])],
)
def test_at(run: Run, at: str, steps: list[int]) -> None:
    """--at shows some steps and ends the run after the last of them, as a run of so many steps would end."""
    part, whole = trace(run, "xor", "--at", at), trace(run, "xor")
    assert part["steps"] == [whole["steps"][step - 1] for step in steps]
    assert part["evaluation"] == trace(run, "xor", "--steps", str(steps[-1]))["evaluation"]
    assert part["evaluation"]["step"] == steps[-1]
    assert part["config"] == whole["config"]


def test_nothing_is_computed_after_the_last_step_shown(run: Run) -> None:
    """A run that leaves the finite numbers later on ends well."""
    settings = ("--set", "optimizer.learning_rate=1e300")
    assert run("trace", "xor", *settings, "--at", "2").status == 1
    assert run("trace", "xor", *settings, "--at", "1")[::2] == (0, "")


@pytest.mark.parametrize("command", ["trace", "train"])
@pytest.mark.parametrize("name", ["xor", "columns", "mazur"])
def test_an_untrained_network_is_evaluated(run: Run, command: str, name: str) -> None:
    """--steps 0 makes no step and says what the network does as it was drawn; the A of the first step is that."""
    whole = json.loads(run(command, name, "--steps", "0", "--json").out)
    assert whole["steps"] == []
    assert whole["evaluation"]["step"] == 0
    said = whole["evaluation"]["predictions"]
    first = next(iter(bpcli.trace(name)))
    np.testing.assert_array_equal(said.get("probabilities", said.get("outputs")), first["A2"])
    title = "evaluation of the untrained network"
    assert title in run(command, name, "--steps", "0").out.decode()
    assert title in run(command, name, "--set", "training.steps=0").out.decode()
    assert "evaluation after step 2 " in run(command, name, "--steps", "2").out.decode()


def test_precision(run: Run) -> None:
    """It keeps so many digits of each matrix's largest entry, two of the smallest; without it all are there."""
    rounded, whole = trace(run, "xor", "--precision", "3"), trace(run, "xor")
    assert rounded["steps"][0]["loss"] == round(whole["steps"][0]["loss"], 3)
    for name, value in rounded["steps"][0]["values"].items():
        exact = np.array(whole["steps"][0]["values"][name]["data"])
        unit = 10.0 ** (np.floor(np.log10(np.abs(exact).max(initial=1e-9))) - 2)
        np.testing.assert_allclose(value["data"], exact, rtol=0, atol=0.51 * unit)
        assert all(len(f"{abs(number):.15g}".replace(".", "").lstrip("0")) <= 3 for number in np.ravel(value["data"]))
    assert rounded["config"] == whole["config"]


@pytest.mark.skipif(which("jq") is None, reason="jq is not installed")
def test_jq() -> None:
    """What the manual shows: bpcli trace xor --json | jq '.steps[0].values.dW1.data'."""
    piped = subprocess.run([*BPCLI, "trace", "xor", "--json"], capture_output=True, check=True).stdout
    asked = ["jq", "-c", ".steps[0].values.dW1.data"]
    found = subprocess.run(asked, input=piped, capture_output=True, check=True).stdout
    np.testing.assert_array_equal(json.loads(found), next(iter(bpcli.trace("xor")))["dW1"])


def test_output_file_has_the_same_bytes(run: Run, tmp_path: Path) -> None:
    """-o writes what standard output would have."""
    for format_ in ("table", "json", "jsonl"):
        target = tmp_path / format_
        assert run("trace", "iris4", "-f", format_, "-o", str(target)) == (0, b"", "")
        assert target.read_bytes() == run("trace", "iris4", "-f", format_, "-o", "-").out
