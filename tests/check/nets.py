"""Small networks for the tests of the check."""

from __future__ import annotations

from typing import Any

import numpy as np

from bpcli.rules.activations import ACTIVATIONS
from bpcli.rules.losses import LOSSES
from tests.random_configs import Case, Config

SMOOTH = [name for name, record in ACTIVATIONS.items() if not (record().kinks or record().seams)]
TARGETS: dict[str, Any] = {
    "cross_entropy": [[0.2, 0.5, 0.3], [1, 0, 0], [0, 0.25, 0.75]],
    "binary_cross_entropy": [[0.2, 0.9, 0.3], [1, 0, 0.5], [0, 0.25, 0.75]],
    "hinge": [[1, -1, -1], [-1, -1, 1], [-1, 1, -1]],
}
"""For three samples and three outputs; the other losses fit numbers."""


def has_pieces(loss: str) -> bool:
    """Whether the loss is made of pieces."""
    one = np.ones((1, 1))
    return bool(LOSSES[loss]().kinks(one, one) or LOSSES[loss]().seams(one, one))


def smooth_config(loss: str, activation: str, optimizer: str, seed: int) -> Config:
    """A random config whose hidden layers are smooth as well."""
    config = Case(loss, activation, optimizer, seed).config()
    for place, layer in enumerate(config["network"]["layers"][:-1]):
        layer["activation"] = {"name": SMOOTH[(seed + place) % len(SMOOTH)]}
    return config


def three_layers(hidden: Any = "tanh", output: Any = "identity", loss: Any = "mse", **more: Any) -> Config:
    """2-3-4-3 on three samples, away from every kink."""
    rng = np.random.default_rng(5)
    widths, layers = (2, 3, 4, 3), []
    for n_in, n_out, activation in zip(widths, widths[1:], (hidden, hidden, output), strict=False):
        weights, bias = rng.normal(size=(n_in, n_out)), 0.3 * rng.normal(size=n_out)
        layers.append({"weights": weights.tolist(), "bias": bias.tolist(), "activation": activation})
    name = loss if isinstance(loss, str) else loss["name"]
    y = TARGETS.get(name, rng.normal(size=(3, 3)).tolist())
    return {
        "data": {"x": [[0.5, -1.0], [1.5, 0.25], [-0.7, 0.9]], "y": y},
        "network": {"layers": layers},
        "loss": loss,
        **more,
    }
