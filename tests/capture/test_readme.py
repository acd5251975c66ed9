"""The README's example of a captured training does what the README says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.torch
pytest.importorskip("torch")

README = Path(__file__).parents[2] / "README.md"


def test_the_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Run as it stands, it prints what stands below it, and writes its file."""
    section = README.read_text().split("## A trace out of your PyTorch")[1].split("\n## ")[0]
    example, printed = re.findall(r"```(?:python)?\n(.*?)```", section, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "README.md", "exec"), {})
    assert capsys.readouterr().out == printed
    assert (tmp_path / "mine.json").is_file()


def test_with_its_zero_grad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the line that it misses, nothing is wrong."""
    section = README.read_text().split("## A trace out of your PyTorch")[1]
    example = re.findall(r"```python\n(.*?)```", section, re.DOTALL)[0]
    mended = example.replace("        optimizer.step()\n", "        optimizer.step()\n        optimizer.zero_grad()\n")
    monkeypatch.chdir(tmp_path)
    exec(compile(mended, "README.md", "exec"), {})
    assert capsys.readouterr().out == "step 3: None is the first that is wrong\n"
