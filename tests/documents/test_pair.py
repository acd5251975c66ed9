"""The first wrong matrix in a document of a comparison."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import bpcli
from tests.conftest import Run

BOLD = r"\mathbf{"


def documents(run: Run, folder: Path, config: str, mine: dict[str, object]) -> list[str]:
    """The comparison in Markdown and in LaTeX."""
    path = folder / "mine.json"
    path.write_text(json.dumps(mine), "utf-8")
    return [run("compare", config, str(path), "-f", format_).out.decode() for format_ in ("markdown", "latex")]


def test_both_matrices_stand_below_each_other(run: Run, tmp_path: Path) -> None:
    """The one wrong entry of 1,200 is shown, in bold, however far down it is; beside it the right one."""
    mine = np.array(bpcli.trace("iris")[0].Z1)
    mine[77, 3] += 1
    for text in documents(run, tmp_path, "iris", {"Z1": mine.tolist()}):
        assert text.count(BOLD) == 1
        assert rf"{BOLD}7.37}}" in text
        assert " & 6.37 & " in text
        assert text.index(r"\text{yours}") < text.index(BOLD) < text.index(r"\text{right}")


@pytest.mark.parametrize("mine", [{"loss": 3}, {"dW1": bpcli.trace("xor")[0].dW1.tolist()}])
def test_a_number_and_a_right_matrix_need_none(run: Run, tmp_path: Path, mine: dict[str, object]) -> None:
    """The table says it."""
    assert not any(r"\text{yours}" in text for text in documents(run, tmp_path, "xor", mine))


def test_another_shape(run: Run, tmp_path: Path) -> None:
    """Nothing is in bold where entries do not face each other."""
    for text in documents(run, tmp_path, "xor", {"db1": bpcli.trace("xor")[0].delta1.tolist()}):
        assert "the shape is 4×4, right is 1×4" in text.replace(r"$\times$", "×")
        assert BOLD not in text
