"""The tests' own backpropagation, held against the trace: two programs written apart, every number alike."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import bpcli
from tests.compare.handwritten import Config, Run
from tests.compare.nets import LOSSES, OPTIMIZERS, random_net

VARIANTS: dict[str, Config] = {
    "dampened": {"name": "sgd", "learning_rate": 0.1, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.1},
    "centered": {"name": "rmsprop", "learning_rate": 0.1, "centered": True, "momentum": 0.5},
    "amsgrad": {"name": "adam", "learning_rate": 0.1, "amsgrad": True, "weight_decay": 0.2},
    "started": {"name": "adagrad", "learning_rate": 0.1, "lr_decay": 0.1, "initial_accumulator_value": 0.2},
    "frozen": {"name": "adamw", "learning_rate": 0.1, "freeze": "biases"},
    "defaults": {"name": "adam", "learning_rate": 0.1},
}


def assert_same_numbers(config: Config) -> None:
    """Every step's names, their order and their numbers."""
    run = Run(config)
    for step in bpcli.trace(config):
        q = run.step()
        assert list(q) == list(step.values)
        for name, value in q.items():
            np.testing.assert_allclose(value, step[name], rtol=1e-12, atol=1e-12, err_msg=name)


@pytest.mark.parametrize(("loss", "optimizer"), list(product(LOSSES, OPTIMIZERS)))
def test_same_numbers_as_the_trace(loss: str, optimizer: str) -> None:
    """Random nets of 1 to 4 layers, in both layouts, over two or three steps."""
    for depth, layout in zip((1, 2, 3, 4), ("rows", "columns") * 2, strict=True):
        rng = np.random.default_rng([*loss.encode(), *optimizer.encode(), depth, layout == "rows"])
        assert_same_numbers(random_net(rng, depth, layout, loss=loss, optimizer=optimizer, sum=rng.random() < 0.3))


@pytest.mark.parametrize("variant", VARIANTS)
def test_same_numbers_with_the_rarer_options(variant: str) -> None:
    """Dampening, centering, amsgrad, decay of the rate, frozen biases, PyTorch's defaults; batches, too."""
    for seed in range(4):
        config = random_net(np.random.default_rng(seed), 2, optimizer=VARIANTS[variant])
        config["training"] = {"steps": 4, "batch_size": 2}
        assert_same_numbers(config)
