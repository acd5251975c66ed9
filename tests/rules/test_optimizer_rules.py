"""The optimizers entry by entry, in plain Python, over several steps: held also where PyTorch is not installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import sqrt
from typing import Any

import numpy as np
import pytest

import bpcli
from bpcli.rules.optimizers import OPTIMIZERS

Path = Iterator[float]
"""A parameter from step to step: its numbers are yielded, its gradients sent in."""


def sgd(w: float, g: Callable[[float], float], lr: float, momentum: float = 0.0, nesterov: bool = False) -> Path:
    """Sutskever et al. 2013, in PyTorch's form."""
    velocity = 0.0
    while True:
        velocity = momentum * velocity + g(w)
        w -= lr * (g(w) + momentum * velocity if nesterov else velocity)
        yield w


def adagrad(w: float, g: Callable[[float], float], lr: float, eps: float = 1e-10) -> Path:
    """Duchi et al. 2011."""
    total = 0.0
    while True:
        total += g(w) ** 2
        w -= lr * g(w) / (sqrt(total) + eps)
        yield w


def rmsprop(w: float, g: Callable[[float], float], lr: float, alpha: float = 0.99, centered: bool = False) -> Path:
    """Hinton's lecture 6e; centered as Graves 2013."""
    v = m = 0.0
    while True:
        v, m = alpha * v + (1 - alpha) * g(w) ** 2, alpha * m + (1 - alpha) * g(w)
        w -= lr * g(w) / (sqrt(v - m * m if centered else v) + 1e-8)
        yield w


def adam(
    w: float, g: Callable[[float], float], lr: float, decay: float = 0.0, betas: Sequence[float] = (0.9, 0.999)
) -> Path:
    """Kingma and Ba 2015, algorithm 1; with decay Loshchilov and Hutter 2019, algorithm 2."""
    m = v = 0.0
    t = 0
    while True:
        t += 1
        slope = g(w)
        m, v = betas[0] * m + (1 - betas[0]) * slope, betas[1] * v + (1 - betas[1]) * slope**2
        m_hat, v_hat = m / (1 - betas[0] ** t), v / (1 - betas[1] ** t)
        w -= lr * (m_hat / (sqrt(v_hat) + 1e-8) + decay * w)
        yield w


def nadam(w: float, g: Callable[[float], float], lr: float, decay: float = 0.0, momentum_decay: float = 4e-3) -> Path:
    """Dozat 2016, algorithm 8, with the momenta of his section 3.2; the decay as in adamw."""
    m = v = 0.0
    product = 1.0
    t = 0
    while True:
        t += 1
        slope = g(w)
        now, coming = (0.9 * (1 - 0.5 * 0.96 ** (step * momentum_decay)) for step in (t, t + 1))
        product *= now
        m, v = 0.9 * m + 0.1 * slope, 0.999 * v + 0.001 * slope**2
        mean = coming * m / (1 - product * coming) + (1 - now) * slope / (1 - product)
        w -= lr * (mean / (sqrt(v / (1 - 0.999**t)) + 1e-8) + decay * w)
        yield w


@pytest.mark.parametrize(
    ("optimizer", "path"),
    [
        pytest.param({"name": "sgd"}, sgd, id="sgd"),
        pytest.param({"name": "sgd", "momentum": 0.9}, sgd, id="momentum"),
        pytest.param({"name": "sgd", "momentum": 0.9, "nesterov": True}, sgd, id="nesterov"),
        pytest.param({"name": "adagrad"}, adagrad, id="adagrad"),
        pytest.param({"name": "rmsprop"}, rmsprop, id="rmsprop"),
        pytest.param({"name": "rmsprop", "alpha": 0.5, "centered": True}, rmsprop, id="centered"),
        pytest.param({"name": "adam"}, adam, id="adam"),
        pytest.param({"name": "adam", "betas": [0.5, 0.75]}, adam, id="adam-betas"),
        pytest.param({"name": "adamw", "weight_decay": 0.25}, adam, id="adamw"),
        pytest.param({"name": "nadam"}, nadam, id="nadam"),
        pytest.param({"name": "nadam", "momentum_decay": 0.5}, nadam, id="nadam-momentum"),
        pytest.param({"name": "nadam", "weight_decay": 0.25, "decoupled_weight_decay": True}, nadam, id="nadam-decay"),
    ],
)
def test_a_parabola(optimizer: dict[str, Any], path: Callable[..., Path]) -> None:
    """On (2 w - 1)^2 the weight goes the optimizer's way for ten steps."""
    config = {
        "data": {"x": [[2.0]], "y": [1.0]},
        "network": {"layers": [{"weights": [[3.0]], "bias": False}]},
        "loss": "mse",
        "optimizer": {**optimizer, "learning_rate": 0.03},
        "training": {"steps": 10},
    }
    parameters = {key: value for key, value in optimizer.items() if key not in ("name", "decoupled_weight_decay")}
    if "weight_decay" in parameters:
        parameters["decay"] = parameters.pop("weight_decay")
    expected = path(3.0, lambda w: 4 * (2 * w - 1), 0.03, **parameters)
    for step in bpcli.trace(config):
        assert step["W1_new"].item() == pytest.approx(next(expected), rel=1e-13)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_steps_go_downhill(name: str) -> None:
    """Every registered optimizer brings the parabola's loss down, and its step against the gradient's sign."""
    config = {
        "data": {"x": [[2.0]], "y": [1.0]},
        "network": {"layers": [{"weights": [[3.0]], "bias": False}]},
        "loss": "mse",
        "optimizer": name,
        "training": {"steps": 20},
    }
    steps = bpcli.trace(config).steps
    assert np.sign(steps[0]["W1_step"]) == np.sign(steps[0]["dW1"])
    assert steps[-1].loss < steps[0].loss


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("freeze", ["biases", ["W1"], ["W1", "b1", "W2", "b2"]], ids=str)
def test_frozen_parameters_stay(name: str, freeze: Any) -> None:
    """They have gradients, no state and no step; the others are as without freezing at the first step."""
    frozen = bpcli.trace("xor", settings=[f"optimizer.name={name}", f"optimizer.freeze={freeze}"], steps=3)
    free = bpcli.trace("xor", settings=[f"optimizer.name={name}"], steps=3)
    stay = ["b1", "b2"] if freeze == "biases" else freeze
    for parameter in ("W1", "b1", "W2", "b2"):
        updates = [key for key in frozen.steps[0].values if key.startswith(f"{parameter}_")]
        assert f"d{parameter}" in frozen.steps[0].values
        if parameter in stay:
            assert not updates
            assert np.array_equal(frozen.steps[2][parameter], free.steps[0][parameter])
        else:
            assert all(np.array_equal(frozen.steps[0][key], free.steps[0][key]) for key in updates)


@pytest.mark.parametrize("clip_norm", [0.05, 1e6])
def test_clipping_shortens_what_the_optimizer_is_given(clip_norm: float) -> None:
    """All trained gradients together are as long as allowed; dW itself stays, and a frozen one does not count."""
    settings = ["optimizer.learning_rate=0.5", "optimizer.freeze=[W1]"]
    free = bpcli.trace("xor", settings=settings).steps[0]
    clipped = bpcli.trace("xor", settings=[*settings, f"optimizer.clip_norm={clip_norm}"]).steps[0]
    assert [name for name in clipped.values if clipped.values[name].phase == "update"][:2] == [
        "gradient_norm",
        "clip_factor",
    ]
    trained = np.concatenate([free[name].ravel() for name in ("db1", "dW2", "db2")])
    norm = float(np.linalg.norm(trained))
    assert clipped["gradient_norm"] == pytest.approx(norm, rel=1e-14)
    factor = min(1.0, clip_norm / (norm + 1e-6))
    assert (factor < 1) == (clip_norm < 1)
    assert clipped["clip_factor"] == pytest.approx(factor, rel=1e-14)
    for name in ("W1", "b1", "W2", "b2"):
        assert np.array_equal(clipped[f"d{name}"], free[f"d{name}"])
    for name in ("b1", "W2", "b2"):
        np.testing.assert_allclose(clipped[f"{name}_step"], 0.5 * factor * free[f"d{name}"], rtol=1e-14)
    steps = np.concatenate([clipped[f"{name}_step"].ravel() for name in ("b1", "W2", "b2")])
    assert np.linalg.norm(steps) <= 0.5 * clip_norm
