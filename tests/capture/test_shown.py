"""A captured loop is shown like any trace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

torch = pytest.importorskip("torch")


@pytest.mark.parametrize("loss", ["cross_entropy", "mse_loss", "own"])
def test_a_captured_loop_is_shown(run: Run, loss: str, tmp_path: Path) -> None:
    """As tables, of a loss that is known and of one that is not; as JSON the very numbers come back."""
    import bpcli

    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 5), torch.nn.Tanh(), torch.nn.Linear(5, 3))
    optimizer = torch.optim.Adam(model.parameters())
    x, y = torch.randn(4, 2), torch.tensor([0, 1, 2, 1])
    targets = y if loss == "cross_entropy" else torch.randn(4, 3)
    function = getattr(torch.nn.functional, loss, lambda a, b: ((a - b) ** 4).sum())
    path = tmp_path / "mine.json"
    with bpcli.capture(model, optimizer, path):
        for _ in range(2):
            optimizer.zero_grad()
            function(model(x), targets).backward()
            optimizer.step()
    assert json.loads(run("show", str(path), "--json").out) == json.loads(path.read_bytes())
    status, out, err = run("show", str(path), "--at", "last")
    assert (status, err) == (0, "")
    assert b"2 \xe2\x86\x92 5 tanh \xe2\x86\x92 3 " in out
    assert b"W1_m" in out
