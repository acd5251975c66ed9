"""The logarithmic losses stay exact where a sigmoid or softmax has rounded to 0 or 1: values and errors alike."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

import bpcli
from bpcli.readers.records import TracedStep
from tests.rules.exact import exact_loss_and_delta

PAIRS = [*product(["cross_entropy", "binary_cross_entropy"], ["sigmoid", "softmax"])]
TOLERANCES = {"float64": 1e-11, "float32": 1e-5}
SIZES = [
    0.1,
    1,
    3,
    5,
    8,
    9,
    9.5,
    10,
    12,
    15,
    16,
    17,
    18,
    20,
    30,
    36,
    37,
    38,
    50,
    80,
    88,
    89,
    104,
    300,
    700,
    710,
    745,
    750,
    1000,
]


def step_of(loss: Any, activation: str, logits: Any, targets: Any, **others: Any) -> TracedStep:
    """A step of one layer whose Z are the logits: X is the identity and W has them."""
    samples = np.shape(logits)[1 if others.get("layout") == "columns" else 0]
    config = {
        "data": {"x": np.eye(samples).tolist(), "y": targets},
        "network": {"layers": [{"weights": logits, "bias": False, "activation": activation}]},
        "loss": loss,
        **others,
    }
    return next(iter(bpcli.trace(config)))


@pytest.mark.parametrize(
    ("loss", "activation", "logits", "targets", "value", "delta"),
    [
        pytest.param("cross_entropy", "softmax", [1000, 0], [0, 1], 1000, [1, -1], id="ce-softmax-wrong"),
        pytest.param("cross_entropy", "softmax", [1000, 0], [1, 0], 0, [0, 0], id="ce-softmax-right"),
        pytest.param("cross_entropy", "softmax", [-500, 500, 0], [1, 0, 0], 1000, [-1, 1, 0], id="ce-softmax-three"),
        pytest.param("cross_entropy", "sigmoid", [-1000], [1], 1000, [-1], id="ce-sigmoid-low"),
        pytest.param("cross_entropy", "sigmoid", [1000], [1], 0, [0], id="ce-sigmoid-high"),
        pytest.param("cross_entropy", "sigmoid", [-1000, 1000], [1, 0], 1000, [-1, 0], id="ce-sigmoid-two"),
        pytest.param("binary_cross_entropy", "sigmoid", [-1000], [1], 1000, [-1], id="bce-sigmoid-low"),
        pytest.param("binary_cross_entropy", "sigmoid", [1000], [0], 1000, [1], id="bce-sigmoid-high"),
        pytest.param("binary_cross_entropy", "sigmoid", [1000], [1], 0, [0], id="bce-sigmoid-right"),
        pytest.param("binary_cross_entropy", "sigmoid", [1000], [0.25], 750, [0.75], id="bce-sigmoid-soft"),
        pytest.param("binary_cross_entropy", "softmax", [1000, 0], [0, 1], 2000, [2, -2], id="bce-softmax-wrong"),
        pytest.param("binary_cross_entropy", "softmax", [1000, 0], [1, 0], 0, [0, 0], id="bce-softmax-right"),
        pytest.param("binary_cross_entropy", "softmax", [0, 1000], [1, 1], 1000, [-1, 1], id="bce-softmax-both"),
        pytest.param("binary_cross_entropy", "softmax", [3], [1], 0, [0], id="bce-softmax-single"),
    ],
)
@pytest.mark.parametrize("dtype", TOLERANCES)
def test_a_thousand_stays_a_thousand(
    loss: str, activation: str, logits: list[float], targets: list[float], value: float, delta: list[float], dtype: str
) -> None:
    """Closed forms on either side: not inf, not nan, not a clipped 34.5."""
    step = step_of(summed(loss), activation, [logits], [targets], dtype=dtype)
    assert step.loss == value
    assert np.copysign(1, step.loss) == 1
    np.testing.assert_allclose(step["delta1"], [delta], rtol=0, atol=1e-200)
    assert np.isfinite(step["dW1"]).all()


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize(("loss", "activation"), PAIRS)
def test_every_size_of_logits(loss: str, activation: str, dtype: str, long: bool) -> None:
    """From small to a thousand, whichever formula is taken on the way: an error of 1e-11 of max(1, exact) at most.

    With two of the numbers of units at each size; with ``--long`` with all four.
    """
    rng, tolerance = np.random.default_rng(11), TOLERANCES[dtype]
    for number, (size, units) in enumerate(product(SIZES, (1, 2, 3, 5))):
        if not long and (number // 4 + number) % 2:
            continue
        if loss == "binary_cross_entropy" and activation == "softmax" and units == 1:
            continue
        logits = (size * rng.uniform(-1, 1, (6, units))).astype(dtype)
        logits[0] = np.linspace(0, size, units)
        logits[1] = -logits[0]
        hard = np.eye(units)[rng.integers(units, size=3)]
        soft = rng.dirichlet(np.ones(units), 3) if loss == "cross_entropy" else rng.uniform(size=(3, units))
        targets = np.concatenate([hard, soft])[[0, 3, 1, 4, 2, 5]]
        for row, (z, y) in enumerate(zip(logits, targets, strict=True)):
            step = step_of(summed(loss), activation, [z.tolist()], [y.tolist()], dtype=dtype)
            seen = step["Y"][0]
            value, delta = exact_loss_and_delta(loss, activation, z.tolist(), seen.tolist())
            where = f"size {size}, {units} units, row {row}: z {z}, y {seen}"
            assert abs(step.loss - value) <= tolerance * max(1, abs(value)), where
            assert (np.abs(step["delta1"][0] - delta) <= tolerance * np.maximum(1, np.abs(delta))).all(), where


@pytest.mark.parametrize("layout", ["rows", "columns"])
@pytest.mark.parametrize(("loss", "activation"), PAIRS)
def test_a_saturated_sample_beside_an_ordinary_one(loss: str, activation: str, layout: str) -> None:
    """In one batch, with 1/m and 1/n, each sample has its own exact error."""
    logits, targets = [[0.5, -0.25], [1000.0, 0.0], [-40.0, 3.0]], [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]
    exact = [exact_loss_and_delta(loss, activation, z, y) for z, y in zip(logits, targets, strict=True)]
    outputs = 2 if loss == "binary_cross_entropy" else 1
    turned = np.transpose if layout == "columns" else np.asarray
    step = step_of(loss, activation, turned(logits).tolist(), turned(targets).tolist(), delta="batch", layout=layout)
    assert step.loss == pytest.approx(sum(value for value, _ in exact) / 3 / outputs, rel=1e-13)
    expected = turned([delta for _, delta in exact]) / 3 / outputs
    np.testing.assert_allclose(step["delta1"], expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("loss", "activation"), PAIRS)
def test_training_leaves_saturation(loss: str, activation: str) -> None:
    """From logits that are wrong by 100, plain steps bring the loss down and every number stays finite."""
    config = {
        "data": {"x": [[1.0]], "y": [[1.0, 0.0]]},
        "network": {"layers": [{"weights": [[-50.0, 50.0]], "activation": activation}]},
        "loss": loss,
        "optimizer": {"name": "sgd", "learning_rate": 1.0},
        "training": {"steps": 400},
    }
    losses = bpcli.train(config).losses
    assert np.isfinite(losses).all()
    assert all(later <= earlier for earlier, later in pairwise(losses))
    assert losses[-1] < 0.05


def summed(loss: str) -> dict[str, str]:
    """The loss with sums for means."""
    both = {"over_samples": "sum", "over_outputs": "sum"}
    return {"name": loss, "over_samples": "sum"} if loss == "cross_entropy" else {"name": loss, **both}
