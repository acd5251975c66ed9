"""Published training runs: thousands of steps, to the last printed digit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike

import bpcli
from bpcli.readers.records import Training
from tests.conftest import thinned
from tests.golden.agreement import assert_agrees, published
from tests.golden.nets import Config, first_step, layer, network

HALF_SQUARED: Config = {"name": "half_sse", "over_samples": "sum"}


def test_iamtrask_two_layers() -> None:
    """The outputs after 9,999 updates of one sigmoid layer without a bias."""
    golden = published("iamtrask_2_layer")
    inputs = golden["inputs"]
    optimizer = {"name": "sgd", "learning_rate": 1.0}
    config = network(inputs["X"], inputs["y"], [layer("sigmoid", inputs["W"])], HALF_SQUARED, optimizer=optimizer)
    training = bpcli.train(config, steps=inputs["iterations"] - 1, every=inputs["iterations"])
    assert_agrees(golden, "output", training.evaluation.predictions.outputs, golden["expected"]["output"])


@pytest.mark.parametrize("alpha", thinned(published("iamtrask_3_layer_alphas")["inputs"]["alphas"], 3))
def test_iamtrask_three_layers(alpha: str) -> None:
    """The error before steps 1, 10,001, ... 50,001, and the weights after 60,000; the first article has alpha 1."""
    golden = published("iamtrask_3_layer_alphas")
    training = iamtrask_run(golden["inputs"], float(alpha))
    expected = golden["expected"][alpha]
    errors = [summary.metrics["mae"] for summary in training.history[::10_000]]
    assert_agrees(golden, f"alpha {alpha} error", errors, expected["error"])
    assert_agrees(golden, f"alpha {alpha} synapse_0", training.parameters["W1"], expected["synapse_0"])
    assert_agrees(golden, f"alpha {alpha} synapse_1", training.parameters["W2"], expected["synapse_1"])
    if alpha == "1":
        first = published("iamtrask_3_layer_xor")
        assert first["inputs"]["syn0"] == golden["inputs"]["syn0"]
        assert_agrees(first, "error", errors, first["expected"]["error"])


def iamtrask_run(inputs: dict[str, Any], alpha: float) -> Training:
    """60,000 steps of the article's 3-4-1 network."""
    layers = [layer("sigmoid", inputs["syn0"]), layer("sigmoid", inputs["syn1"])]
    optimizer = {"name": "sgd", "learning_rate": alpha}
    config = network(inputs["X"], inputs["y"], layers, HALF_SQUARED, optimizer=optimizer, metrics=["mae"])
    return bpcli.train(config, steps=60_000)


def test_iamtrask_first_weights_are_the_legacy_streams() -> None:
    """numpy.random.seed(1) and 2 random - 1: ``uniform`` from -1 to 1, drawn layer by layer."""
    inputs = published("iamtrask_3_layer_xor")["inputs"]
    step = bpcli.trace(
        {
            "seed": 1,
            "rng": "legacy",
            "data": {"x": inputs["X"], "y": inputs["y"]},
            "network": {
                "init": {"name": "uniform", "low": -1, "high": 1},
                "layers": [
                    {"units": 4, "activation": "sigmoid", "bias": False},
                    {"units": 1, "activation": "sigmoid", "bias": False},
                ],
            },
            "loss": HALF_SQUARED,
        }
    ).steps[0]
    np.testing.assert_allclose(step["W1"], inputs["syn0"], rtol=0, atol=1e-15)
    np.testing.assert_allclose(step["W2"], inputs["syn1"], rtol=0, atol=1e-15)


def test_dlai_planar_ten_thousand_steps() -> None:
    """The cost before each thousandth step, and the parameters after the last."""
    golden = published("dlai_planar_nn_model_10000")
    inputs, expected = golden["inputs"], golden["expected"]
    layers = [layer("tanh", inputs["W1"], inputs["b1"]), layer("sigmoid", inputs["W2"], inputs["b2"])]
    optimizer = {"name": "sgd", "learning_rate": inputs["learning_rate"]}
    loss = "binary_cross_entropy"
    config = network(inputs["X"], inputs["Y"], layers, loss, layout="columns", optimizer=optimizer)
    training = bpcli.train(config, steps=inputs["iterations"])
    assert_agrees(golden, "costs", training.losses[::1000], expected["cost_every_1000"])
    for name in ("W1", "b1", "W2", "b2"):
        assert_agrees(golden, name, training.parameters[name], expected[name])


def test_micrograd_moons() -> None:
    """Hinge loss with all parameters penalized: losses and accuracies of a hundred steps at full precision.

    The demo lowers its learning rate from step to step, so that each step is a run of its own here.
    """
    golden = published("micrograd_moons_demo")
    inputs, expected = golden["inputs"], golden["expected"]
    weights: list[ArrayLike] = [inputs["W1"], inputs["W2"], inputs["W3"]]
    biases: list[ArrayLike] = [[0.0] * 16, [0.0] * 16, [0.0]]
    loss = {"name": "hinge", "l2": 2e-4, "l2_biases": 2e-4}
    losses, accuracies = [], []
    targets = np.reshape(inputs["y"], (-1, 1))
    for k in range(100):
        layers = [layer(*each) for each in zip(("relu", "relu", "identity"), weights, biases, strict=True)]
        optimizer = {"name": "sgd", "learning_rate": 1.0 - 0.9 * k / 100}
        step = first_step(network(inputs["X"], targets, layers, loss, optimizer=optimizer, metrics=["accuracy"]))
        weights = [step[f"W{number}_new"] for number in (1, 2, 3)]
        biases = [step[f"b{number}_new"] for number in (1, 2, 3)]
        losses.append(step.loss)
        accuracies.append(100 * np.asarray(step.metrics["accuracy"]))
    assert_agrees(golden, "loss steps 0..99", losses, expected["loss_per_step"])
    assert_agrees(golden, "accuracy", accuracies, expected["accuracy_percent"])
