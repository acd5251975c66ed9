"""What a convention may change and what it may not: layouts, where 1/m stands, sums and means, dtypes, repeats."""

from __future__ import annotations

import json
from copy import deepcopy
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import bpcli
from bpcli.readers.records import TracedStep
from bpcli.rules.layouts import LAYOUTS
from bpcli.rules.optimizers import OPTIMIZERS
from tests.conftest import thinned
from tests.random_configs import Case, Config, cases, in_layout, relative_error

FLOAT32_EPS = float(np.finfo(np.float32).eps)
CASES = thinned([case for case in cases() if case.seed == 0], 5)
RUNS: dict[str, Config] = {
    "full-batch": {"training": {"steps": 4}},
    "mini-batches": {"training": {"steps": 5, "batch_size": 4}},
    "shuffled": {"training": {"steps": 5, "batch_size": 4, "shuffle": True}},
    "shuffled-whole": {"training": {"steps": 3, "shuffle": True}},
    "legacy": {"training": {"steps": 5, "batch_size": 4, "shuffle": True}, "rng": "legacy"},
    "float32": {"training": {"steps": 5, "batch_size": 4, "shuffle": True}, "dtype": "float32"},
    "columns": {"training": {"steps": 5, "batch_size": 4, "shuffle": True}, "layout": "columns"},
    "shorthand": {"loss": {"name": "half_sse", "l2": 0.1}, "optimizer": "adagrad", "metrics": ["r2", "confusion"]},
    "inline-words": {"data": {"x": [[0.1, 1], [1, 0], [2, 2]], "y": ["ham", "egg", "ham"]}},
    "xor": {"data": {"source": "xor", "samples": 9, "noise": 0.3}, "rng": "legacy"},
}


def run(**changes: Any) -> Config:
    """A config that draws its data, its weights and its order from the stream."""
    config: Config = {
        "name": "drawn",
        "seed": 7,
        "data": {"source": "random_integers", "samples": 10, "features": 3, "classes": 3},
        "network": {
            "init": {"name": "normal", "std": 0.1},
            "layers": [{"units": 4, "activation": "tanh", "init": "he_uniform"}, {"units": 3, "activation": "softmax"}],
        },
        "loss": "cross_entropy",
        "optimizer": {"name": "adam", "betas": [0.8, 0.99], "freeze": ["b1"]},
    }
    return {**config, **changes}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_layouts_agree(case: Case) -> None:
    """The config written in another layout gives every number, in the same order.

    Under columns each is transposed, under torch what has the shape of a W.
    """
    config = in_layout(case.config(), "rows")
    rows = bpcli.trace(config).steps
    for layout in ("columns", "torch"):
        for step, other in zip(rows, bpcli.trace(in_layout(config, layout)), strict=True):
            assert step.loss == other.loss
            assert list(step.values) == list(other.values)
            for name in step.values:
                turned = layout == "columns" or (name.startswith(("W", "dW")))
                assert relative_error(step[name], other[name].T if turned else other[name]) <= 1e-14, (layout, name)


@pytest.mark.parametrize("changes", RUNS.values(), ids=RUNS)
def test_the_resolved_config_gives_the_same_trace(changes: Config) -> None:
    """Fed back, also by way of JSON, it gives the same bits, header and evaluation."""
    trace = bpcli.trace(run(**changes))
    for config in (trace.header.config, json.loads(json.dumps(trace.header.config))):
        again = bpcli.trace(config)
        assert again.header == trace.header
        assert_same(trace.steps, again.steps)
        assert again.evaluation.metrics == trace.evaluation.metrics
        assert again.evaluation.predictions.outputs.tobytes() == trace.evaluation.predictions.outputs.tobytes()


@pytest.mark.parametrize("changes", RUNS.values(), ids=RUNS)
def test_a_trace_can_be_iterated_again(changes: Config) -> None:
    """A second pass is the first one again; what is seen of a run does not depend on what else was asked of it."""
    trace = bpcli.trace(run(**changes))
    evaluation = trace.evaluation
    first, second = list(trace), list(trace)
    assert_same(first, second)
    outputs = bpcli.train(run(**changes)).evaluation.predictions.outputs
    assert outputs.tobytes() == evaluation.predictions.outputs.tobytes()


@pytest.mark.parametrize("changes", RUNS.values(), ids=RUNS)
def test_training_and_tracing_are_one_arithmetic(changes: Config) -> None:
    """train ends in the parameters that trace ends in, bit by bit, with the same losses on the way."""
    trace, training = bpcli.trace(run(**changes)), bpcli.train(run(**changes))
    assert training.losses == [step.loss for step in trace.steps]
    last = trace.steps[-1]
    for name, parameter in training.parameters.items():
        assert parameter.tobytes() == last[f"{name}_new" if f"{name}_new" in last.values else name].tobytes()


def test_a_step_starts_where_the_one_before_ended() -> None:
    """W of a step is W_new of the step before, and W_new is W less its step."""
    steps = bpcli.trace(run(training={"steps": 4, "batch_size": 3})).steps
    for before, after in pairwise(steps):
        for name in ("W1", "W2", "b2"):
            assert np.array_equal(after[name], before[f"{name}_new"])
            assert np.array_equal(before[f"{name}_new"], before[name] - before[f"{name}_step"])
        assert "b1_new" not in before.values
        assert before["db1"].any()


def test_the_order_of_computation() -> None:
    """Inputs, parameters, forward, loss, backward from the last layer, update from the first."""
    step = next(iter(bpcli.trace(run(loss="mse", optimizer={"name": "sgd", "momentum": 0.5}))))
    order = (
        "X Y W1 b1 W2 b2 Z1 A1 Z2 A2 loss dA2 delta2 dW2 db2 dA1 fprime1 delta1 dW1 db1 "
        "W1_velocity b1_velocity W1_step b1_step W1_new b1_new W2_velocity b2_velocity W2_step b2_step W2_new b2_new"
    )
    assert " ".join(step.values) == order
    fused = next(iter(bpcli.trace(run())))
    assert [name for name in fused.values if fused.values[name].phase == "backward"][:2] == ["delta2", "dW2"]


@pytest.mark.parametrize("loss", ["mse", "cross_entropy", {"name": "mae", "l2": 0.2, "l2_biases": 0.1}], ids=str)
def test_where_the_average_stands_changes_the_errors_alone(loss: Any) -> None:
    """Under delta: batch each dA and delta is 1/m of those under per_sample; all else is the same."""
    per_sample, batch = (bpcli.trace(run(loss=loss, delta=delta)).steps[0] for delta in ("per_sample", "batch"))
    for name in per_sample.values:
        scale = 10 if name.startswith(("dA", "delta")) else 1
        assert relative_error(scale * batch[name], per_sample[name]) <= 1e-14, name


def test_a_sum_over_samples_is_m_times_the_mean() -> None:
    """In loss and gradients; mean_loss is the same, and delta has no 1/m under either convention."""
    mean, total = (first(loss={"name": "mse", "over_samples": over}) for over in ("mean", "sum"))
    assert total.loss == pytest.approx(10 * mean.loss, rel=1e-14)
    assert total.mean_loss == pytest.approx(mean.loss, rel=1e-14)
    assert relative_error(total["dW1"], 10 * mean["dW1"]) <= 1e-14
    assert relative_error(total["delta1"], mean["delta1"]) <= 1e-14
    batch = first(loss={"name": "mse", "over_samples": "sum"}, delta="batch")
    assert np.array_equal(batch["delta1"], total["delta1"])


@pytest.mark.parametrize(
    ("loss", "factor"),
    [
        pytest.param("half_mse", 0.5, id="half_mse"),
        pytest.param("sse", 3, id="sse"),
        pytest.param("half_sse", 1.5, id="half_sse"),
        pytest.param({"name": "mse", "over_outputs": "sum"}, 3, id="summed"),
    ],
)
def test_the_squared_errors_are_multiples_of_each_other(loss: Any, factor: float) -> None:
    """Of mse, with three outputs."""
    step, mse = first(loss=loss), first(loss="mse")
    assert step.loss == pytest.approx(factor * mse.loss, rel=1e-14)
    assert all(relative_error(step[name], factor * mse[name]) <= 1e-14 for name in ("dA2", "delta1", "dW1", "db2"))


def test_penalties_stand_in_the_loss_and_not_in_the_mean_loss() -> None:
    """s/2 times the sum of squares; s times the parameter in its gradient, once, whatever m."""
    plain = first(network=with_biases())
    step = first(network=with_biases(), loss={"name": "cross_entropy", "l2": 0.3, "l2_biases": 0.2})
    weights = sum(np.square(step[name]).sum() for name in ("W1", "W2"))
    biases = sum(np.square(step[name]).sum() for name in ("b1", "b2"))
    assert step.mean_loss == plain.loss
    assert step.loss == pytest.approx(plain.loss + 0.15 * weights + 0.1 * biases, rel=1e-14)
    for kind, strength in (("W", 0.3), ("b", 0.2)):
        for layer in "12":
            expected = plain[f"d{kind}{layer}"] + strength * step[f"{kind}{layer}"]
            assert relative_error(step[f"d{kind}{layer}"], expected) <= 1e-14


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_float32_is_float32_throughout_and_close_to_float64(case: Case) -> None:
    """Every matrix has the dtype; the first step's differ from float64's by 1e-5 of their largest entry at most.

    What cancels to less is allowed four roundings of numbers about 1.
    """
    config = case.config()
    if "eps" in OPTIMIZERS[config["optimizer"]["name"]].__struct_fields__:
        config["optimizer"]["eps"] = 1e-3  # a gradient of zero but for rounding is not blown up
    single, double = (bpcli.trace({**config, "dtype": dtype}).steps for dtype in ("float32", "float64"))
    assert {quantity.data.dtype for step in single for quantity in step.values.values()} == {np.dtype("float32")}
    for name in single[0].values:
        if not name.endswith("_step"):  # a quotient of nearly nothing; what it does to the parameter is compared
            assert relative_error(single[0][name], double[0][name], floor=4e5 * FLOAT32_EPS) <= 1e-5, name


def test_nothing_is_drawn_that_is_not_asked_for() -> None:
    """Numbers of its own for one layer leave the stream to the next one."""
    weights = [[0.5] * 4] * 3
    given = run(data={"x": [[1, 2, 3]], "y": [0]})
    given["network"] = deepcopy(given["network"])
    given["network"]["layers"][0] = {"weights": weights, "activation": "tanh"}
    step = next(iter(bpcli.trace(given)))
    assert np.array_equal(step["W1"], weights)
    assert np.array_equal(step["W2"], 0.0 + 0.1 * np.random.default_rng(7).standard_normal((4, 3)))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("rng", ["legacy", "pcg64"])
def test_the_one_stream_in_its_order(rng: str, layout: str) -> None:
    """x, y, then each layer's weights, in the shapes that the layout shows; then an order for each pass."""
    config = run(rng=rng, layout=layout, training={"steps": 4, "batch_size": 6, "shuffle": True})
    config["network"] = {"init": "normal", "layers": [{"units": 4}, {"units": 3, "activation": "softmax"}]}
    stream: Any = np.random.RandomState(7) if rng == "legacy" else np.random.default_rng(7)
    whole = stream.randint if rng == "legacy" else stream.integers
    x = whole(1, 11, (3, 10) if layout == "columns" else (10, 3))
    y = whole(0, 3, (10,))
    W1 = stream.standard_normal((3, 4) if layout == "rows" else (4, 3))
    W2 = stream.standard_normal((4, 3) if layout == "rows" else (3, 4))
    orders = np.concatenate([stream.permutation(10), stream.permutation(10)])
    steps = bpcli.trace(config).steps
    assert np.array_equal(steps[0]["W1"], W1)
    assert np.array_equal(steps[0]["W2"], W2)
    rows = x.T if layout == "columns" else x
    for step, batch in zip(steps, np.split(orders, [6, 10, 16]), strict=True):
        X, Y = (step[name].T if layout == "columns" else step[name] for name in ("X", "Y"))
        assert np.array_equal(X, rows[batch])
        assert np.array_equal(Y, np.eye(3)[y[batch]])


def test_batches_in_order_start_again_at_the_first() -> None:
    """Without shuffling: 4, 4 and 2 of ten samples, then the same again."""
    steps = bpcli.trace(run(training={"steps": 6, "batch_size": 4})).steps
    whole = first()["X"]
    starts = [(0, 4), (4, 8), (8, 10)] * 2
    assert all(np.array_equal(step["X"], whole[a:b]) for step, (a, b) in zip(steps, starts, strict=True))


def first(**changes: Any) -> TracedStep:
    """The first step of the config with these changes."""
    return next(iter(bpcli.trace(run(**changes))))


def with_biases() -> Config:
    """The network with biases other than zero."""
    network: Config = deepcopy(run()["network"])
    for number, layer in enumerate(network["layers"]):
        layer["bias"] = 0.5 - number
    return network


def assert_same(steps: list[TracedStep], others: list[TracedStep]) -> None:
    """Both have the same numbers to the last bit, under the same names, with the same formulas."""
    assert len(steps) == len(others) > 0
    for step, other in zip(steps, others, strict=True):
        assert (step.step, step.loss, step.mean_loss) == (other.step, other.loss, other.mean_loss)
        assert step.metrics == other.metrics
        assert list(step.values) == list(other.values)
        for name, quantity in step.values.items():
            assert quantity.formula == other.values[name].formula
            assert quantity.data.dtype == other[name].dtype
            assert quantity.data.tobytes() == other[name].tobytes()
