"""Entries at a kink are counted and named, not compared; beside one, and at a smooth seam, they are."""

from __future__ import annotations

from typing import Any

import pytest

import bpcli
from bpcli.readers.check.records import Check
from bpcli.rules.activations import ACTIVATIONS
from tests.planted_rules import plant


def one_unit(z: float, activation: Any = "identity", y: float = 0.0, loss: Any = "mse", **more: Any) -> Check:
    """The check of one unit with a bias whose Z is ``z`` at its first sample, and 0.7 more at its second."""
    layer = {"weights": [[0.7]], "bias": z, "activation": activation}
    data = {"x": [[0.0], [1.0]], "y": [[y], [y]]}
    return bpcli.check({"data": data, "network": {"layers": [layer]}, "loss": loss, **more})


def kinks(check: Check) -> dict[str, set[str]]:
    """What lies at a kink, and which."""
    assert check.passed
    return {each.name: {kink.cause for kink in each.kinks} for each in check.parameters if each.kinks}


@pytest.mark.parametrize(
    "activation", ["relu", "selu", "leaky_relu", {"name": "elu", "alpha": 2.0}, {"name": "leaky_relu", "slope": 0.3}]
)
def test_an_activation_at_its_kink(activation: Any) -> None:
    """The bias moves Z off 0; the weight, times 0, does not."""
    name = activation if isinstance(activation, str) else activation["name"]
    assert kinks(one_unit(0.0, activation)) == {"db1": {f"{name} at Z1 = 0"}}


@pytest.mark.parametrize("activation", ["elu", {"name": "leaky_relu", "slope": 1.0}, "tanh"])
def test_where_both_slopes_are_one_there_is_no_kink(activation: Any) -> None:
    """elu with alpha 1 has a seam at 0, which the difference may cross."""
    check = one_unit(0.0, activation, y=0.3)
    assert not kinks(check)
    assert check.checked == check.entries
    assert check.max_rel_error < 1e-8


@pytest.mark.parametrize("z", [1e-3, -1e-5, 1e-7, -1e-8])
def test_beside_a_kink_entries_are_compared(z: float) -> None:
    """A step that fits in front of it proves the gradient as well."""
    check = one_unit(z, "relu", y=0.3)
    assert not kinks(check)
    assert check.max_rel_error < 1e-8


def test_a_kink_within_rounding_is_a_kink() -> None:
    """0.1 + 0.2 - 0.3 is 0, but for the last digit of a float64."""
    layer = {"weights": [[1.0], [1.0], [-1.0]], "activation": "relu"}
    config = {"data": {"x": [[0.1, 0.2, 0.3]], "y": [[1.0]]}, "network": {"layers": [layer]}, "loss": "mse"}
    assert kinks(bpcli.check(config)) == {"dW1": {"relu at Z1 = 0"}, "db1": {"relu at Z1 = 0"}}


def test_a_kink_further_on_is_a_kink_of_all_before_it() -> None:
    """Z2 is 0, and moves with the first layer's parameters and its own."""
    layers = [{"weights": [[1.0, 1.0]], "activation": "tanh"}, {"weights": [[1.0], [-1.0]], "activation": "relu"}]
    config = {"data": {"x": [[0.5]], "y": [[1.0]]}, "network": {"layers": layers}, "loss": "mse"}
    at = {"relu at Z2 = 0"}
    assert kinks(bpcli.check(config)) == {"dW1": at, "db1": at, "dW2": at, "db2": at}


def test_mae_where_it_is_met() -> None:
    """A1 = Y at the first sample."""
    assert kinks(one_unit(0.25, y=0.25, loss="mae")) == {"db1": {"mae between A1 and Y"}}
    assert not kinks(one_unit(0.26, y=0.25, loss="mae"))


def test_hinge_at_its_margin() -> None:
    """Y A1 = 1 at the first sample."""
    assert kinks(one_unit(1.0, y=1.0, loss="hinge")) == {"db1": {"hinge between A1 and Y"}}
    assert not kinks(one_unit(1.01, y=1.0, loss="hinge"))


def test_huber_at_its_threshold_has_no_kink() -> None:
    """Its slope is one from both sides; only what comes after it jumps."""
    check = one_unit(1.5, y=1.0, loss={"name": "huber", "threshold": 0.5})
    assert not kinks(check)
    assert check.checked == check.entries
    assert check.max_rel_error < 1e-8


def test_a_penalty_does_not_hide_a_kink() -> None:
    """The penalty is smooth, the rest of the loss is not."""
    assert set(kinks(one_unit(0.0, "relu", loss={"name": "mse", "l2_biases": 0.1}))) == {"db1"}


def test_indices_are_those_of_the_layout() -> None:
    """Under columns b is a column."""
    rows = bpcli.check("xor").parameters[1].kinks
    data = {"x": [[0, 0, 1, 1], [0, 1, 0, 1]], "y": [0, 1, 1, 0]}
    layers = [{"units": 4, "activation": "relu"}, {"units": 2, "activation": "softmax"}]
    columns = (
        bpcli.check({"layout": "columns", "data": data, "network": {"layers": layers}, "loss": "cross_entropy"})
        .parameters[1]
        .kinks
    )
    assert [kink.index for kink in rows] == [kink.index[::-1] for kink in columns]


def test_a_mistake_beside_kinks_is_still_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    """In xor db1 lies at kinks and cannot tell; dW1 does not, and does."""
    plant(monkeypatch, ACTIVATIONS["relu"], "derivative")
    check = bpcli.check("xor")
    assert [each.name for each in check.parameters if not each.passed] == ["dW1"]
    assert [kink.cause for kink in check.parameters[1].kinks] == ["relu at Z1 = 0"] * 4
