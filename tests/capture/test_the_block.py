"""What the with-block leaves alone, refuses and restores."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
import torch.nn.functional as F  # noqa: E402, N812 (needs torch; as everyone calls it)
from torch import Tensor, nn  # noqa: E402

import bpcli  # noqa: E402
from tests.capture.models import X, backward, config, labels, linears, sequential, sgd, train  # noqa: E402

HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")


def test_the_training_is_the_same_with_and_without(tmp_path: Path) -> None:
    """Losses and parameters are the same to the bit."""
    results = []
    for captured in (False, True):
        model = sequential(config(), nn.ReLU(inplace=True))
        optimizer = torch.optim.Adam(model.parameters())
        if captured:
            with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
                losses = train(model, optimizer, F.cross_entropy, labels())
        else:
            losses = train(model, optimizer, F.cross_entropy, labels())
        results.append((losses, [parameter.tolist() for parameter in model.parameters()]))
    assert results[0] == results[1]


def test_no_hook_is_left(tmp_path: Path) -> None:
    """Model, optimizer and the tensors of the block have none afterwards."""
    model = sequential(config(), nn.Tanh())
    optimizer = sgd(model)
    with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
        train(model, optimizer, F.cross_entropy, labels())
        output = model(torch.tensor(X))
        assert output._backward_hooks
    assert not output._backward_hooks
    assert not any(getattr(module, hooks) for module in model.modules() for hooks in HOOKS)
    assert not optimizer._optimizer_step_pre_hooks
    assert not optimizer._optimizer_step_post_hooks


def test_an_exception_goes_on_and_no_file_appears(tmp_path: Path) -> None:
    """What was there before stays, nothing half written lies about, the hooks are gone."""
    path = tmp_path / "mine.json"
    path.write_text("before")
    model = sequential(config(), nn.Tanh())
    optimizer = sgd(model)

    def fail() -> None:
        with bpcli.capture(model, optimizer, path):
            train(model, optimizer, F.cross_entropy, labels())
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        fail()
    assert [file.read_text() for file in tmp_path.iterdir()] == ["before"]
    assert not model._forward_hooks


def test_a_block_without_a_step(tmp_path: Path) -> None:
    """A forgotten optimizer.step() is said, and no file appears."""
    model = sequential(config(), nn.Tanh())
    with (
        pytest.raises(bpcli.UsageError, match="no training step was captured"),
        bpcli.capture(model, sgd(model), tmp_path / "mine.json"),
    ):
        backward(F.cross_entropy(model(torch.tensor(X)), labels()))
    assert not list(tmp_path.iterdir())


class Twice(nn.Module):
    """One layer, used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(3, 3).double()

    def forward(self, x: Tensor) -> Tensor:
        """Through it and through it again."""
        output: Tensor = self.layer(torch.tanh(self.layer(x)))
        return output


class Branches(nn.Module):
    """Two layers side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.left, self.right = nn.Linear(3, 2).double(), nn.Linear(3, 2).double()

    def forward(self, x: Tensor) -> Tensor:
        """Their sum."""
        output: Tensor = self.left(x) + self.right(x)
        return output


class Skips(nn.Module):
    """Two layers, of which every second pass leaves one out."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(3, 3).double(), nn.Linear(3, 3).double()
        self.passes = 0

    def forward(self, x: Tensor) -> Tensor:
        """Through both, or through the first."""
        self.passes += 1
        output: Tensor = self.first(x) if self.passes % 2 == 0 else self.second(self.first(x))
        return output


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (nn.Sequential(nn.Conv1d(3, 2, 1)), r"0 \(Conv1d\): only torch.nn.Linear may have parameters"),
        (nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2, affine=False)), r"1 \(BatchNorm1d\)"),
        (nn.Sequential(nn.Linear(3, 2), nn.LayerNorm(2), nn.PReLU()), r"1 \(LayerNorm\), 2 \(PReLU\)"),
        (nn.Sequential(nn.Tanh()), r"it has no torch.nn.Linear"),
        (nn.Sequential(nn.Linear(3, 2), nn.Dropout(0.5)).double(), r"dropout is on: set p=0 or call model.eval\(\)"),
        (Twice(), "layer ran twice in one forward pass"),
        (Branches(), "left gives 2 units and right takes 3"),
        (Skips(), "the same, in the same order, in every forward pass"),
    ],
    ids=["conv", "batch_norm", "several", "no_linear", "dropout", "twice", "branches", "skips"],
)
def test_a_model_that_cannot_be_traced(model: nn.Module, message: str, tmp_path: Path) -> None:
    """The layer is named, and no file appears."""
    optimizer = torch.optim.SGD([*model.parameters(), torch.zeros(1, requires_grad=True)], lr=0.1)
    with (
        pytest.raises(bpcli.UsageError, match=message),
        bpcli.capture(model, optimizer, tmp_path / "mine.json"),
    ):
        train(model, optimizer, lambda z, _: z.sum(), labels())
    assert not list(tmp_path.iterdir())


def test_dropout_that_drops_nothing(tmp_path: Path) -> None:
    """With p=0, and in eval mode, dropout and nested Sequentials are let through."""
    first, second = linears(config()["network"]["layers"])
    model = nn.Sequential(nn.Flatten(), nn.Sequential(first, nn.Tanh(), nn.Dropout(0)), nn.Dropout(0.5).eval(), second)
    optimizer = sgd(model)
    with bpcli.capture(model, optimizer, tmp_path / "mine.json"):
        train(model, optimizer, F.cross_entropy, labels())
    assert bpcli.compare(config(), tmp_path / "mine.json").clean


def test_a_path_that_cannot_be_written(tmp_path: Path) -> None:
    """It is said before the training begins."""
    model = sequential(config(), nn.Tanh())
    with (
        pytest.raises(bpcli.UsageError, match="cannot be written"),
        bpcli.capture(model, sgd(model), tmp_path / "nowhere" / "mine.json"),
    ):
        pytest.fail("the block ran")


def test_without_pytorch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says how to get it."""
    monkeypatch.setattr("bpcli.torch_capture.capture.find_spec", {}.get)
    model = nn.Linear(1, 1)
    with (
        pytest.raises(bpcli.UsageError, match=r"pip install 'bpcli\[torch\]'"),
        bpcli.capture(model, sgd(model), tmp_path / "mine.json"),
    ):
        pytest.fail("the block ran")


def test_importing_bpcli_imports_no_pytorch() -> None:
    """Nor does reaching for ``bpcli.capture``; only calling it does."""
    code = "import sys, bpcli; bpcli.capture; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
