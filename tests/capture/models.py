"""The same network twice: as a config with its weights in it, and as somebody's PyTorch model."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

import bpcli

Config = dict[str, Any]
Loss = Callable[[Tensor, Tensor], Tensor]

X = np.random.default_rng(7).normal(size=(6, 3))
LABELS = [0, 1, 1, 0, 1, 0]


def config(
    hidden: Any = "tanh", output: Any = "softmax", loss: Any = "cross_entropy", optimizer: Any = None, **other: Any
) -> Config:
    """3-4-2 over six samples and three steps, delta as autograd has it."""
    rng = np.random.default_rng(11)
    shapes = [(3, 4, hidden), (4, 2, output)]
    layers = [
        {"weights": rng.normal(size=(n, m)).tolist(), "bias": rng.normal(size=m).tolist(), "activation": activation}
        for n, m, activation in shapes
    ]
    whole = {
        "delta": "batch",
        "data": {"x": X.tolist(), "y": LABELS},
        "network": {"layers": layers},
        "loss": loss,
        "optimizer": optimizer or {"name": "sgd", "learning_rate": 0.1},
        "training": {"steps": 3},
    }
    return whole | other


def linears(layers: list[Mapping[str, Any]], dtype: torch.dtype = torch.float64) -> list[nn.Linear]:
    """Linear layers with a config's weights."""
    made = []
    for layer in layers:
        weights = torch.tensor(layer["weights"], dtype=torch.float64).T
        linear = nn.Linear(weights.shape[1], weights.shape[0], dtype=dtype)
        with torch.no_grad():
            linear.weight.copy_(weights)
            linear.bias.copy_(torch.tensor(layer["bias"], dtype=torch.float64))
        made.append(linear)
    return made


def sequential(config: Config, hidden: nn.Module, *output: nn.Module) -> nn.Sequential:
    """The config's network with these modules for activations."""
    first, second = linears(config["network"]["layers"])
    return nn.Sequential(first, hidden, second, *output)


def train(model: nn.Module, optimizer: torch.optim.Optimizer, loss: Loss, y: Tensor, *, steps: int = 3) -> list[float]:
    """A training loop as people write it; the losses."""
    losses = []
    x = torch.tensor(X, dtype=next(model.parameters()).dtype)
    for _ in range(steps):
        optimizer.zero_grad()
        value = loss(model(x), y)
        backward(value)
        optimizer.step()
        losses.append(value.item())
    return losses


def backward(loss: Tensor) -> None:
    """``loss.backward()``, which PyTorch leaves untyped."""
    loss.backward()  # type: ignore[no-untyped-call]


def sgd(model: nn.Module) -> torch.optim.Optimizer:
    """The optimizer of ``config()``."""
    return torch.optim.SGD(model.parameters(), lr=0.1)


def labels() -> Tensor:
    """The classes."""
    return torch.tensor(LABELS)


def values(trace: Mapping[str, Any], step: int = 1) -> dict[str, Any]:
    """A step's matrices by name."""
    return {name: np.array(value["data"]) for name, value in trace["steps"][step - 1]["values"].items()}


def read(path: Path) -> Any:
    """The trace in a file."""
    return json.loads(path.read_text())


def assert_same_numbers(path: Path, config: Config, rtol: float = 1e-12) -> None:
    """Every captured number is bpcli's own, the names are its names, in its order."""
    captured, expected = read(path)["steps"], bpcli.trace(config).steps
    assert len(captured) == len(expected)
    for index, step in enumerate(expected, 1):
        mine = values({"steps": captured}, index)
        assert list(mine) == [name for name in step.values if name in mine]
        for name, value in mine.items():
            assert value.shape == step[name].shape, name
            np.testing.assert_allclose(value, step[name], rtol=rtol, atol=rtol, err_msg=f"step {index}: {name}")
        for summary in ("loss", "mean_loss"):
            assert abs(captured[index - 1][summary] - getattr(step, summary)) <= rtol * 10
