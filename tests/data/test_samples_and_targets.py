"""What x and y mean together: counts, shapes, labels, and what each loss and metric can take."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bpcli.errors import ConfigError
from bpcli.program.setup import Setup, prepare


def config(x: Any, y: Any, units: int = 1, loss: Any = "mse", **more: Any) -> dict[str, Any]:
    """A network of one layer on these samples."""
    layers = [{"units": units, "activation": more.pop("activation", "identity")}]
    return {"data": {"x": x, "y": y}, "network": {"layers": layers}, "loss": loss, **more}


def made_ready(*args: Any, **more: Any) -> Setup:
    """That config, made ready."""
    return prepare(config(*args, **more))


def faults(*args: Any, **more: Any) -> list[str]:
    """What is said of that config."""
    with pytest.raises(ConfigError) as caught:
        made_ready(*args, **more)
    return [str(fault).removeprefix("config: ") for fault in caught.value.faults]


X = [[0], [1], [2]]


@pytest.mark.parametrize(
    ("y", "units", "loss", "expected"),
    [
        ([0, 1, 2], 3, "cross_entropy", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        ([[1, 0], [0.25, 0.75], [0, 1]], 2, "cross_entropy", [[1, 0], [0.25, 0.75], [0, 1]]),
        ([0, 1, 0], 2, "mse", [[1, 0], [0, 1], [1, 0]]),
        ([0, 1, 0], 2, "hinge", [[1, -1], [-1, 1], [1, -1]]),
        ([-1, 1, 1], 1, "hinge", [[-1], [1], [1]]),
        ([0, 1, 0], 1, "binary_cross_entropy", [[0], [1], [0]]),
        ([0.5, 1, 0], 1, "binary_cross_entropy", [[0.5], [1], [0]]),
        (["no", "yes", "no"], 1, "binary_cross_entropy", [[0], [1], [0]]),
        (["no", "yes", "no"], 1, "hinge", [[-1], [1], [-1]]),
        ([0.5, -2, 3], 1, "mse", [[0.5], [-2], [3]]),
        ([[0.5], [-2], [3]], 1, "mae", [[0.5], [-2], [3]]),
    ],
)
def test_targets(y: Any, units: int, loss: str, expected: list[list[float]]) -> None:
    """Labels become rows of the loss's own 'this class' and 'not this class'; numbers stay."""
    assert made_ready(X, y, units, loss).targets.Y.tolist() == expected


def test_columns() -> None:
    """Under columns x and a matrix y stand on their side; labels are a flat list all the same."""
    ready = made_ready([[0, 1, 2]], [[1, 0, 1], [0, 1, 0]], 2, layout="columns")
    assert ready.X.tolist() == X
    assert ready.targets.Y.tolist() == [[1, 0], [0, 1], [1, 0]]
    assert made_ready([[0, 1, 2]], [0, 1, 0], 2, layout="columns").targets.Y.tolist() == [[1, 0], [0, 1], [1, 0]]


ROWS, COLUMNS = "under layout: rows a sample is a row", "under layout: columns a sample is a column"
AS_MANY = "allowed: as many targets as samples"
ONE_KIND = "allowed: labels, numbers, or rows of numbers, all of one kind"
EMPTY = "an empty matrix; allowed: at least one row with at least one number"


@pytest.mark.parametrize(
    ("x", "y", "more", "messages"),
    [
        (X, [1, 2], {}, [f"data.y: x has 3 samples (shape (3, 1)), y has 2 (shape (2,)); {AS_MANY}; {ROWS}"]),
        ([[0]], [1, 2], {}, [f"data.y: x has 1 sample (shape (1, 1)), y has 2 (shape (2,)); {AS_MANY}; {ROWS}"]),
        (
            [[0, 1, 2]], [[1], [2], [3]], {"layout": "columns"},
            [f"data.y: x has 3 samples (shape (1, 3)), y has 1 (shape (3, 1)); {AS_MANY}; {COLUMNS}"],
        ),
        ([], [1], {}, [f"data.x: {EMPTY}"]),
        ([[]], [1], {}, [f"data.x: {EMPTY}"]),
        (X, [[]], {}, [f"data.y: {EMPTY}"]),
        (X, [], {}, ["data.y: found an empty list; allowed: labels, numbers, or rows of numbers"]),
        (
            [[0, 1], [1], [2, 3, 4]], [1, 2, 3], {},
            ["data.x.1: this row has 1 entries, the first row has 2; allowed: rows of equal length",
             "data.x.2: this row has 3 entries, the first row has 2; allowed: rows of equal length"],
        ),
        (X, [1, "a", 2], {}, [f"data.y.1: found a word among numbers; {ONE_KIND}"]),
        (X, ["a", 1, "b"], {}, [f"data.y.1: found a number among words; {ONE_KIND}"]),
        (X, [[1], [2], 3], {}, [f"data.y.2: found a number among lists; {ONE_KIND}"]),
        (
            X, [[1, 2], [3, 4], [5, 6]], {"units": 3},
            ["data.y: y has 2 numbers a sample (shape (3, 2)), but network.layers.0 has 3 units; allowed: one target"
             " for each output unit, or class labels"],
        ),
        (
            [[0, 1, 2]], [[1, 2, 3]], {"units": 2, "layout": "columns"},
            ["data.y: y has 1 number a sample (shape (1, 3)), but network.layers.0 has 2 units; allowed: one target for"
             " each output unit, or class labels"],
        ),
        (
            X, [0, 2, -1], {"units": 2},
            ["data.y.1: label 2 of sample 1, but network.layers.0 has 2 units; allowed: labels 0 to 1, or 2 numbers a"
             " sample",
             "data.y.2: label -1 of sample 2, but network.layers.0 has 2 units; allowed: labels 0 to 1, or 2 numbers a"
             " sample"],
        ),
        (
            X, [0, 10**30, 0], {"units": 2},
            ["data.y.1: label 1e+30 of sample 1, but network.layers.0 has 2 units; allowed: labels 0 to 1, or 2 numbers"
             " a sample"],
        ),
        (
            X, ["a", "b", "c"], {},
            ["data.y: y names 3 classes ('a', 'b', 'c'), but network.layers.0 has 1 unit; allowed: at most 2, one unit"
             " a class"],
        ),
        (
            X, ["a", "b", "a"], {"loss": "cross_entropy"},
            ["data.y: y names 2 classes ('a', 'b'), but network.layers.0 has 1 unit; allowed: at most 1, one unit a"
             " class; for two classes on one unit use binary_cross_entropy"],
        ),
        (
            X, [0, 1, -1], {"loss": "hinge"},
            ["data.y.0: sample 0 has the target 0, which hinge cannot take; allowed: -1 and 1"],
        ),
        (
            X, [0.5, 1.5, -0.1], {"loss": "binary_cross_entropy"},
            ["data.y.1: sample 1 has the target 1.5, which binary_cross_entropy cannot take; allowed: numbers from 0 to"
             " 1",
             "data.y.2: sample 2 has the target -0.1, which binary_cross_entropy cannot take; allowed: numbers from 0"
             " to 1"],
        ),
        (
            X, [0.5, 1.0000001, 1], {"loss": "binary_cross_entropy"},
            ["data.y.1: sample 1 has the target 1.0000001, which binary_cross_entropy cannot take; allowed: numbers"
             " from 0 to 1"],
        ),
        (
            X, [893664589, 1.9999999, 1], {"units": 2, "loss": "cross_entropy"},
            ["data.y.0: label 893664589 of sample 0, but network.layers.0 has 2 units; allowed: labels 0 to 1, or 2"
             " numbers a sample",
             "data.y.1: label 1.9999999 of sample 1, but network.layers.0 has 2 units; allowed: labels 0 to 1, or 2"
             " numbers a sample"],
        ),
        (
            X, [[1, 0], [0.5, 0.25], [2, -1]], {"units": 2, "loss": "cross_entropy"},
            ["data.y.1: sample 1 has the targets 0.5, 0.25, which cross_entropy cannot take; allowed: class labels, or"
             " for each sample numbers from 0 to 1 with sum 1",
             "data.y.2: sample 2 has the targets 2, -1, which cross_entropy cannot take; allowed: class labels, or for"
             " each sample numbers from 0 to 1 with sum 1"],
        ),
        (
            [[0, 1]], [[1, 0], [1, 0]], {"units": 2, "loss": "cross_entropy", "layout": "columns"},
            ["data.y: sample 0 has the targets 1, 1, which cross_entropy cannot take; allowed: class labels, or for"
             " each sample numbers from 0 to 1 with sum 1",
             "data.y: sample 1 has the targets 0, 0, which cross_entropy cannot take; allowed: class labels, or for"
             " each sample numbers from 0 to 1 with sum 1"],
        ),
        (
            X, [0.1, 0.2, 0.3], {"metrics": ["mse", "accuracy", "confusion"]},
            ["metrics.1: accuracy needs classes, and y holds numbers to fit; allowed: mse, mae, r2",
             "metrics.2: confusion needs classes, and y holds numbers to fit; allowed: mse, mae, r2"],
        ),
        (
            X, [1, 2, 3], {"optimizer": {"name": "sgd", "freeze": ["W1", "w1", "b2"]}},
            ["optimizer.freeze.1: did you mean 'W1'? no parameter 'w1'; allowed: biases, or a list of W1, b1",
             "optimizer.freeze.2: no parameter 'b2'; allowed: biases, or a list of W1, b1"],
        ),
        (
            X, [1, 2, 9], {"seed": 2**32, "rng": "legacy", "optimizer": {"name": "sgd", "nesterov": True}},
            ["seed: found 4294967296; allowed: 0 to 4294967295 with rng: legacy",
             "optimizer.nesterov: nesterov without what it looks ahead along; allowed: with momentum, without"
             " dampening"],
        ),
        (
            [[1e300], [0], [0]], [1, 2, -1e39], {"dtype": "float32"},
            ["dtype: x holds 1e+300, which float32 cannot hold; allowed: smaller numbers, or float64",
             "dtype: y holds 1e+39, which float32 cannot hold; allowed: smaller numbers, or float64"],
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit(x: Any, y: Any, more: dict[str, Any], messages: list[str]) -> None:
    """Each sample, row, name or number at fault, with both shapes and where each comes from."""
    assert faults(x, y, **more) == messages


@pytest.mark.parametrize(
    ("layout", "layer", "message"),
    [
        ("rows", {"weights": [[1, 2], [3, 4]]}, "weights: weights of shape (2, 2); allowed: (3, 2) (units in, units): 3"
         " units come in from data.x, 2 go out"),
        ("columns", {"weights": [[1, 2], [3, 4]]}, "weights: weights of shape (2, 2); allowed: (2, 3) (units, units"
         " in): 3 units come in from data.x, 2 go out"),
        ("rows", {"units": 2, "weights": [[1, 2, 3]] * 3}, "weights: weights of shape (3, 3); allowed: (3, 2) (units"
         " in, units): 3 units come in from data.x, 2 go out"),
        ("rows", {"units": 2, "weights": [[1], [1, 2], [1, 2]]}, "weights.1: this row has 2 entries, the first row has"
         " 1; allowed: rows of equal length"),
        ("rows", {"units": 2, "bias": [1, 2, 3]}, "bias: a bias of 3 numbers; allowed: 2, one for each unit"),
        ("rows", {"units": 2, "bias": []}, "bias: a bias of 0 numbers; allowed: 2, one for each unit"),
        ("rows", {"units": 2, "bias": [[1], [2]]}, "bias: a bias of shape (2, 1); allowed: a number, a flat list, or a"
         " matrix (1, units)"),
        ("columns", {"units": 2, "bias": [[1, 2]]}, "bias: a bias of shape (1, 2); allowed: a number, a flat list, or a"
         " matrix (units, 1)"),
        ("rows", {"units": 2, "weights": [[1, 2]] * 3, "init": "zeros"}, "init: init beside weights; allowed: one of"
         " the two"),
        ("rows", {"activation": "relu"}, "neither units nor weights; allowed: units, or weights that show them"),
        ("rows", {"units": 2, "init": {"name": "uniform", "low": -1e308, "high": 1e308}}, "init: uniform draws numbers"
         " that are not finite; allowed: smaller parameters"),
    ],
)  # fmt: skip
def test_layers_that_do_not_fit(layout: str, layer: dict[str, Any], message: str) -> None:
    """Weights and biases are held against the units before and behind them, in the config's own layout."""
    x = [[0, 0, 0]] if layout == "rows" else [[0], [0], [0]]
    broken = config(x, [0], 2, layout=layout)
    broken["network"]["layers"] = [layer]
    with pytest.raises(ConfigError) as caught:
        prepare(broken)
    separator = ": " if message.startswith("neither") else "."
    assert str(caught.value.faults[0]) == f"config: network.layers.0{separator}{message}"


@pytest.mark.parametrize(
    ("layout", "bias"),
    [("rows", 0.5), ("rows", [0.5, 0.5]), ("rows", [[0.5, 0.5]]), ("columns", [[0.5], [0.5]]), ("columns", [0.5, 0.5])],
)
def test_ways_to_write_a_bias(layout: str, bias: Any) -> None:
    """A number, a flat list, and a matrix of the layout's shape are the same bias."""
    sound = config([[0]], [0], 2, layout=layout)
    sound["network"]["layers"][0]["bias"] = bias
    np.testing.assert_array_equal(prepare(sound).layers[0].b, [[0.5, 0.5]])


def test_a_batch_of_more_than_all_takes_all() -> None:
    """batch_size beyond the samples is no fault."""
    assert prepare(config(X, [1, 2, 3], training={"batch_size": 1000})).config.training.batch_size == 1000


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"source": "random_integers", "low": 5, "high": 1}, "data.low: low 5 is above high 1; allowed: low at most"
         " high"),
        ({"source": "random_integers", "low": -(2**40)}, "data: low or high is too large; allowed: whole numbers within"
         " 31 bits"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("rng", ["legacy", "pcg64"])
def test_generators_at_fault(data: dict[str, Any], message: str, rng: str) -> None:
    """Bounds that leave nothing to draw from are told before anything is drawn."""
    with pytest.raises(ConfigError) as caught:
        prepare({**config([[0]], [0]), "data": data, "rng": rng})
    assert str(caught.value) == f"config: {message}"


@pytest.mark.parametrize("rng", ["legacy", "pcg64"])
@pytest.mark.parametrize("layout", ["rows", "columns"])
def test_random_integers(rng: str, layout: str) -> None:
    """Both bounds are drawn, labels are classes, and the draw has the layout's shape."""
    data = {"source": "random_integers", "samples": 500, "features": 2, "low": -1, "high": 1, "classes": 3}
    ready = prepare({**config([[0]], [0], 3), "data": data, "rng": rng, "layout": layout, "seed": 3})
    assert set(ready.X.ravel()) == {-1, 0, 1}
    assert ready.X.shape == (500, 2)
    assert ready.targets.Y.sum(axis=0).min() > 100
    stream = np.random.RandomState(3) if rng == "legacy" else np.random.default_rng(3)
    shape = (500, 2) if layout == "rows" else (2, 500)
    drawn = stream.randint(-1, 2, shape) if rng == "legacy" else stream.integers(-1, 2, shape)  # type: ignore[union-attr]
    np.testing.assert_array_equal(ready.X, drawn if layout == "rows" else drawn.T)


def test_noisy_corners() -> None:
    """xor repeats its corners in order, and noise moves x alone."""
    exact = prepare({**config([[0]], [0], 2), "data": {"source": "xor", "samples": 6}})
    assert exact.X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1], [0, 0], [0, 1]]
    noisy = prepare({**config([[0]], [0], 2), "data": {"source": "xor", "samples": 6, "noise": 0.1}})
    assert 0 < np.abs(noisy.X - exact.X).max() < 1
    np.testing.assert_array_equal(noisy.targets.Y, exact.targets.Y)


@pytest.mark.parametrize(
    "more",
    [
        {"network": {"layers": [{"units": 10**9}, {"units": 1}]}},
        {"network": {"init": "zeros", "layers": [{"units": 10**9}, {"units": 10**9}]}},
        {"data": {"source": "xor", "samples": 10**9}},
        {"data": {"source": "random_integers", "samples": 10**9, "features": 10**9}},
    ],
)
def test_what_no_memory_holds(more: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes beyond the machine's memory are refused before anything is made."""
    monkeypatch.setattr("bpcli.data.memory_limit._memory", lambda: 4e9)
    with pytest.raises(MemoryError):
        prepare({**config(X, [1, 2, 3]), **more})


def test_many_samples_times_many_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where data and weights fit, but not what every sample makes of every unit."""
    monkeypatch.setattr("bpcli.data.memory_limit._memory", lambda: 1e8)
    wide = {**config(X, [1, 2, 3]), "data": {"source": "xor", "samples": 10_000}}
    wide["network"]["layers"] = [{"units": 1_000}, {"units": 1}]
    with pytest.raises(MemoryError):
        prepare(wide)
