"""Units whose slope is 0 for every sample, against the fprime and the gradients that a trace shows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bpcli
from bpcli.config.sources import example_names
from bpcli.program.setup import prepare
from bpcli.readers.dead_units import dead_units
from bpcli.readers.records import DeadUnits
from bpcli.readers.train import TrainingRun
from bpcli.writers.training_notes import dead_note

SAMPLES_ALONG = {"rows": 0, "columns": 1, "torch": 0}


def found(source: Any, *settings: str, steps: int = 1) -> list[DeadUnits]:
    """What is dead after so many steps."""
    run = TrainingRun(prepare(source, settings, steps=steps))
    assert len(list(run)) == steps
    return list(dead_units(run.session))


@pytest.mark.parametrize("layout", SAMPLES_ALONG)
@pytest.mark.parametrize("activation", ["relu", "tanh", "leaky_relu", "softmax"])
def test_what_a_trace_shows(layout: str, activation: str) -> None:
    """Where the next step's fprime is 0 for all samples; its dW and db are then 0 for that unit."""
    settings = [f"layout={layout}", f"network.layers.0.activation={activation}", "network.layers.0.units=9"]
    for seed in range(5):
        own = [*settings, f"seed={seed}", "network.init={name: normal, std: 2}"]
        dead = found("random_integers", *own)
        step = bpcli.trace("random_integers", steps=2, settings=own).steps[1]
        slope = step.values.get("fprime1")
        axis = SAMPLES_ALONG[layout]
        zero = [] if slope is None else np.flatnonzero(~slope.data.any(axis=axis)).tolist()
        assert [unit for each in dead for unit in each.units] == zero
        bias = np.ravel(step["db1"])
        assert not bias[zero].any()


@pytest.mark.parametrize("name", example_names())
def test_the_examples(name: str) -> None:
    """The notes of the examples name those that have dead units."""
    dead = {each.layer: each.units for each in found(name)}
    assert dead == {"xor": {1: (1,)}, "random_integers": {1: (1, 2, 3)}, "iris4": {1: (1,)}}.get(name, dead)


def test_all_samples_are_looked_at() -> None:
    """A unit that is 0 throughout the last batch and alive in another is alive; a deeper layer counts as well."""
    layers = [
        {"units": 2, "activation": "relu", "weights": [[1.0, -1.0]]},
        {"units": 3, "activation": "relu", "weights": [[1.0, -1.0, 1.0], [1.0, -1.0, 1.0]]},
        {"units": 1, "activation": "identity", "weights": [[1.0], [1.0], [1.0]]},
    ]
    config = {
        "data": {"x": [[1.0], [-1.0]], "y": [[1.0], [1.0]]},
        "network": {"layers": layers},
        "loss": "mse",
        "optimizer": {"name": "sgd", "learning_rate": 1e-3},
        "training": {"batch_size": 1},
    }
    assert found(config) == [DeadUnits(2, (1,), 3, "relu")]


def test_a_saturated_unit_is_dead() -> None:
    """A sigmoid that is 1 to the last digit has a slope of exactly 0; an output may be dead as well."""
    layer = {"units": 2, "activation": "sigmoid", "weights": [[0.5, 0.5]], "bias": [0.0, 1000.0]}
    config = {
        "data": {"x": [[1.0], [-1.0]], "y": [[1.0, 1.0], [0.0, 0.0]]},
        "network": {"layers": [layer]},
        "loss": "mse",
    }
    assert found(config) == [DeadUnits(1, (1,), 2, "sigmoid")]


def test_it_is_said_in_a_sentence() -> None:
    """One unit, several, and too many to name."""
    one, two = DeadUnits(1, (1,), 4, "relu"), DeadUnits(2, (0, 3), 4, "relu")
    assert dead_note(one) == "layer 1: unit 1 of 4 is dead: relu' is 0 for all samples, it cannot learn"
    assert dead_note(two) == "layer 2: units 0, 3 of 4 are dead: relu' is 0 for all samples, they cannot learn"
    assert dead_note(DeadUnits(1, tuple(range(1200)), 2048, "relu")).startswith(
        "layer 1: units 0, 1, 2, 3, 4, 5, 6, 7 ... (1,200 in all) of 2,048 are dead"
    )


def test_a_whole_layer() -> None:
    """All of its units, without their numbers."""
    assert dead_note(DeadUnits(1, (0, 1, 2, 3), 4, "relu")).startswith("layer 1: all 4 units are dead: ")
    assert dead_note(DeadUnits(1, (0,), 1, "relu")).startswith("layer 1: its one unit is dead: ")
