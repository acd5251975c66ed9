"""LaTeX, typeset by a real TeX: every equation that a program can have. Where there is no TeX, that is skipped."""

from __future__ import annotations

import shutil
import string
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from bpcli.program.session import Session
from bpcli.rules.activations import ACTIVATIONS
from bpcli.rules.entries import entry
from bpcli.rules.expression import Read, exp, sqrt, total
from bpcli.rules.indexed import Entry
from bpcli.rules.latex import LATEX, escaped, function_name, in_brackets, latex_digits, latex_name, latex_number
from bpcli.rules.layouts import LAYOUTS
from bpcli.rules.names import Name
from bpcli.rules.optimizers import OPTIMIZERS
from tests.rules.every_equation import every_equation, every_session

NASTY = [*string.punctuation, "a_b^2 {x} 100 % $5 #1 ~ \\", "\\input{x}", "leaky_relu", "}{", "", " "]
PAGE = r"""\documentclass{article}
\usepackage{amsmath}
\setlength{\textwidth}{3000pt}
\begin{document}
%s
\end{document}
"""

needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex here")


def typeset(folder: Path, lines: Iterable[str]) -> str:
    """What TeX says of a document with these lines; it stops at the first error."""
    (folder / "page.tex").write_text(PAGE % "\n".join(lines), "utf-8")
    command = ["pdflatex", "-draftmode", "-halt-on-error", "-interaction=nonstopmode", "page.tex"]
    run = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, errors="replace", check=False, timeout=120
    )
    assert run.returncode == 0, run.stdout[-1500:]
    return run.stdout + (folder / "page.log").read_text("utf-8", errors="replace")


@needs_tex
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_equation_compiles(layout: str, tmp_path: Path) -> None:
    """Of every rule, with every reduction, penalty and option, without an error, a warning, or a missing character."""
    formulas = dict.fromkeys(equation.formula(LAYOUTS[layout], LATEX) for equation in every_equation())
    assert len(formulas) > 400
    log = typeset(tmp_path, (rf"\[{formula}\]" for formula in formulas))
    complaints = ("Overfull", "Warning", "Missing character", "Undefined")
    assert not [line for line in log.splitlines() if any(complaint in line for complaint in complaints)]


@needs_tex
def test_every_equation_of_an_entry_compiles(tmp_path: Path) -> None:
    """With indices, and with a sum for each product of matrices."""
    formulas = dict.fromkeys(formula for session in every_session() for formula in entries_of(session))
    assert len(formulas) > 400
    typeset(tmp_path, (rf"\[{formula}\]" for formula in formulas))


def entries_of(session: Session) -> Iterator[str]:
    """The last entry of everything that a step computes."""
    session.step()
    shapes = {name: array.shape for name, array in session.arrays.items()}
    for equation in session.program.equations:
        index = tuple(size - 1 for size in shapes[equation.target])
        target = LATEX.entry(LATEX.name(equation.target), index)
        yield f"{target} = {LATEX.write(entry(equation.expression, index, shapes))}"


@needs_tex
def test_any_text_can_stand_in_a_formula(tmp_path: Path) -> None:
    """Names of all kinds are escaped, and the page shows them as they are."""
    typeset(tmp_path, (rf"\[\text{{{escaped(text)}}} = x\]" for text in NASTY))


@needs_tex
def test_a_wrong_formula_would_be_seen(tmp_path: Path) -> None:
    """TeX does complain, and is asked to."""
    with pytest.raises(AssertionError, match="Double superscript"):
        typeset(tmp_path, [r"\[W^{(1)}^2\]"])


def test_the_page_has_every_rule() -> None:
    """Nothing registered is left out of it."""
    formulas = "\n".join(equation.formula(LAYOUTS["rows"], LATEX) for equation in every_equation())
    for name in ACTIVATIONS:
        assert function_name(name) in formulas, name
    suffixes = {equation.target.suffix for equation in every_equation()}
    assert {"velocity", "m", "v", "v_max", "sum", "mu_product", "step", "new"} <= suffixes
    assert len(OPTIMIZERS) >= 6


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("X", "X"),
        ("W1", "W^{(1)}"),
        ("delta12", r"\delta^{(12)}"),
        ("dW2", r"\mathrm{d}W^{(2)}"),
        ("fprime1", "f'(Z^{(1)})"),
        ("W1_new", r"W_{\text{new}}^{(1)}"),
        ("b1_step", r"\Delta b^{(1)}"),
        ("W1_m", "m_{W}^{(1)}"),
        ("W1_v_max_old", r"\hat{v}_{W, \text{old}}^{(1)}"),
        ("W1_velocity", "u_{W}^{(1)}"),
        ("W1_other_state", r"\text{other\_state}_{W}^{(1)}"),
        ("loss", r"\mathcal{L}"),
        ("gradient_norm", r"\lVert g \rVert"),
        ("some_quantity", r"\text{some\_quantity}"),
    ],
)
def test_names(name: str, written: str) -> None:
    """Layers stand above, states have a letter, all else is text."""
    assert latex_name(Name.parsed(name)) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("tanh'", r"\tanh'"),
        ("relu", r"\operatorname{relu}"),
        ("leaky_relu'", r"\operatorname{leaky\_relu}'"),
        ("sigmoid'", r"\sigma'"),
        ("log10", r"\log_{10}"),
    ],
)
def test_functions(name: str, written: str) -> None:
    """A prime stands behind the name, as a derivative's."""
    assert function_name(name) == written


def test_entries_of_names() -> None:
    """Below the name; what has something there already is bracketed."""
    assert LATEX.write(Entry(Name("dW", 1), (0, 2))) == r"\mathrm{d}W^{(1)}_{0,2}"
    assert LATEX.write(Entry(Name("X"), ("k", 0))) == "X_{k,0}"
    assert LATEX.write(Entry(Name("W", 1, "m"), (0, 2)) ** 2) == "((m_{W}^{(1)})_{0,2})^{2}"
    assert LATEX.write(Entry(Name("loss"), ())) == r"\mathcal{L}"


@pytest.mark.parametrize(
    ("number", "written"),
    [(0.1, "0.1"), (1e-8, "10^{-8}"), (2.5e-7, r"2.5 \cdot 10^{-7}"), (3, "3"), (1e20, "10^{20}")],
)
def test_numbers(number: float, written: str) -> None:
    """Powers of ten are written out."""
    assert latex_number(number) == written


def test_what_is_no_number() -> None:
    """It is said as mathematics says it, and not as a product of letters."""
    assert [latex_digits(each) for each in ("NaN", "inf", "-inf")] == [r"\text{NaN}", r"\infty", r"-\infty"]


def test_brackets_grow_where_they_must() -> None:
    """Around fractions and sums, and not around the number of a layer."""
    A, B = Read(Name("A", 1)), Read(Name("B", 1))
    assert LATEX.write((A + B) * A) == r"(A^{(1)} + B^{(1)}) \odot A^{(1)}"
    assert LATEX.write((A / B + 1) * A) == r"\left(\frac{A^{(1)}}{B^{(1)}} + 1\right) \odot A^{(1)}"
    assert in_brackets("x") == "(x)"


def test_powers_and_transposes_of_a_name_with_a_layer() -> None:
    """The layer is no exponent: brackets tell them apart; the transpose stands beside it."""
    W = Read(Name("W", 1))
    assert LATEX.write(W**2) == "(W^{(1)})^{2}"
    assert LATEX.write(W.T) == r"W^{(1)\top}"
    assert LATEX.write(exp(W) ** 2) == "(e^{W^{(1)}})^{2}"
    assert LATEX.write(sqrt(W) ** 2) == r"\sqrt{W^{(1)}}^{2}"
    assert LATEX.write((W @ W.T).T) == r"(W^{(1)} W^{(1)\top})^{\top}"


def test_a_sum_ends_where_a_reader_takes_it_to_end() -> None:
    """At a plus; what is multiplied behind it would belong to it, so it is bracketed then."""
    A, B = Read(Name("A")), Read(Name("B"))
    assert LATEX.write(total("units", A) + B) == r"\sum_{\text{units}} A + B"
    assert LATEX.write(total("units", A + B)) == r"\sum_{\text{units}} (A + B)"
    assert LATEX.write(total("units", A) * B) == r"\left(\sum_{\text{units}} A\right) \odot B"
    assert LATEX.write(B * total("units", A)) == r"B \odot \sum_{\text{units}} A"
    assert LATEX.write(total("units", A) / B) == r"\frac{\sum_{\text{units}} A}{B}"
