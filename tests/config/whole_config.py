"""A config with a value at every kind of place, and walks over it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]

LAYERS: list[dict[str, Any]] = [
    {"units": 4, "activation": {"name": "leaky_relu", "slope": 0.1}, "init": "he_normal", "bias": [1, 2, 3, 4]},
    {"units": 3, "activation": {"name": "elu", "alpha": 1.5}, "init": {"name": "uniform", "low": -1, "high": 1}},
    {"activation": "sigmoid", "weights": [[1, 2], [3, 4], [5, 6]], "bias": [[1, 2]]},
    {"units": 2, "activation": "softmax", "bias": 0.5},
]
WHOLE: dict[str, Any] = {
    "name": "T",
    "seed": 1,
    "rng": "pcg64",
    "layout": "rows",
    "dtype": "float64",
    "delta": "per_sample",
    "data": {"x": [[0, 0], [0, 1], [1, 0], [1, 1]], "y": [0, 1, 1, 0]},
    "network": {"init": {"name": "normal", "mean": 0, "std": 1}, "layers": LAYERS},
    "loss": {"name": "cross_entropy", "over_samples": "mean", "l2": 0.1, "l2_biases": 0.2},
    "optimizer": {
        "name": "sgd",
        "learning_rate": 0.1,
        "momentum": 0.9,
        "dampening": 0.0,
        "nesterov": False,
        "weight_decay": 0.0,
        "freeze": ["W1"],
    },
    "training": {"steps": 3, "batch_size": 2, "shuffle": True},
    "metrics": ["accuracy", "mse"],
}
SOURCES: list[dict[str, Any]] = [
    {"source": "inline", "x": [[1, 2], [3, 4]], "y": ["a", "b"]},
    {"source": "csv", "path": "d.csv", "x": ["a", "b"], "y": "c"},
    {"source": "csv", "path": "d.csv", "x": ["a", "b"], "y": ["c"]},
    {"source": "npz", "path": "d.npz", "x": "x", "y": "y"},
    {"source": "random_integers", "samples": 6, "features": 2, "low": 1, "high": 10, "classes": 2},
    {"source": "xor", "samples": 8, "noise": 0.1},
]
LOSSES: list[Any] = [
    "mae",
    "sse",
    {"name": "half_sse", "over_samples": "sum"},
    {"name": "half_mse", "over_outputs": "sum"},
    {"name": "binary_cross_entropy", "over_samples": "sum"},
    {"name": "huber", "threshold": 0.5},
    {"name": "hinge", "l2": 1},
]
OPTIMIZERS: list[Any] = [
    "adagrad",
    {"name": "rmsprop", "alpha": 0.9, "eps": 1e-8, "momentum": 0.1, "centered": True},
    {"name": "adam", "betas": [0.9, 0.999], "eps": 1e-8},
    {"name": "adamw", "weight_decay": 0.1, "freeze": "biases"},
]
SMALL: dict[str, Any] = {**WHOLE, "network": {"layers": [{"units": 2}]}}
VARIANTS = (
    [SMALL]
    + [{**SMALL, "data": source} for source in SOURCES]
    + [{**SMALL, "loss": loss} for loss in LOSSES]
    + [{**SMALL, "optimizer": optimizer} for optimizer in OPTIMIZERS]
    + [WHOLE]
)
"""Those that are quick to check come first."""


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in a config, the whole first."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for part, below in items:
        yield from paths(below, (*path, part))


def changed(config: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """A copy of the config with another value at the path."""
    config = copy.deepcopy(config)
    here: Any = config
    for part in path[:-1]:
        here = here[part]
    here[path[-1]] = value
    return config


def at(config: Any, path: Path) -> Any:
    """The value at the path."""
    for part in path:
        config = config[part]
    return config
