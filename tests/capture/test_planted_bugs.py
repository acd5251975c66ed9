"""Bugs that people make in PyTorch, found by comparing the captured trace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
import torch.nn.functional as F  # noqa: E402, N812 (needs torch; as everyone calls it)
from torch import Tensor, nn  # noqa: E402

import bpcli  # noqa: E402
from tests.capture.models import Config, X, backward, config, labels, linears, read, sequential, sgd, train, values  # noqa: E402


class Network(nn.Module):
    """Two layers, and what is done to the values between them."""

    def __init__(self, config: Config, between: Callable[[Tensor], Tensor], *, before_tanh: bool = False) -> None:
        super().__init__()
        self.first, self.second = linears(config["network"]["layers"])
        self.between, self.before_tanh = between, before_tanh

    def forward(self, x: Tensor) -> Tensor:
        """Logits."""
        z = self.first(x)
        h = torch.tanh(self.between(z)) if self.before_tanh else self.between(torch.tanh(z))
        logits: Tensor = self.second(h)
        return logits


def capture_training(model: nn.Module, path: Path, loss: Callable[[Tensor, Tensor], Tensor] = F.cross_entropy) -> Path:
    """Three steps of a plain loop."""
    optimizer = sgd(model)
    with bpcli.capture(model, optimizer, path):
        train(model, optimizer, loss, labels())
    return path


@pytest.mark.parametrize("before_tanh", [False, True])
def test_a_detached_layer(before_tanh: bool, tmp_path: Path) -> None:
    """The first wrong quantity is where the gradient no longer arrives: zeros, which are not to be."""
    cfg = config()
    model = Network(cfg, lambda h: h.detach(), before_tanh=before_tanh)
    path = capture_training(model, tmp_path / "mine.json")
    comparison = bpcli.compare(cfg, path)
    assert (comparison.step, comparison.first_wrong) == (1, "dA1")
    mine = values(read(path))
    assert not mine["dA1"].any()
    assert not mine["dW1"].any()
    assert (mine["W1_new"] == mine["W1"]).all()


def test_a_layer_under_no_grad(tmp_path: Path) -> None:
    """The same, where the forward pass itself turns gradients off."""

    class NoGrad(Network):
        def forward(self, x: Tensor) -> Tensor:
            with torch.no_grad():
                h = torch.tanh(self.first(x))
            logits: Tensor = self.second(h)
            return logits

    cfg = config()
    comparison = bpcli.compare(cfg, capture_training(NoGrad(cfg, nn.Identity()), tmp_path / "mine.json"))
    assert (comparison.step, comparison.first_wrong) == (1, "dA1")


def test_a_missing_zero_grad(tmp_path: Path) -> None:
    """Step 1 is right; at step 2 delta is right and dW2 has the gradient of step 1 in it."""
    cfg = config()
    model = sequential(cfg, nn.Tanh())
    optimizer = sgd(model)
    with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
        for _ in range(3):
            backward(F.cross_entropy(model(torch.tensor(X)), labels()))
            optimizer.step()
    comparison = bpcli.compare(cfg, tmp_path / "mine.json")
    assert (comparison.step, comparison.first_wrong) == (2, "dW2")
    assert bpcli.compare(cfg, tmp_path / "mine.json", at=1).clean


def test_a_zero_grad_too_late(tmp_path: Path) -> None:
    """Between backward() and step() it leaves no gradients: delta is right, dW2 is zeros."""
    cfg = config()
    model = sequential(cfg, nn.Tanh())
    optimizer = sgd(model)
    with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
        backward(F.cross_entropy(model(torch.tensor(X)), labels()))
        optimizer.zero_grad()
        optimizer.step()
    comparison = bpcli.compare(cfg, tmp_path / "mine.json")
    assert (comparison.step, comparison.first_wrong) == (1, "dW2")


def test_a_loss_summed_instead_of_averaged(tmp_path: Path) -> None:
    """All agrees with a config that says so: the comparison names that line."""
    cfg = config()
    model = sequential(cfg, nn.Tanh())
    path = capture_training(model, tmp_path / "mine.json", nn.CrossEntropyLoss(reduction="sum"))
    assert "loss.over_samples: sum" in bpcli.compare(cfg, path).conventions
    assert read(path)["conventions"]["over_samples"] == "sum"


def test_a_softmax_before_cross_entropy(tmp_path: Path) -> None:
    """The output is right; the loss, which takes a softmax of it once more, is the first that is wrong."""
    cfg = config()
    path = capture_training(sequential(cfg, nn.Tanh(), nn.Softmax(1)), tmp_path / "mine.json")
    comparison = bpcli.compare(cfg, path)
    assert (comparison.step, comparison.first_wrong) == (1, "loss")


def test_targets_of_another_shape(tmp_path: Path) -> None:
    """A vector of targets beside a column of outputs is spread to a matrix: the loss is the first that is wrong."""
    cfg = config(output="identity", loss="mse")
    last = cfg["network"]["layers"][1]
    last["weights"], last["bias"] = [row[:1] for row in last["weights"]], last["bias"][:1]
    cfg["data"]["y"] = [[float(label)] for label in cfg["data"]["y"]]
    model = sequential(cfg, nn.Tanh())
    with pytest.warns(UserWarning, match=r"torch\.Size"):
        path = capture_training(model, tmp_path / "mine.json", lambda z, y: F.mse_loss(z, y.double()))
    comparison = bpcli.compare(cfg, path)
    assert (comparison.step, comparison.first_wrong) == (1, "loss")


def test_parameters_that_the_optimizer_does_not_have(tmp_path: Path) -> None:
    """A layer left out of the optimizer is found when it should have moved."""
    cfg = config()
    model = sequential(cfg, nn.Tanh())
    optimizer = sgd(model[2])
    with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
        train(model, optimizer, F.cross_entropy, labels())
    comparison = bpcli.compare(cfg, tmp_path / "mine.json")
    assert (comparison.step, comparison.first_wrong) == (2, "W1")


def test_two_steps_for_one_gradient(tmp_path: Path) -> None:
    """optimizer.step() called twice: the parameters that step 2 begins with are not those that step 1 left."""
    cfg = config()
    model = sequential(cfg, nn.Tanh())
    optimizer = sgd(model)
    with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
        for _ in range(2):
            optimizer.zero_grad()
            backward(F.cross_entropy(model(torch.tensor(X)), labels()))
            optimizer.step()
            optimizer.step()
    comparison = bpcli.compare(cfg, tmp_path / "mine.json")
    assert (comparison.step, comparison.first_wrong) == (2, "W1")
