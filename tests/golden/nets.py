"""Configs that put bpcli where a published example stands: with its outputs, its caches, or its gradients given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

import bpcli
from bpcli.readers.records import TracedStep
from tests.golden.agreement import Array

Config = dict[str, Any]

FAR_BELOW = -1e9


def layer(activation: str | Config, weights: ArrayLike, bias: ArrayLike | None = None) -> Config:
    """A layer with its numbers given."""
    numbers = False if bias is None else np.asarray(bias).tolist()
    return {"activation": activation, "weights": np.asarray(weights).tolist(), "bias": numbers}


def network(x: ArrayLike, y: ArrayLike, layers: Sequence[Config], loss: str | Config, **more: Any) -> Config:
    """A config of data, layers and loss; ``more`` are other keys of the config."""
    data = {"x": np.asarray(x).tolist(), "y": np.asarray(y).tolist()}
    return {"data": data, "network": {"layers": list(layers)}, "loss": loss, **more}


def first_step(config: Config) -> TracedStep:
    """The first step's trace."""
    return bpcli.trace(config, steps=1).steps[0]


def loss_of(outputs: ArrayLike, y: ArrayLike, loss: str | Config, activation: str = "identity") -> float:
    """The loss where the layer before the activation gives ``outputs``: a row a sample."""
    outputs = np.atleast_2d(np.asarray(outputs, np.float64))
    return first_step(network(outputs, y, [layer(activation, np.eye(outputs.shape[1]))], loss)).loss


class Cached(NamedTuple):
    """A layer in the columns layout whose Z is what a course says, whether or not it is W A + b."""

    W: Array
    b: Array
    Z: Array
    activation: str


def backward_from_caches(x: Array, layers: Sequence[Cached], dA: Array) -> TracedStep:
    """The backward pass through the layers' own Z, beginning with this dA at the output.

    For each sample one more input carries a 1 through one more unit of every hidden layer (identity or relu),
    and weights from there make up for what Z has beyond W A + b. They stand behind the course's own rows and
    columns. Then y is chosen so that A - y is dA.
    """
    m = x.shape[1]
    a, made = x, []
    for number, (W, b, Z, activation) in enumerate(layers, 1):
        weights, bias = np.hstack([W, Z - (W @ a + b)]), b
        if number < len(layers):
            weights = np.vstack([weights, np.hstack([np.zeros((m, W.shape[1])), np.eye(m)])])
            bias = np.vstack([b, np.zeros((m, 1))])
        made.append(layer(activation, weights, bias))
        a = activated(activation, Z)
    return first_step(network(np.vstack([x, np.eye(m)]), a - dA, made, "half_sse", layout="columns"))


def activated(activation: str, Z: Array) -> Array:
    """The few activations that the courses' caches use, written out."""
    if activation == "sigmoid":
        return 1 / (1 + np.exp(-Z))
    return np.maximum(Z, 0) if activation == "relu" else Z


def updates(optimizer: Config, w: ArrayLike, gradients: Sequence[ArrayLike]) -> list[TracedStep]:
    """One weight vector updated with these gradients, one a step.

    Each step has one sample x and one linear output far above its target; the slope of the absolute error is
    then 1, so that dW1 is x, exactly, whatever the weights are.
    """
    x = np.array(gradients, np.float64)
    config = network(
        x,
        np.full((len(x), 1), FAR_BELOW),
        [layer("identity", np.reshape(w, (-1, 1)))],
        "mae",
        optimizer=optimizer,
        training={"steps": len(x), "batch_size": 1},
    )
    steps = bpcli.trace(config).steps
    for step, gradient in zip(steps, x, strict=True):
        np.testing.assert_array_equal(step["dW1"][:, 0], gradient)
    return steps


def update_after(optimizer: Config, w: ArrayLike, gradient: ArrayLike, earlier: Sequence[ArrayLike]) -> TracedStep:
    """The update of ``w`` by an optimizer that comes from ``earlier`` steps with its state.

    The run begins where those steps end at ``w``. A weight decay reaches them too: it is taken off their
    gradients, which with several of them would need their weights one by one, so only one is allowed.
    """
    w = np.asarray(w, np.float64)
    decay = optimizer.get("weight_decay", 0.0)
    drift = updates({**optimizer, "weight_decay": 0.0}, np.zeros_like(w), earlier)[-1]["W1_new"][:, 0]
    start = w - drift
    assert not decay or len(earlier) == 1
    raw = [np.asarray(g) - decay * start for g in earlier]
    step = updates(optimizer, start, [*raw, gradient])[-1]
    np.testing.assert_allclose(step["W1"][:, 0], w, rtol=1e-12, atol=1e-14)
    return step
