"""Small random configs, every number written out; what a case is about is asked for, the rest is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.compare.handwritten import ACTIVATIONS, FUSED, Array, Config

Rng = np.random.Generator

HIDDEN = [*ACTIVATIONS, "softmax"]
LOGARITHMIC = ("cross_entropy", "binary_cross_entropy")
LOSSES = [*LOGARITHMIC, "mse", "half_mse", "mae", "huber", "hinge"]
OPTIMIZERS = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"]


def random_net(rng: Rng, depth: int, layout: str = "rows", **asked: Any) -> Config:
    """A config of ``depth`` layers for two steps or three.

    ``asked`` may hold ``samples``, ``square`` (all widths alike), ``activations`` (by layer number), ``fused``,
    ``loss``, ``delta``, ``optimizer`` (a name or a mapping) and ``sum`` (over samples).
    """
    m = asked.get("samples") or int(rng.integers(3, 7))
    widths = [m] * (depth + 1) if asked.get("square") else rng.integers(2, 6, depth + 1).tolist()
    activations = [str(rng.choice(HIDDEN)) for _ in range(depth)]
    for layer, name in asked.get("activations", {}).items():
        activations[layer - 1] = name
    loss, activations[-1] = _output(rng, asked, depth, activations[-1])
    x = rng.normal(size=(m, widths[0]))
    y = _targets(rng, loss, m, widths[-1])
    pairs = zip(widths, widths[1:], activations, strict=False)
    layers = [_layer(rng, n_in, n_out, name, layout) for n_in, n_out, name in pairs]
    return {
        "layout": layout,
        "delta": asked.get("delta") or str(rng.choice(["per_sample", "batch"])),
        "data": {"x": _written(x, layout), "y": _written(y, layout)},
        "network": {"layers": layers},
        "loss": _loss(rng, loss, asked),
        "optimizer": _optimizer(rng, asked.get("optimizer") or str(rng.choice(OPTIMIZERS))),
        "training": {"steps": int(rng.integers(2, 4))},
    }


def _output(rng: Rng, asked: Config, depth: int, drawn: str) -> tuple[str, str]:
    """A loss and an output activation that go together, as far as they are not asked for."""
    given = asked.get("activations", {}).get(depth)
    fused = asked.get("fused")
    pairs = [
        (loss, activation)
        for loss in ([asked["loss"]] if "loss" in asked else LOSSES)
        for activation in ([given] if given else HIDDEN)
        if (loss not in LOGARITHMIC or activation in ("sigmoid", "softmax"))
        and (fused is None or ((loss, activation) in FUSED) == fused)
    ]
    assert pairs, f"no loss and output go with {asked}"
    loss, activation = pairs[rng.integers(len(pairs))]
    return loss, activation if given or loss in LOGARITHMIC or fused is not None else drawn


def _layer(rng: Rng, n_in: int, n_out: int, name: str, layout: str) -> Config:
    activation: Config = {"name": name}
    if name in ("leaky_relu", "elu"):
        activation["slope" if name == "leaky_relu" else "alpha"] = float(rng.uniform(0.1, 0.9))
    return {
        "units": n_out,
        "activation": activation,
        "weights": _written(rng.normal(size=(n_in, n_out)) * 1.2 / np.sqrt(n_in), layout),
        "bias": (rng.normal(size=n_out) * 0.5).tolist(),
    }


def _targets(rng: Rng, loss: str, m: int, units: int) -> Array:
    if loss == "cross_entropy":
        return rng.dirichlet(np.ones(units), m) if rng.random() < 0.3 else np.eye(units)[rng.integers(units, size=m)]
    if loss == "binary_cross_entropy":
        return rng.integers(2, size=(m, units)).astype(float)
    return rng.choice([-1.0, 1.0], (m, units)) if loss == "hinge" else rng.normal(size=(m, units))


def _loss(rng: Rng, name: str, asked: Config) -> Config:
    loss: Config = {"name": name}
    if name != "cross_entropy" and rng.random() < 0.4:
        loss["over_outputs"] = "sum"
    if name == "huber":
        loss["threshold"] = float(rng.uniform(0.3, 1.5))
    if asked.get("sum", False):
        loss["over_samples"] = "sum"
    if rng.random() < 0.2:
        loss["l2"] = 0.1
    return loss


def _optimizer(rng: Rng, asked: str | Config) -> Config:
    if not isinstance(asked, str):
        return asked
    lr, decay = float(rng.uniform(0.05, 0.3)), float(rng.choice([0.0, 0.1]))
    mu = float(rng.uniform(0.5, 0.9))
    kinds: dict[str, Config] = {
        "sgd": {"name": "sgd"},
        "momentum": {"name": "sgd", "momentum": mu},
        "nesterov": {"name": "sgd", "momentum": mu, "nesterov": True},
        "adagrad": {"name": "adagrad", "eps": 1e-2},
        "rmsprop": {"name": "rmsprop", "alpha": 0.9, "eps": 1e-2},
        "adam": {"name": "adam", "betas": [0.8, 0.95], "eps": 1e-2},
        "adamw": {"name": "adamw", "betas": [0.8, 0.95], "eps": 1e-2},
    }
    return {**kinds[asked], "learning_rate": lr, "weight_decay": 0.1 if asked == "adamw" else decay}


def _written(matrix: Array, layout: str) -> list[list[float]]:
    written: list[list[float]] = (matrix if layout == "rows" else matrix.T).tolist()
    return written
