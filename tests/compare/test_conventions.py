"""Numbers that are right under another convention: it is named, and nothing is wrong. And the xor example's mistake."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest

import bpcli
from tests.compare.handwritten import Config, Quantities, Run
from tests.compare.nets import random_net
from tests.compare.plants import numbers, planting

NOTEBOOKS = Path(__file__).parents[1] / "golden" / "notebooks"
CONVENTIONS: dict[str, Config] = {
    "delta: batch": {"delta": "per_sample"},
    "delta: per_sample": {"delta": "batch"},
    "loss.over_samples: sum": {"delta": "per_sample"},
    "loss.over_samples: mean": {"delta": "per_sample", "sum": True},
    "loss.name: half_mse": {"loss": "mse"},
    "loss.name: mse": {"loss": "half_mse"},
    "layout: columns": {"layout": "rows"},
    "layout: rows": {"layout": "columns"},
}


def under(config: Config, line: str) -> Config:
    """The config with a line changed; the network and its numbers stay."""
    other = deepcopy(config)
    path, _, value = line.partition(": ")
    if path == "layout":
        return turned(other, value)
    section, _, key = path.rpartition(".")
    (other[section] if section else other)[key] = value
    return other


def turned(config: Config, layout: str) -> Config:
    """The config in another layout, from rows or to rows."""
    config["layout"] = layout
    weights = [(layer, "weights") for layer in config["network"]["layers"]]
    data = [(config["data"], "x"), (config["data"], "y")] if layout != "torch" else []
    for matrices, key in [*data, *weights]:
        matrices[key] = np.transpose(matrices[key]).tolist()
    return config


@pytest.mark.parametrize("seed", range(4))
def test_weights_as_pytorch_has_them(seed: int) -> None:
    """All of W and dW turned, the rest as it is: that is ``layout: torch``; one matrix alone is transposed."""
    rng = np.random.default_rng([17, seed])
    config = random_net(rng, 1 + seed, layout="rows", samples=7)
    right = numbers(config)
    turned = {name: matrix.T if name.removeprefix("d")[0] == "W" else matrix for name, matrix in right.items()}
    assert_named(config, "layout: torch", turned)
    alone = bpcli.compare(config, {**right, "dW1": right["dW1"].T})
    assert alone.conventions == ()
    assert (alone.first_wrong, alone.diagnosis[0].mistake) == ("dW1", "transposed")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("line", CONVENTIONS)
def test_another_convention(line: str, seed: int) -> None:
    """The whole trace under it."""
    asked: Config = {"layout": "rows", "sum": False, **CONVENTIONS[line]}
    rng = np.random.default_rng([*line.encode(), seed])
    config = random_net(rng, 1 + seed, **asked)
    assert_named(config, line, numbers(under(config, line)))


@pytest.mark.parametrize("line", CONVENTIONS)
def test_another_convention_at_the_second_step(line: str) -> None:
    """Its parameters are then those that the user's first step left."""
    asked: Config = {"layout": "rows", "sum": False, **CONVENTIONS[line]}
    config = random_net(np.random.default_rng([*line.encode(), 9]), 2, **asked)
    assert_named(config, line, numbers(under(config, line), at=2), at=2)


def assert_named(config: Config, line: str, mine: Quantities, at: int = 1) -> None:
    """The convention is named and nothing is wrong."""
    comparison = bpcli.compare(config, mine, at=at)
    assert comparison.clean
    assert comparison.first_wrong is None
    assert comparison.conventions == (line,)
    assert {quantity.verdict for quantity in comparison.quantities} == {"match"}


def test_two_conventions_at_once() -> None:
    """Another layout, and 1/m in delta."""
    config = random_net(np.random.default_rng(5), 3, delta="per_sample")
    comparison = bpcli.compare(config, numbers(under(under(config, "layout: columns"), "delta: batch")))
    assert set(comparison.conventions) == {"layout: columns", "delta: batch"}
    assert comparison.clean


def xor_numbers(at: int) -> Quantities:
    """The xor notebook's numbers of a step: it multiplies dA1 by relu(Z1)."""
    start = bpcli.trace("xor").steps[0]
    layers = [
        {"units": 4, "activation": {"name": "relu"}, "weights": start["W1"].tolist(), "bias": [0.0] * 4},
        {"units": 2, "activation": {"name": "softmax"}, "weights": start["W2"].tolist(), "bias": [0.0] * 2},
    ]
    config = {
        "data": {"x": start["X"].tolist(), "y": start["Y"].tolist()},
        "network": {"layers": layers},
        "loss": {"name": "cross_entropy"},
        "optimizer": {"name": "sgd", "learning_rate": 0.1},
    }
    run = Run(config, planting({"fprime1": ("activation_for_derivative", "")}, range(1, at + 1)))
    return [run.step() for _ in range(at)][-1]


def test_the_notebook_is_as_it_was() -> None:
    """With the mistake its second loss is 0.713301, where 0.708634 is right."""
    losses = json.loads((NOTEBOOKS / "xor.json").read_text())["computed"]["with_the_mistake"]
    for at in (1, 2, 3):
        assert float(xor_numbers(at)["loss"]) == pytest.approx(losses[at - 1], abs=1e-6)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_the_mistake_of_the_xor_notebook(at: int) -> None:
    """activation_for_derivative at delta1, and nothing else."""
    mine = {name: value for name, value in xor_numbers(at).items() if name not in ("fprime1", "dA1")}
    comparison = bpcli.compare("xor", mine, at=at)
    assert comparison.first_wrong == "delta1"
    assert [(finding.quantity, finding.mistake) for finding in comparison.diagnosis] == [
        ("delta1", "activation_for_derivative")
    ]
    assert [quantity.name for quantity in comparison.quantities if quantity.verdict == "wrong"] == ["delta1"]
