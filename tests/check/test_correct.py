"""What is right passes, and smooth networks to a relative error of 1e-8 in every entry."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import bpcli
from bpcli.config.sources import example_names
from bpcli.rules.activations import ACTIVATIONS
from bpcli.rules.losses import LOSSES
from bpcli.rules.optimizers import OPTIMIZERS
from tests.check.nets import SMOOTH, has_pieces, smooth_config, three_layers

EXACT = 1e-8
AT_KINKS = {"xor": {"db1": [(0, 0), (0, 1), (0, 2), (0, 3)]}}
"""X has a row of zeros and the biases are zero: Z1 is 0 there, whatever W1 is."""


@pytest.mark.parametrize("name", example_names())
def test_every_example_passes_at_its_first_step(name: str) -> None:
    """Every entry of every gradient agrees, or lies at a kink that is known."""
    check = bpcli.check(name)
    kinks = {each.name: [kink.index for kink in each.kinks] for each in check.parameters if each.kinks}
    assert check.passed
    assert check.max_rel_error < EXACT
    assert kinks == AT_KINKS.get(name, {})
    assert check.checked == check.entries - check.kinks


@pytest.mark.parametrize(("name", "steps"), [("xor", 300), ("iris", 200), ("mazur", 2000)])
def test_trained_networks_pass(name: str, steps: int) -> None:
    """At a late step, where gradients are small, rounding is told from mistakes."""
    assert bpcli.check(name, steps=steps, at=steps).passed


def test_a_fit_to_the_last_digit_passes() -> None:
    """Where all that is left of the gradients is rounding."""
    config = {
        "data": {"x": [[1.0, 2.0], [3.0, 4.5]], "y": [0.3, 0.7]},
        "network": {"layers": [{"weights": [[0.1], [0.2]]}]},
        "loss": "mse",
        "optimizer": {"name": "sgd", "learning_rate": 0.03},
    }
    check = bpcli.check(config, steps=20000, at=20000)
    assert check.passed
    assert max(abs(each.worst.found) for each in check.parameters if each.worst) < 1e-9


@pytest.mark.parametrize("size", [1e15, 1e30, 1e100])
@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
def test_huge_inputs_pass(size: float, loss: str) -> None:
    """The step that would move Z a little is then lost in the weight, and a larger one is taken."""
    network = {
        "init": {"name": "normal", "std": 0.01},
        "layers": [{"units": 4, "activation": "relu"}, {"units": 3, "activation": "softmax"}],
    }
    x = [[5.1, size], [7.0, 4.7], [6.3, 6.0], [4.9, 1.5]]
    config = {"seed": 42, "rng": "legacy", "data": {"x": x, "y": [0, 1, 2, 0]}, "network": network, "loss": loss}
    assert bpcli.check(config).passed


COMBINATIONS = list(product([name for name in LOSSES if not has_pieces(name)], SMOOTH))


@pytest.mark.parametrize(("loss", "activation"), COMBINATIONS)
def test_a_smooth_network_agrees_in_every_entry(loss: str, activation: str) -> None:
    """Random layouts, reductions, penalties, conventions and batches, at the last of several steps."""
    optimizer = list(OPTIMIZERS)[COMBINATIONS.index((loss, activation)) % len(OPTIMIZERS)]
    for seed in (1, 2):
        config = smooth_config(loss, activation, optimizer, seed)
        check = bpcli.check(config, at=config["training"]["steps"])
        assert check.checked == check.entries
        assert check.max_rel_error <= EXACT


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_away_from_kinks_every_activation_agrees(name: str) -> None:
    """In both hidden layers, and all entries are compared."""
    check = bpcli.check(three_layers(hidden=name))
    assert (check.checked, check.max_rel_error <= EXACT) == (check.entries, True)


@pytest.mark.parametrize("name", LOSSES)
def test_away_from_kinks_every_loss_agrees(name: str) -> None:
    """Through sigmoid, and all entries are compared."""
    check = bpcli.check(three_layers(output="sigmoid", loss=name))
    assert (check.checked, check.max_rel_error <= EXACT) == (check.entries, True)


@pytest.mark.parametrize("logit", [50.0, 1000.0])
@pytest.mark.parametrize(("loss", "output"), [("cross_entropy", "softmax"), ("binary_cross_entropy", "sigmoid")])
def test_saturated_outputs_agree(loss: str, output: str, logit: float) -> None:
    """Where a float64 has rounded A to 0 and 1, the wrong class's gradient is 1 and is proved."""
    layer = {"weights": [[logit, 0.0, -logit]], "activation": output}
    config = {"data": {"x": [[1.0]], "y": [[0, 0, 1]]}, "network": {"layers": [layer]}, "loss": loss}
    check = bpcli.check(config)
    assert check.max_rel_error <= EXACT
    assert check.passed


def test_inputs_of_every_size_agree() -> None:
    """The step fits the numbers that a weight is multiplied by."""
    config = three_layers()
    config["data"]["x"] = [[0.5e-6, -1.0e4], [1.5e-6, 0.25e4], [-0.7e-6, 0.9e4]]
    config["network"]["layers"][0]["weights"][1] = [1e-4, -2e-4, 5e-5]
    check = bpcli.check(config)
    assert check.passed
    assert check.checked == check.entries


@pytest.mark.parametrize("name", [*SMOOTH, "relu"])
def test_float32_is_held_against_float64(name: str) -> None:
    """Its own rounding is allowed, a thousandth is not exceeded."""
    check = bpcli.check(three_layers(hidden=name), settings=["dtype=float32"])
    assert check.passed
    assert 1e-12 < check.max_rel_error < 1e-4
    assert check.tolerance == 1e-3


def test_without_longer_floats_it_still_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where longdouble is float64, the differences are coarser and a note says so."""
    monkeypatch.setattr(np, "longdouble", np.float64)
    check = bpcli.check(three_layers())
    assert check.passed
    assert check.max_rel_error < EXACT
    assert "no floats longer than float64" in check.notes[0]
