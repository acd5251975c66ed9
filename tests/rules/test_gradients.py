"""Every dW and db against central differences of the loss; and that a wrong rule would be caught."""

from __future__ import annotations

from itertools import count, product
from typing import Any

import numpy as np
import pytest

from bpcli.rules import linear
from bpcli.rules.activations import ACTIVATIONS
from bpcli.rules.evaluation import evaluate
from bpcli.rules.losses import LOSSES, Loss
from bpcli.rules.optimizers import OPTIMIZERS
from tests.planted_rules import plant
from tests.random_configs import Case, Config
from tests.rules.central_differences import central_differences, gradient_errors, is_clear_of_kinks
from tests.rules.computing import A1, DA1, Z1, computed, value_of

TOLERANCE = 1e-8


def clear_config(loss: str, activation: str, optimizer: str, hidden: str | None = None) -> Config:
    """The first random config of these rules that comes near no kink; nothing is frozen."""
    for seed in count(1000):
        config = Case(loss, activation, optimizer, seed).config()
        config["optimizer"].pop("freeze", None)
        *before, _ = config["network"]["layers"]
        if hidden is not None:
            for layer in before:
                layer["activation"] = {"name": hidden}
        if (before or hidden is None) and is_clear_of_kinks(config):
            return config
    raise AssertionError


def worst_error(config: Config) -> float:
    """The largest error of any gradient in any step."""
    return max(max(errors.values()) for errors in gradient_errors(config))


@pytest.mark.parametrize(("loss", "activation"), [*product(LOSSES, ACTIVATIONS)])
def test_every_loss_through_every_activation(loss: str, activation: str) -> None:
    """The output's error, and all that follows from it, belongs to the loss's value."""
    assert worst_error(clear_config(loss, activation, "sgd")) < TOLERANCE


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_in_a_hidden_layer(activation: str, optimizer: str) -> None:
    """An error comes through any activation, at each step of any optimizer."""
    assert worst_error(clear_config("mse", "identity", optimizer, hidden=activation)) < TOLERANCE


@pytest.mark.parametrize("name", [name for name, record in ACTIVATIONS.items() if record.elementwise])
def test_every_slope(name: str) -> None:
    """f' is the slope of f, entry by entry, away from kinks."""
    activation = ACTIVATIONS[name]()
    Z = np.linspace(-6.03, 6.01, 88)[:, None]
    fprime = computed(activation.fprime(Z1, A1), Z1=Z, A1=value_of(activation, Z))
    assert np.abs(fprime - central_differences(lambda: value_of(activation, Z).sum(), Z)).max() < 1e-10


@pytest.mark.parametrize("name", [name for name, record in ACTIVATIONS.items() if not record.elementwise])
def test_every_jacobian(name: str) -> None:
    """delta is dA through the Jacobian of f."""
    activation, rng = ACTIVATIONS[name](), np.random.default_rng(3)
    Z, dA = rng.normal(size=(2, 4, 5))
    delta = computed(activation.sent_through(DA1, A1), dA1=dA, A1=value_of(activation, Z))
    assert np.abs(delta - central_differences(lambda: (value_of(activation, Z) * dA).sum(), Z)).max() < 1e-11


@pytest.mark.parametrize("name", [name for name, record in ACTIVATIONS.items() if not record.elementwise])
def test_every_jacobian_belongs_to_the_value_that_stands_beside_it(name: str) -> None:
    """The expressions alone, in the longest floats that there are."""
    activation, rng = ACTIVATIONS[name](), np.random.default_rng(3)
    Z, dA = rng.normal(size=(2, 4, 5)).astype(np.longdouble)

    def value() -> Any:
        return evaluate(activation.value(Z1), {"Z1": Z})

    delta = evaluate(activation.sent_through(DA1, A1), {"A1": value(), "dA1": dA})
    assert np.abs(delta - central_differences(lambda: (value() * dA).sum(), Z)).max() < 1e-11


@pytest.mark.parametrize("name", [name for name, record in ACTIVATIONS.items() if record.elementwise])
def test_every_derivative_belongs_to_the_value_that_stands_beside_it(name: str) -> None:
    """The expressions alone, in the longest floats that there are: away from kinks both are one function."""
    activation = ACTIVATIONS[name]()
    Z = np.linspace(-6.03, 6.01, 88).astype(np.longdouble)[:, None]
    A = evaluate(activation.value(Z1), {"Z1": Z})
    derivative = evaluate(activation.derivative(Z1, A1), {"Z1": Z, "A1": A}) * np.ones_like(Z)
    differences = central_differences(lambda: evaluate(activation.value(Z1), {"Z1": Z}).sum(), Z)
    assert np.abs(derivative - differences).max() < 1e-10


@pytest.mark.parametrize(
    ("owner", "rule"),
    [
        pytest.param(ACTIVATIONS["tanh"], "derivative", id="slope"),
        pytest.param(ACTIVATIONS["softmax"], "sent_through", id="jacobian"),
        pytest.param(LOSSES["mse"], "slope", id="loss"),
        pytest.param(Loss, "fused_error", id="fused"),
        pytest.param(linear, "sent_back", id="send-back"),
        pytest.param(linear, "through_slope", id="through-slope"),
        pytest.param(linear, "weight_gradient", id="weights"),
        pytest.param(linear, "bias_gradient", id="biases"),
    ],
)
def test_a_planted_error_is_found(owner: Any, rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule of the backward pass that is off by a thousandth fails the same check."""
    config: Config = {
        "data": {"x": [[0.5, -1.0], [1.5, 0.25]], "y": [0, 1]},
        "network": {
            "layers": [{"units": 3, "activation": "tanh"}, {"units": 3, "activation": "softmax"}, {"units": 2}]
        },
        "loss": "mse",
    }
    if rule == "fused_error":
        config["network"]["layers"][-1]["activation"] = "softmax"
        config["loss"] = "cross_entropy"
    assert worst_error(config) < TOLERANCE
    plant(monkeypatch, owner, rule)
    assert worst_error(config) > 1e-4
