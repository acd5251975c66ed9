"""ASCII in place of what cannot be shown."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from rich.cells import cell_len

import bpcli
from bpcli.errors import printable
from bpcli.writers.ascii import STAND_INS, UNKNOWN, Legible, stand_in

PACKAGE = Path(bpcli.__file__).parent


def test_a_stand_in_is_one_cell_like_what_it_stands_for() -> None:
    """Columns stand below each other whichever is shown."""
    for char, instead in STAND_INS.items():
        assert not char.isascii(), char
        assert instead.isascii() and instead.isprintable(), char  # noqa: PT018 (one thing: it can be shown)
        assert (cell_len(char), cell_len(instead)) == (1, 1), char


def literals(path: Path) -> set[str]:
    """The characters of every string in a module but its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {char for node in strings if id(node) not in alone for char in str(node.value)}


def test_all_that_is_printed_has_a_stand_in() -> None:
    """Whatever sign stands in bpcli's own strings, one reads something in its place."""
    for module in PACKAGE.rglob("*.py"):
        chars = {
            char for char in literals(module) if not char.isascii() and not char.isalpha() and printable(char) == char
        }
        assert [char for char in sorted(chars) if UNKNOWN in stand_in(char)] == [], module
    assert "─" in literals(PACKAGE / "writers" / "grid.py") | literals(PACKAGE / "writers" / "blocks.py")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2 × 4 · A1ᵀ ⊙ relu′", "2 x 4 . A1T * relu'"),
        ("x² − √σ ≤ 1…2", "x2 - Vs < 1~2"),
        ("⎡−0.1⎤ ╭─╮ ✓ ✗ → ↳", "[-0.1] +-+ + x > >"),
        ("Zürich, São Tomé", "Zurich, Sao Tome"),
        ("日本 ½", "???? ?"),
    ],
)
def test_what_is_read_instead(text: str, shown: str) -> None:
    """Something like it, as wide; for what is like nothing a question mark a cell."""
    assert text.translate(Legible("ascii")) == shown
    assert cell_len(text) == len(shown)


def test_what_an_encoding_has_is_kept() -> None:
    """Latin-1 has × and · and é, and no lines; UTF-8 has all."""
    assert "× · é ─ →".translate(Legible("latin-1")) == "× · é - >"
    assert "× · é ─ → 日".translate(Legible("utf-8")) == "× · é ─ → 日"
