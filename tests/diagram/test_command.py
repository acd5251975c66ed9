"""``bpcli diagram`` and ``bpcli.diagram()``: formats by name and by suffix, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

import bpcli
from tests.conftest import Run

BEGINNINGS = {"text": "XOR, 2-4-2 · step 1 of 10\n", "mermaid": "graph RL\n", "dot": "digraph {\n", "svg": "<svg "}
SUFFIXES = {".txt": "text", "": "text", ".mmd": "mermaid", ".gv": "dot", ".dot": "dot", ".svg": "svg"}


@pytest.mark.parametrize("format_", BEGINNINGS)
def test_each_format_on_standard_output(format_: str, run: Run) -> None:
    """The picture and nothing else, the same as in Python; the config is xor where it is left out."""
    answer = run("diagram", "--format", format_)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.decode().startswith(BEGINNINGS[format_])
    assert answer.out.decode() == bpcli.diagram(format=format_)  # type: ignore[arg-type]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_files_name_chooses(suffix: str, run: Run, tmp_path: Path) -> None:
    """By its suffix; without one it is text."""
    path = tmp_path / f"net{suffix}"
    assert run("diagram", "xor", "-o", str(path)).status == 0
    assert path.read_text(encoding="utf-8").startswith(BEGINNINGS[SUFFIXES[suffix]])


def test_an_explicit_format_wins(run: Run, tmp_path: Path) -> None:
    """Over any suffix, one that is none of ours too."""
    path = tmp_path / "net.md"
    assert run("diagram", "xor", "-o", str(path), "--format", "dot").status == 0
    assert path.read_text(encoding="utf-8").startswith("digraph")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["-o", "net.png"],
            ".png is no suffix of a format of this command; allowed: .txt, .mmd, .gv, .dot, .svg",
        ),
        (["--format", "svgg"], "did you mean 'svg'? found 'svgg'; allowed: text, mermaid, dot, svg"),
        (["--values", "Z"], "found 'Z'; allowed: W, A, delta, dW"),
        (["--direction", "UP"], "found 'UP'; allowed: RL, LR, TB, BT"),
        (["--values", "W"], "--values W: for --format mermaid, dot or svg; the text shows the whole flow"),
        (["--direction", "LR", "-o", "a.txt"], "--direction LR: for --format mermaid, dot or svg"),
        (["--at", "11"], "--at 11: this run has steps 1 to 10; ask for more with --steps"),
    ],
)
def test_refusals(arguments: list[str], said: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit is refused with what is allowed; nothing is written."""
    monkeypatch.chdir(tmp_path)
    answer = run("diagram", "xor", *arguments)
    assert (answer.status, answer.out) == (2, b"")
    assert said in answer.err
    assert not list(tmp_path.iterdir())


def test_the_step_that_is_asked_for(run: Run) -> None:
    """Its numbers are those before its own update; ``last`` is the last."""
    loss = bpcli.train("xor").history[-1].loss
    for at in ("10", "last"):
        shown = run("diagram", "xor", "--at", at).out.decode()
        assert "step 10 of 10" in shown
        assert f"{loss:.4f}" in shown
    assert "step 2 of 3" in bpcli.diagram("xor", at=2, steps=3)


def test_numbers_that_left_the_finite_before(run: Run) -> None:
    """A step that the run does not reach has no picture, and the status says why."""
    answer = run("diagram", "mazur", "--set", "optimizer.learning_rate=1e308", "--set", "loss.l2=1e308", "--at", "2")
    assert answer.status == 1
    assert "no longer finite" in answer.err


@pytest.mark.parametrize("wrong", [{"format": "png"}, {"values": "Z"}, {"direction": "UP"}])
def test_python_says_what_is_allowed(wrong: dict[str, str]) -> None:
    """A word that there is not raises ValueError."""
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} is '{next(iter(wrong.values()))}'; allowed: "):
        bpcli.diagram("xor", **wrong)  # type: ignore[arg-type]
