"""Random configs for the tests: every loss with every output activation and optimizer, in long form.

Parameters of rules are drawn by their types, so that a newly registered rule needs nothing here. All
weights stand in the config, so that the same network can be written in other layouts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import partial
from itertools import product
from math import ceil
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from bpcli.rules.activations import ACTIVATIONS
from bpcli.rules.arrays import Array
from bpcli.rules.evaluation import evaluate
from bpcli.rules.expression import Read
from bpcli.rules.losses import LOSSES
from bpcli.rules.names import Name
from bpcli.rules.optimizers import OPTIMIZERS

Config = dict[str, Any]
Rng = np.random.Generator
AT_LEAST = 300
LAYOUTS = ("rows", "columns", "torch")


class Case(Struct, frozen=True):
    """What a random config is about, and the seed of all the rest."""

    loss: str
    activation: str
    optimizer: str
    seed: int

    @property
    def id(self) -> str:
        """The name in the test's report."""
        return f"{self.loss}-{self.activation}-{self.optimizer}-{self.seed}"

    def config(self) -> Config:
        """The config; the same for the same case."""
        key = [*self.loss.encode(), 0, *self.activation.encode(), 0, *self.optimizer.encode(), 0, self.seed]
        return random_config(np.random.default_rng(key), self.loss, self.activation, self.optimizer)


def cases() -> list[Case]:
    """Every combination, as often as makes at least ``AT_LEAST``."""
    combinations = list(product(LOSSES, ACTIVATIONS, OPTIMIZERS))
    repeats = ceil(AT_LEAST / len(combinations))
    return [Case(*names, seed) for seed in range(repeats) for names in combinations]


def random_config(rng: Rng, loss: str, activation: str, optimizer: str) -> Config:
    """A config with 1 to 4 layers and 3 or 4 steps, each other choice at random."""
    samples, features, depth = int(rng.integers(1, 8)), int(rng.integers(1, 5)), int(rng.integers(1, 5))
    least = 2 if activation == "softmax" else 1
    units = [*rng.integers(1, 6, depth - 1).tolist(), int(rng.integers(least, 5))]
    layers, n_in = [], features
    for n_out in units:
        layers.append(_layer(rng, n_in, n_out, str(rng.choice(list(ACTIVATIONS)))))
        n_in = n_out
    layers[-1]["activation"] = random_record(rng, ACTIVATIONS[activation])
    narrow = loss in ("cross_entropy", "binary_cross_entropy") and activation not in ("sigmoid", "softmax")
    if narrow:
        _keep_between_zero_and_one(layers[-1])
    config: Config = {
        "seed": int(rng.integers(2**31)),
        "rng": str(rng.choice(["legacy", "pcg64"])),
        "delta": str(rng.choice(["per_sample", "batch"])),
        "data": {
            "source": "inline",
            "x": rng.normal(size=(samples, features)).tolist(),
            "y": _targets(rng, loss, activation, samples, units[-1]),
        },
        "network": {"layers": layers},
        "loss": _loss(rng, loss),
        "optimizer": _optimizer(rng, optimizer, layers, narrow),
        "training": {"steps": int(rng.integers(3, 5)), "shuffle": bool(rng.integers(2))},
        "metrics": [],
    }
    if rng.random() < 0.5:
        config["training"]["batch_size"] = int(rng.integers(1, samples + 2))
    return in_layout({"layout": "rows", **config}, str(rng.choice(LAYOUTS)))


def random_record(rng: Rng, record: type[Struct], **ranges: Callable[[], Any]) -> Config:
    """A rule with parameters of its own: each is drawn by its type, or from ``ranges``, or left at its default."""
    chosen: Config = {"name": record.__struct_config__.tag}
    for field in fields(record):
        if rng.random() < 0.7:
            chosen[field.name] = ranges[field.name]() if field.name in ranges else _value(rng, field)
    return chosen


def in_layout(config: Mapping[str, Any], layout: str) -> Config:
    """The same run in another layout: under columns a sample is a column; under rows alone W is (in, out)."""
    other = deepcopy(dict(config))
    other["layout"] = layout
    if (config["layout"] == "columns") != (layout == "columns"):
        other["data"]["x"] = _flipped(other["data"]["x"])
        if isinstance(other["data"]["y"][0], list):
            other["data"]["y"] = _flipped(other["data"]["y"])
        for layer in other["network"]["layers"]:
            if isinstance(layer["bias"], list) and isinstance(layer["bias"][0], list):
                layer["bias"] = _flipped(layer["bias"])
    if (config["layout"] == "rows") != (layout == "rows"):
        for layer in other["network"]["layers"]:
            layer["weights"] = _flipped(layer["weights"])
    return other


def relative_error(found: Array | float, expected: Array | float, floor: float = 1e-6) -> float:
    """The largest difference over the largest expected entry, or over ``floor`` where that is larger."""
    found, expected = np.asarray(found), np.asarray(expected)
    assert found.shape == expected.shape
    return float(np.max(np.abs(found - expected)) / max(np.max(np.abs(expected)), floor))


def _layer(rng: Rng, n_in: int, n_out: int, activation: str) -> Config:
    biases = rng.normal(size=n_out) * 0.5
    forms = [True, False, float(biases[0]), biases.tolist(), [biases.tolist()]]
    return {
        "units": n_out,
        "activation": random_record(rng, ACTIVATIONS[activation]),
        "weights": (rng.normal(size=(n_in, n_out)) / np.sqrt(n_in)).tolist(),
        "bias": forms[rng.integers(len(forms))],
    }


def _keep_between_zero_and_one(layer: Config) -> None:
    """Small weights around a bias at which f is halfway: where a logarithm of A and of 1 - A is one."""
    activation = msgspec.convert(layer["activation"], ACTIVATIONS[layer["activation"]["name"]])
    grid = np.linspace(-3, 3, 601)[:, None]
    layer["bias"] = float(grid[np.abs(evaluate(activation.value(Read(Name("Z"))), {"Z": grid}) - 0.5).argmin(), 0])
    layer["weights"] = (0.02 * np.array(layer["weights"])).tolist()


def _targets(rng: Rng, loss: str, activation: str, samples: int, units: int) -> list[Any]:
    """Targets of every kind that the loss takes.

    Softmax gets one class a sample: where all units of a sample were wrong by the same, its error would be
    zero but for rounding, which adam and its like blow up.
    """
    labels = rng.integers(units, size=samples)
    one_hot = np.eye(units)[labels]
    if units > 1 and (activation == "softmax" or rng.random() < 0.3):
        if rng.random() < 0.5:
            return list(labels.tolist())
        return list((2 * one_hot - 1 if loss == "hinge" else one_hot).tolist())
    kinds: dict[str, Array] = {
        "cross_entropy": rng.dirichlet(np.ones(units), samples),
        "binary_cross_entropy": rng.uniform(size=(samples, units)),
        "hinge": rng.choice([-1.0, 1.0], (samples, units)),
    }
    return list(kinds.get(loss, rng.normal(size=(samples, units))).tolist())


def _loss(rng: Rng, loss: str) -> Config:
    strength = partial(rng.choice, [0.0, 0.01, 0.3])
    return random_record(rng, LOSSES[loss], l2=lambda: float(strength()), l2_biases=lambda: float(strength()))


def _optimizer(rng: Rng, name: str, layers: list[Config], narrow: bool) -> Config:
    """Parameters that go together; steps small enough to stay where the loss is defined."""
    record = OPTIMIZERS[name]
    largest = 2e-4 if narrow else 0.05

    def freeze() -> Any:
        weights = [f"W{number}" for number, _ in enumerate(layers, 1)]
        biases = [f"b{number}" for number, layer in enumerate(layers, 1) if layer["bias"] is not False]
        return "biases" if rng.random() < 0.3 else [name for name in weights + biases if rng.random() < 0.3]

    def power_of_ten(low: float, high: float) -> Callable[[], float]:
        return lambda: float(10 ** rng.uniform(low, high))

    while True:
        chosen = random_record(rng, record, freeze=freeze, eps=power_of_ten(-8, -3), clip_norm=power_of_ten(-2, 1))
        chosen["learning_rate"] = float(rng.uniform(0.1, 1) * largest)
        if not list(msgspec.convert(chosen, record).conflicts()):
            return chosen


def _value(rng: Rng, field: FieldInfo) -> Any:
    """A value that a field's type allows, other than extreme ones."""
    return _of_type(rng, msgspec.inspect.type_info(field.type))


def _of_type(rng: Rng, kind: msgspec.inspect.Type) -> Any:
    if isinstance(kind, msgspec.inspect.BoolType):
        return bool(rng.integers(2))
    if isinstance(kind, msgspec.inspect.LiteralType):
        return kind.values[rng.integers(len(kind.values))]
    if isinstance(kind, msgspec.inspect.TupleType):
        return [_of_type(rng, item) for item in kind.item_types]
    assert isinstance(kind, msgspec.inspect.FloatType), f"teach tests.random_configs to draw {kind}"
    if kind.lt == 1:
        return float(rng.uniform(0.3, 0.99))
    if kind.gt == 0:
        return float(rng.uniform(0.3, 2))
    if kind.ge == 0:
        return float(rng.choice([0.0, rng.uniform(0.01, 0.9)]))
    return float(rng.uniform(-0.5, 0.5))


def _flipped(matrix: list[list[float]]) -> list[list[float]]:
    return [list(row) for row in zip(*matrix, strict=True)]
