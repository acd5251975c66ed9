"""bpcli for Python users: the same runs as on the command line, as arrays."""

from __future__ import annotations

import copy
import doctest
import json
import pickle
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import bpcli
import bpcli.api
from bpcli.config.sources import example_names
from bpcli.readers.records import TracedStep
from bpcli.readers.trace import Trace
from tests.conftest import Run


def test_the_examples_in_the_docstrings() -> None:
    """What a docstring shows is what comes."""
    results = doctest.testmod(bpcli.api)
    assert results.attempted >= 6
    assert results.failed == 0


@pytest.mark.parametrize("name", example_names())
def test_trace_is_the_commands(run: Run, name: str) -> None:
    """Every number of ``bpcli.trace`` is that of ``bpcli trace``."""
    whole = json.loads(run("trace", name, "--steps", "2", "--json").out)
    trace = bpcli.trace(name, steps=2)
    for step, written in zip(trace.steps, whole["steps"], strict=True):
        assert (step.step, step.loss, step.mean_loss) == (written["step"], written["loss"], written["mean_loss"])
        assert list(step.values) == list(written["values"])
        for key, value in written["values"].items():
            np.testing.assert_array_equal(step[key], np.array(value["data"]), strict=False)
            assert (step.values[key].formula, step.values[key].phase) == (value.get("formula"), value["phase"])
    assert trace.evaluation.metrics == whole["evaluation"]["metrics"]


def test_train_is_the_commands(run: Run) -> None:
    """History and evaluation of ``bpcli.train`` are those of ``bpcli train``."""
    whole = json.loads(run("train", "xor", "--steps", "20", "--every", "7", "--json").out)
    training = bpcli.train("xor", steps=20, every=7)
    assert [summary.step for summary in training.history] == [7, 14, 20]
    assert training.losses == [step["loss"] for step in whole["steps"]]
    written = whole["evaluation"]["predictions"]["probabilities"]
    np.testing.assert_array_equal(training.evaluation.predictions.outputs, written)


@pytest.mark.parametrize("layout", ["rows", "columns"])
def test_trained_parameters_go_on_from_the_last_step(layout: str) -> None:
    """They are what the last step made, in the config's layout."""
    settings = [f"layout={layout}", "data={source: xor}"]
    training = bpcli.train("xor", steps=5, settings=settings)
    last = bpcli.trace("xor", steps=5, settings=settings).steps[-1]
    assert list(training.parameters) == ["W1", "b1", "W2", "b2"]
    for name, array in training.parameters.items():
        np.testing.assert_array_equal(array, last[f"{name}_new"])


def test_a_trace_can_be_iterated_again() -> None:
    """Each pass starts anew and gives the same numbers; what it handed out before does not change."""
    trace = bpcli.trace("xor", steps=3)
    first = list(trace)
    kept = {name: first[0][name].copy() for name in first[0].values}
    again = list(trace)
    for name, array in kept.items():
        np.testing.assert_array_equal(first[0][name], array)
        np.testing.assert_array_equal(again[0][name], array)


def test_sources(tmp_path: Path) -> None:
    """A path in either form, a name and a mapping are all configs."""
    text = "data: {x: [[0], [1]], y: [0, 1]}\nnetwork: {init: zeros, layers: [{units: 1}]}\nloss: mse\n"
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    mapping = {
        "data": {"x": [[0], [1]], "y": [0, 1]},
        "network": {"init": "zeros", "layers": [{"units": 1}]},
        "loss": "mse",
    }
    losses = [bpcli.trace(source).steps[0].loss for source in (path, str(path), mapping)]
    assert losses == [0.5, 0.5, 0.5]
    assert [bpcli.trace(source).header.name for source in (path, mapping)] == ["mine", "config"]


def test_quantities_are_arrays() -> None:
    """NumPy takes a quantity where it takes an array."""
    step = bpcli.trace("xor").steps[0]
    Z1 = step.values["Z1"]
    assert np.asarray(Z1).shape == Z1.shape == (4, 4)
    assert np.asarray(Z1) is Z1.data
    assert np.array(Z1) is not Z1.data
    assert np.asarray(Z1, np.float32).dtype == np.float32
    with pytest.raises(KeyError):
        _ = step["Z9"]


def test_errors() -> None:
    """Each is a BpcliError that says what it found, as attributes too."""
    with pytest.raises(bpcli.ConfigError) as config_error:
        bpcli.trace("xor", settings=["sed=1", "seed=x"])
    assert {fault.path for fault in config_error.value.faults} == {("sed",), ("seed",)}
    assert isinstance(config_error.value, bpcli.BpcliError)
    with pytest.raises(bpcli.NonFiniteError) as non_finite:
        bpcli.train("xor", settings=["optimizer.learning_rate=1e300"])
    error = non_finite.value
    assert (error.step, error.quantity, error.entry, error.value) == (2, "Z2", (0, 0), -np.inf)
    with pytest.raises(bpcli.UsageError):
        bpcli.trace("xor").showing(only="Z9")
    with pytest.raises(ValueError, match="every is 0; allowed: 1 or more"):
        bpcli.train("xor", every=0)


def test_steps_before_the_numbers_leave_the_finite_are_handed_out() -> None:
    """The step in which it happens is the last that comes."""
    steps = iter(bpcli.trace("xor", settings=["optimizer.learning_rate=1e300"]))
    assert [next(steps).step, next(steps).step] == [1, 2]
    with pytest.raises(bpcli.NonFiniteError):
        next(steps)


@pytest.mark.parametrize(("at", "steps"), [(3, [3]), ("2:3", [2, 3]), ("last", [10])])
@pytest.mark.parametrize("only", ["Z,dW1", ["Z", "dW1"]])
def test_trace_shows_what_it_is_asked_for(at: int | str, steps: list[int], only: str | list[str]) -> None:
    """at, only and layer take what the command line takes; the evaluation is that after the last step shown."""
    trace = bpcli.trace("xor", at=at, only=only, layer=1)
    assert [step.step for step in trace.steps] == steps
    assert [*trace.steps[0].values] == ["Z1", "dW1"]
    assert trace.evaluation.step == steps[-1]


def test_check_and_compare_know_the_last_step() -> None:
    """last is the run's own, or the last that was given."""
    assert bpcli.check("xor", at="last").step == 10
    last = bpcli.trace("xor").steps[-1]
    assert bpcli.compare("xor", {"Z1": last["Z1"]}, at="last").step == 10


def test_a_trace_reads_as_a_sequence_of_steps() -> None:
    """By place from both ends, by slice, and by name as one array over the steps."""
    trace = bpcli.trace("xor", steps=5)
    assert (len(trace), trace[0].step, trace[-1].step) == (5, 1, 5)
    assert [step.step for step in trace[1:3]] == [2, 3]
    assert trace["dW1"].shape == (5, 2, 4)
    np.testing.assert_array_equal(trace["loss"], [step.loss for step in trace])
    assert len(trace.showing(at="2:4")) == 3
    with pytest.raises(IndexError):
        trace[5]
    with pytest.raises(KeyError, match="did you mean 'dW"):
        trace["dW"]
    with pytest.raises(ValueError, match="shape"):
        bpcli.trace("xor", steps=2, settings=["training.batch_size=3"])["Z1"]


def test_a_step_reads_as_a_mapping_of_arrays() -> None:
    """Names in order, arrays by name and by attribute, and a nearest name where there is none."""
    step = bpcli.trace("xor")[0]
    assert list(step)[:3] == ["X", "Y", "W1"]
    assert (len(step), "dW1" in step, "dW9" in step) == (27, True, False)
    assert step.dW1 is step["dW1"]
    assert dict(step)["dW1"] is step["dW1"]
    assert "dW1" in dir(step)
    np.testing.assert_array_equal(step.values["dW1"][0, :2], step.dW1[0, :2])
    with pytest.raises(AttributeError, match="did you mean 'dW1'"):
        step.dw1  # noqa: B018


def test_a_step_by_its_place_computes_no_later_one() -> None:
    """The first of a million comes at once; steps that were not finite yet can be looked at."""
    trace = bpcli.trace("xor", steps=10**6)
    assert [trace[0].step, trace[3].step, *(step.step for step in trace[5:1:-2])] == [1, 4, 6, 4]
    exploding = bpcli.trace("xor", settings=["learning_rate=1e300"])
    assert exploding[0].step == 1
    with pytest.raises(bpcli.NonFiniteError):
        exploding[2]


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda trace: trace[3], IndexError, "there is no trace[3]: it shows 3 steps"),
        (lambda trace: trace["dW9"], KeyError, "this step has no such quantity"),
        (lambda trace: trace[0][0], TypeError, "as in step['dW1']; found 0"),
        (lambda _: bpcli.trace("xor", steps=0)["dW1"], ValueError, "dW1: this trace shows no step"),
    ],
)
def test_what_a_trace_does_not_have(wrong: Callable[[Trace], object], error: type[Exception], says: str) -> None:
    """It is said in words of our own."""
    with pytest.raises(error, match=re.escape(says)):
        wrong(bpcli.trace("xor", steps=3))


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda step: pickle.loads(pickle.dumps(step))])
def test_a_step_can_be_copied(copied: Callable[[TracedStep], TracedStep]) -> None:
    """Attributes that are looked up do not get in the way."""
    step = bpcli.trace("xor")[0]
    assert np.array_equal(copied(step).dW1, step.dW1)
