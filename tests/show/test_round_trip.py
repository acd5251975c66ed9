"""A stored trace shows what the run itself showed: the same bytes, tables, expressions and axes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bpcli
from bpcli.config.sources import example_names
from bpcli.readers.stored.run import stored_run
from tests.config.whole_config import LAYERS, WHOLE
from tests.conftest import Run, thinned

EVERY = [
    (name, layout, dtype)
    for name, layout, dtype in product(example_names(), ("rows", "columns", "torch"), ("float64", "float32"))
    if (name == "columns") == (layout == "columns")  # its data are written so, those of the others are not
]
UNITS: list[tuple[int, dict[str, Any]]] = list(zip((4, 3, 2, 2), LAYERS, strict=True))
RUNS: list[tuple[str, ...]] = [
    ("xor", "--set", "optimizer=adamw", "--set", "metrics=[accuracy,confusion]"),
    ("xor", "--set", "loss={name: cross_entropy, l2: 0.1, over_samples: sum}", "--set", "optimizer.clip_norm=0.1"),
    ("xor", "--set", "loss=half_mse", "--set", "network.layers.1={units: 1, activation: sigmoid, bias: false}"),
    ("xor", "--set", "training={steps: 5, batch_size: 3, shuffle: true}", "--set", "delta=batch"),
    ("xor", "--set", "optimizer.learning_rate=1e300"),
    ("iris", "--only", "X,dW"),
    ("mazur", "--layer", "2"),
    ("mazur", "--steps", "0"),
    ("xor", "--at", "3:5"),
    ("xor", "--set", 'name=a "b" \\x1b[31m {[,'),
]


def stored(run: Run, folder: Path, *args: str, ending: str = "json") -> tuple[str, bytes]:
    """The file that a trace was written to, and what is in it."""
    answer = run("trace", *args, "-f", ending)
    path = folder / f"t.{ending}"
    path.write_bytes(answer.out)
    return str(path), answer.out


@pytest.mark.parametrize("case", thinned(EVERY, 4), ids="-".join)
def test_every_example_comes_back_to_the_byte(run: Run, case: tuple[str, str, str], tmp_path: Path) -> None:
    """In every layout and kind of number."""
    name, layout, dtype = case
    settings = ("--set", f"layout={layout}", "--set", f"dtype={dtype}")
    path, written = stored(run, tmp_path, name, "--steps", "3", *settings)
    assert run("show", path, "--json") == (0, written, "")


@pytest.mark.parametrize("args", RUNS, ids=" ".join)
def test_every_kind_of_run_comes_back(run: Run, args: tuple[str, ...], tmp_path: Path) -> None:
    """As JSON, as JSON lines, from one to the other, from a file and from a pipe."""
    path, written = stored(run, tmp_path, *args)
    lines_path, lines = stored(run, tmp_path, *args, ending="jsonl")
    assert run("show", path, "--json").out == run("show", lines_path, "--json").out == written
    assert run("show", path, "-f", "jsonl").out == run("show", "-", "-f", "jsonl", stdin=lines).out == lines


@pytest.mark.parametrize(
    "options", [("--view", "equations"), ("--precision", "2", "--full"), ("--only", "Z,W1_new", "--at", "last")]
)
@pytest.mark.parametrize("name", [name for name in example_names() if name != "iris"])
def test_tables_are_the_runs_own(run: Run, name: str, options: tuple[str, ...], tmp_path: Path) -> None:
    """A person sees no difference; of Iris only the columns of its CSV have lost their names."""
    path, _ = stored(run, tmp_path, name, "--steps", "3")
    assert run("show", path, *options).out == run("trace", name, "--steps", "3", *options).out


def test_names_of_classes_are_known(run: Run, tmp_path: Path) -> None:
    """They stand in the config."""
    path, _ = stored(run, tmp_path, "iris", "--steps", "1")
    assert b"P(setosa)" in run("show", path).out


@pytest.mark.parametrize(
    "options", [("--at", "3"), ("--at", "2:4"), ("--at", "last"), ("--only", "Z,loss"), ("--layer", "1")]
)
def test_selections_are_those_of_a_run(run: Run, options: tuple[str, ...], tmp_path: Path) -> None:
    """The same steps and quantities; the evaluation is there where all up to it was shown."""
    path, _ = stored(run, tmp_path, "xor")
    shown = json.loads(run("show", path, *options, "--json").out)
    traced = json.loads(run("trace", "xor", *options, "--json").out)
    cut = traced["evaluation"]["step"] < 10
    assert shown == {key: value for key, value in traced.items() if not (cut and key == "evaluation")}


def records(source: Any) -> Iterator[tuple[Any, ...]]:
    """Each quantity's name, layer, axes, formula, expression, shape, kind of number and bytes."""
    for step in source:
        for name, each in step.values.items():
            data = np.ascontiguousarray(each.data)
            told = (each.phase, each.layer, each.axes, each.formula, each.expression)
            yield step.step, name, *told, data.shape, data.dtype, data.tobytes()


@pytest.mark.parametrize("layout", ["rows", "columns", "torch"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_records_are_equal(run: Run, layout: str, dtype: str, tmp_path: Path) -> None:
    """All that a writer reads of a quantity: of a config with every key, expressions included."""
    data = {"source": "random_integers", "samples": 7, "features": 3, "classes": 2}
    network = {"layers": [{"units": number, "activation": layer["activation"]} for number, layer in UNITS]}
    config = {**WHOLE, "data": data, "network": network, "layout": layout, "dtype": dtype}
    (tmp_path / "c.json").write_text(json.dumps(config), encoding="utf-8")
    path, _ = stored(run, tmp_path, str(tmp_path / "c.json"))
    with stored_run(path) as found:
        trace = bpcli.trace(config)
        assert list(records(found)) == list(records(trace))
        assert found.header == trace.header
        assert found.evaluation() is not None


def test_a_config_whose_data_are_gone_still_tells_the_expressions(run: Run, tmp_path: Path) -> None:
    """No formula needs them."""
    path, written = stored(run, tmp_path, "xor")
    changed = json.loads(written)
    changed["config"]["data"] = {"source": "csv", "path": "/nowhere.csv", "x": ["a", "b"], "y": "c"}
    Path(path).write_text(json.dumps(changed), encoding="utf-8")
    with stored_run(path) as found:
        assert next(iter(found)).values["Z1"].expression == bpcli.trace("xor").steps[0].values["Z1"].expression


OPTIMIZERS = ["adam", "{name: adagrad, clip_norm: 0.1}", "{name: sgd, momentum: 0.9}", "nadam"]


@pytest.mark.parametrize(
    ("at", "only"), [(None, None), (None, "W1_new,b2_step,dW"), (None, "loss"), ("2", None), ("last", None)]
)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("layout", ["rows", "torch"])
def test_operands_are_those_of_a_run(
    run: Run, at: str | None, only: str | None, optimizer: str, layout: str, tmp_path: Path
) -> None:
    """What the equations read besides what is shown: other quantities, counts, the optimizer's state before."""
    settings = [f"optimizer={optimizer}", f"layout={layout}", "training={steps: 3, batch_size: 3}"]
    path, _ = stored(run, tmp_path, "xor", *(part for setting in settings for part in ("--set", setting)))
    trace = bpcli.trace("xor", settings=settings).showing(at=at, only=only)
    with stored_run(path, at=at, only=only, operands=True) as found:
        for step, computed in zip(found, trace.start(operands=True), strict=True):
            assert {*step.operands} == {*computed.operands}
            for name, each in computed.operands.items():
                np.testing.assert_array_equal(step.operands[name].data, each.data, err_msg=name)
                assert (step.operands[name].axes, step.operands[name].layer) == (each.axes, each.layer), name
