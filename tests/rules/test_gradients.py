"""Every dW and db against central differences of the loss; and that a wrong rule would be caught."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count, product
from typing import Any

import numpy as np
import pytest

from bpcli.rules.activations import ACTIVATIONS
from bpcli.rules.linear import BiasGradient, SendBack, WeightGradient
from bpcli.rules.losses import LOSSES
from bpcli.rules.losses.equations import FusedError
from bpcli.rules.optimizers import OPTIMIZERS
from bpcli.rules.rule import Array, Calls
from tests.random_configs import Case, Config
from tests.rules.central_differences import central_differences, gradient_errors, is_clear_of_kinks

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
    A, fprime = np.empty_like(Z), np.empty_like(Z)
    forward = activation.bind(A, Z)
    run([*forward, *activation.bind_slope(fprime, Z, A)])

    def total() -> float:
        run(forward)
        return float(A.sum())

    assert np.abs(fprime - central_differences(total, Z)).max() < 1e-10


@pytest.mark.parametrize("name", [name for name, record in ACTIVATIONS.items() if not record.elementwise])
def test_every_jacobian(name: str) -> None:
    """delta is dA through the Jacobian of f."""
    activation, rng = ACTIVATIONS[name](), np.random.default_rng(3)
    Z, dA = rng.normal(size=(2, 4, 5))
    A, delta = np.empty_like(Z), np.empty_like(Z)
    forward = activation.bind(A, Z)
    run([*forward, *activation.bind_send_through(delta, dA, A)])

    def through() -> float:
        run(forward)
        return float((A * dA).sum())

    assert np.abs(delta - central_differences(through, Z)).max() < 1e-11


def off_by_a_thousandth(bind: Callable[..., Calls]) -> Callable[..., Calls]:
    """A rule's bind whose output is too small by a thousandth."""

    def wrong(self: Any, out: Array, *inputs: Array) -> Calls:
        return [*bind(self, out, *inputs), partial(np.multiply, out, 0.999, out)]

    return wrong


@pytest.mark.parametrize(
    ("owner", "method"),
    [
        pytest.param(ACTIVATIONS["tanh"], "bind_slope", id="slope"),
        pytest.param(ACTIVATIONS["softmax"], "bind_send_through", id="jacobian"),
        pytest.param(LOSSES["mse"], "bind_slope", id="loss"),
        pytest.param(FusedError, "bind", id="fused"),
        pytest.param(SendBack, "bind", id="send-back"),
        pytest.param(WeightGradient, "bind", id="weights"),
        pytest.param(BiasGradient, "bind", id="biases"),
    ],
)
def test_a_planted_error_is_found(owner: type, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule of the backward pass that is off by a thousandth fails the same check."""
    config: Config = {
        "data": {"x": [[0.5, -1.0], [1.5, 0.25]], "y": [0, 1]},
        "network": {
            "layers": [{"units": 3, "activation": "tanh"}, {"units": 3, "activation": "softmax"}, {"units": 2}]
        },
        "loss": "mse",
    }
    if owner is FusedError:
        config["network"]["layers"][-1]["activation"] = "softmax"
        config["loss"] = "cross_entropy"
    assert worst_error(config) < TOLERANCE
    monkeypatch.setattr(owner, method, off_by_a_thousandth(getattr(owner, method)))
    assert worst_error(config) > 1e-4


def run(calls: Calls) -> None:
    """All of them, in order."""
    for call in calls:
        call()
