"""The check can fail: an error in any derivative is seen, and nothing past it in the backward pass is blamed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bpcli
from bpcli.rules import linear
from bpcli.rules.activations import ACTIVATIONS
from bpcli.rules.arrays import Array
from bpcli.rules.expression import Expression, Function
from bpcli.rules.losses import LOSSES
from tests.check.nets import three_layers
from tests.planted_rules import plant

ALL = {"dW1", "db1", "dW2", "db2", "dW3", "db3"}
BEFORE_OUTPUT = {"dW1", "db1", "dW2", "db2"}


def wrong_in(config: dict[str, Any]) -> set[str]:
    """The gradients that the check finds wrong."""
    check = bpcli.check(config)
    assert check.passed == (not any(not each.passed for each in check.parameters))
    return {each.name for each in check.parameters if not each.passed}


@pytest.mark.parametrize("name", [name for name, record in ACTIVATIONS.items() if record.elementwise])
def test_a_wrong_slope_is_caught_before_its_layer(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In hidden layers the output layer's gradients stay right; at the output nothing does."""
    config = three_layers(hidden=name, output="softmax")
    assert not wrong_in(config)
    plant(monkeypatch, ACTIVATIONS[name], "derivative")
    assert wrong_in(config) == BEFORE_OUTPUT
    if name != "tanh":
        assert wrong_in(three_layers(output=name)) == ALL


def test_a_wrong_jacobian_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of softmax, at the output and before it."""
    plant(monkeypatch, ACTIVATIONS["softmax"], "sent_through")
    assert wrong_in(three_layers(output="softmax")) == ALL
    assert wrong_in(three_layers(hidden="softmax")) == BEFORE_OUTPUT


@pytest.mark.parametrize("name", LOSSES)
def test_a_wrong_loss_slope_is_caught_everywhere(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through softmax, or for cross-entropy through softplus, with which it does not fuse."""
    config = three_layers(output="softplus" if name == "cross_entropy" else "softmax", loss=name)
    assert not wrong_in(config)
    plant(monkeypatch, LOSSES[name], "slope")
    monkeypatch.setattr(LOSSES[name], "takes_logarithms", False)
    assert wrong_in(config) == ALL


@pytest.mark.parametrize(("loss", "output"), [("cross_entropy", "softmax"), ("binary_cross_entropy", "sigmoid")])
def test_a_wrong_fused_error_is_caught_everywhere(loss: str, output: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A2 - Y too small by a thousandth."""
    plant(monkeypatch, LOSSES[loss], "fused_error")
    assert wrong_in(three_layers(loss=loss, output=output)) == ALL


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("sent_back", BEFORE_OUTPUT),
        ("through_slope", ALL),
        ("weight_gradient", {"dW1", "dW2", "dW3"}),
        ("bias_gradient", {"db1", "db2", "db3"}),
    ],
)
def test_a_wrong_linear_rule_is_caught_where_it_stands(
    rule: str, expected: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gradients that the rule does not reach stay right."""
    plant(monkeypatch, linear, rule)
    assert wrong_in(three_layers()) == expected


def test_a_wrong_layer_is_told_from_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """One wrong entry of one matrix: it alone is blamed, and it is the worst."""

    def nudge(matrix: Array) -> Array:
        nudged = matrix.copy()
        if matrix.shape == (3, 4):
            nudged[1, 2] += 1e-6
        return nudged

    right = linear.weight_gradient
    nudged = Function("nudged", nudge)
    monkeypatch.setattr(linear, "weight_gradient", lambda *operands: nudged(right(*operands)))
    check = bpcli.check(three_layers())
    assert [each.name for each in check.parameters if not each.passed] == ["dW2"]
    worst = check.parameters[2].worst
    assert worst is not None
    assert worst.index == (1, 2)
    assert worst.found - worst.expected == pytest.approx(1e-6, rel=1e-6)
    columns = bpcli.check(transposed(three_layers())).parameters[2].worst
    assert columns is not None
    assert columns.index == (2, 1)


@pytest.mark.parametrize(("penalty", "expected"), [("l2", {"dW1", "dW2", "dW3"}), ("l2_biases", {"db1", "db2", "db3"})])
def test_a_wrong_penalty_is_caught_in_its_parameters(
    penalty: str, expected: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A decay of twice the strength; without a penalty nothing is wrong."""
    right = linear.with_penalty

    def twice(gradient: Expression, strength: float, parameter: Expression, symbol: str) -> Expression:
        return right(gradient, 2 * strength, parameter, symbol)

    monkeypatch.setattr(linear, "with_penalty", twice)
    assert wrong_in(three_layers(loss={"name": "mse", penalty: 0.1})) == expected
    assert not wrong_in(three_layers())


def test_a_forgotten_average_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """1/m left out of dW, under both conventions for delta."""
    monkeypatch.setattr(linear, "weight_gradient", lambda A, delta, _: A.T @ delta)
    assert wrong_in(three_layers()) == {"dW1", "dW2", "dW3"}
    assert not wrong_in(three_layers(delta="batch"))


def test_float32_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundredth is more than float32 rounds."""
    plant(monkeypatch, linear, "sent_back", 0.99)
    assert wrong_in(three_layers(dtype="float32")) == BEFORE_OUTPUT


def transposed(config: dict[str, Any]) -> dict[str, Any]:
    """The same in columns."""
    flip = np.transpose
    data = {key: flip(config["data"][key]).tolist() for key in ("x", "y")}
    layers = [{**layer, "weights": flip(layer["weights"]).tolist()} for layer in config["network"]["layers"]]
    return {**config, "layout": "columns", "data": data, "network": {"layers": layers}}
