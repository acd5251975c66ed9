"""The guide's example of a captured training does what the guide says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.torch
pytest.importorskip("torch")

PAGE = Path(__file__).parents[2] / "bpcli" / "guide" / "pytorch.md"


def test_the_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Run as it stands, it prints what stands below it, and writes its file."""
    example, printed = re.findall(r"```(?:python|text)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(compile(example, str(PAGE), "exec"), {})
    assert capsys.readouterr().out == printed
    assert (tmp_path / "mine.json").is_file()


def test_with_its_zero_grad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the line that it misses, nothing is wrong."""
    example = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]
    mended = example.replace("        optimizer.step()\n", "        optimizer.step()\n        optimizer.zero_grad()\n")
    monkeypatch.chdir(tmp_path)
    exec(compile(mended, str(PAGE), "exec"), {})
    assert capsys.readouterr().out == "step 3: None is wrong first\n"
