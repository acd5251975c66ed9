"""A run as LaTeX, typeset by a real TeX: all examples, all optimizers, hostile names. Without TeX, that is skipped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bpcli.readers.trace import Trace
from bpcli.writers.view import View
from tests.conftest import Run
from tests.documents.rendering import complaints, needs_tex
from tests.documents.runs import RUNS, captured, nasty_setup, trace_of, written, written_step

TOGETHER = {"\\documentclass": 1, "\\usepackage": 1, "\\begin{document}": 1, "\\end{document}": 1}


@needs_tex
def test_every_run_compiles(tmp_path: Path) -> None:
    """Without an error, a warning, a missing character, or a line that runs over the margin."""
    bodies = [written("latex", trace_of(name)).decode() for name in RUNS]
    head, _, _ = bodies[0].partition("\\section*")
    inner = [body.removeprefix(head).partition("\\end{document}")[0] for body in bodies]
    assert complaints(tmp_path, head + "\n\\newpage\n".join(inner) + "\\end{document}\n") == []


@needs_tex
@pytest.mark.parametrize("view", [View(precision=17), View(full=True)], ids=["all digits", "full"])
def test_other_views_compile(view: View, tmp_path: Path) -> None:
    """With all digits there are fewer columns; whole matrices are as large as a page bears."""
    document = written("latex", trace_of("iris", at="2"), view).decode()
    assert complaints(tmp_path, document) == []


@needs_tex
def test_a_line_over_the_margin_would_be_seen(tmp_path: Path) -> None:
    """TeX complains of one that is too long, and is heard."""
    document = written("latex", trace_of("xor", at="1")).decode()
    assert complaints(tmp_path, document.replace("Z^{(1)} &=", "Z^{(1)} + " * 20 + "&=", 1))


@needs_tex
def test_hostile_names_are_shown_and_do_nothing(tmp_path: Path) -> None:
    """They stand on the page as they are, or as escapes; nothing in them is obeyed."""
    document = written("latex", Trace(nasty_setup(tmp_path))).decode()
    assert "\x1b" not in document
    assert "\\input{x}" not in document
    assert not [line for line in complaints(tmp_path, document) if "Overfull" not in line]


@pytest.mark.parametrize("name", ["xor", "xor-adam", "one"])
def test_it_is_one_document(name: str) -> None:
    """With amsmath and nothing else."""
    document = written("latex", trace_of(name)).decode()
    assert {part: document.count(part) for part in TOGETHER} == TOGETHER
    assert re.findall(r"\\usepackage\{(.*?)\}", document) == ["amsmath"]


def test_an_equation_as_a_textbook_sets_it() -> None:
    """In symbols, with the matrices in place, then the result."""
    document = written("latex", trace_of("xor", at="1")).decode()
    X = r"\left[\begin{array}{rr} 0 & 0 \\ 0 & 1 \\ 1 & 0 \\ 1 & 1 \end{array}\right]"
    assert r"Z^{(1)} &= X W^{(1)} + b^{(1)} \\" in document
    assert rf"&= {X} \left[\begin{{array}}{{rrrr}} 0.2868 & " in document
    assert r"&= -\frac{1}{4} \sum" in document
    assert r"&= 0.1 \left[\begin{array}" in document
    turned = r"\left[\begin{array}{rrrr} 0 & 0 & 1 & 1 \\ 0 & 1 & 0 & 1 \end{array}\right]"
    assert rf"&= \frac{{1}}{{4}} {turned} \left[" in document


def test_states_before_the_step_are_put_in() -> None:
    """Of the first step they are zero."""
    first, second = written("latex", trace_of("xor-adam")).decode().split("\\subsection*{Step ")[1:]
    assert r"&= 0.9 \left[\begin{array}{rr} 0 & 0 \\ 0 & 0 \\ 0 & 0 \\ 0 & 0 \end{array}\right] + 0.1 \left[" in first
    assert re.search(r"&= 0\.9 (?:\\cdot 10\^\{-\d\} \\cdot )?\\left\[.*[1-9].*\\right\] \+ 0\.1 ", second)


def test_what_is_not_selected_is_put_in() -> None:
    """A choice of names chooses equations, not what stands in them."""
    document = written("latex", trace_of("xor", at="1", only="Z1")).decode()
    assert document.count(r"\begin{align*}") == 1
    assert r"\end{array}\right] \left[\begin{array}{rrrr} 0.2868" in document


def test_what_nobody_knows_stays_a_symbol() -> None:
    """A trace from a file has no more than it shows."""
    document = written("latex", trace_of("xor", at="1", only="X,Z1"), operands=False).decode()
    assert r"\end{array}\right] W^{(1)} + b^{(1)} \\" in document
    alone = written("latex", trace_of("xor", at="1", only="dW1"), operands=False).decode()
    assert r"\frac{1}{m} X^{\top} \delta^{(1)} \\" + "\n" + r"&= \left[" in alone


def test_a_run_that_broke_off_is_a_whole_document(run: Run) -> None:
    """Numbers that are no longer finite end the run, and stand in the document."""
    answer = run("trace", "xor", "--set", "optimizer.learning_rate=1e300", "-f", "latex")
    document = answer.out.decode()
    assert answer.status == 1
    assert document.endswith("\\end{document}\n")
    assert r"-\infty & \infty \\" in document
    assert r"\text{NaN}" in document
    assert not re.search(r"(?<!\\)inf", document)


@needs_tex
def test_a_captured_step_compiles(tmp_path: Path) -> None:
    """Formulas that nobody can set are text above their matrix."""
    document = written_step("latex", *captured()).decode()
    assert not [line for line in complaints(tmp_path, document) if "Overfull" not in line]
    assert r"Z1 = X W1\textasciicircum{}T + b1" in document
