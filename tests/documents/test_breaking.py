"""Equations that fit a page: their width as it is guessed, held against TeX's own, and where lines are broken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bpcli.rules.latex import LATEX
from bpcli.rules.layouts import LAYOUTS
from bpcli.writers.documents.breaking import PAGE, chain, equation, fitted, with_matrices
from bpcli.writers.documents.measure import measured, text_of, width
from tests.documents.rendering import complaints, needs_tex
from tests.rules.every_equation import every_equation

MATRIX = r"\left[\begin{array}{rr} -0.5 & 2.5 \cdot 10^{-4} \\ 1 & 0 \end{array}\right]"
PIECES = (
    MATRIX,
    rf"\frac{{1}}{{4}} {MATRIX}",
    rf"\sqrt{{\frac{{{MATRIX}}}{{1 - 0.999^{{2}}}}}} + 10^{{-8}}",
    r"\begin{cases} 1 & \text{if } Z^{(1)} > 0 \\ 0 & \text{otherwise} \end{cases}",
    r"\left(\begin{gathered} a + b \\ {}+ c \end{gathered}\right)",
    r"\lVert g \rVert \leaky",
)


@pytest.fixture(scope="module")
def formulas() -> list[str]:
    """Every equation that a program can have, in rows layout."""
    return list(dict.fromkeys(each.formula(LAYOUTS["rows"], LATEX) for each in every_equation()))


@needs_tex
def test_widths_are_those_of_tex(formulas: list[str], tmp_path: Path) -> None:
    """Never less than TeX's by more than a breath, and seldom much more."""
    every = [*formulas, *PIECES[:-1]]
    boxes = "\n".join(rf"\setbox0\hbox{{$\displaystyle {each}$}}\typeout{{width=\the\wd0}}" for each in every)
    preamble = "\\documentclass[10pt]{article}\\usepackage{amsmath}\n\\begin{document}\n"
    complaints(tmp_path, f"{preamble}{boxes}\n\\end{{document}}")
    real = [float(found) for found in re.findall(r"width=([\d.]+)pt", (tmp_path / "document.log").read_text("utf-8"))]
    assert len(real) == len(every) > 400
    ratios = [width(measured(each)) / found for each, found in zip(every, real, strict=True)]
    assert min(ratios) > 0.98
    assert max(ratios) < 1.6
    assert sum(ratios) / len(ratios) < 1.2


def test_measuring_changes_nothing(formulas: list[str]) -> None:
    """The boxes of an equation are its text, cut."""
    assert [text_of(measured(each)) for each in (*formulas, *PIECES)] == [*formulas, *PIECES]


def test_every_equation_fits(formulas: list[str]) -> None:
    """In as many lines as it takes; and taken together again, they are what they were."""
    assert any(width(measured(each)) > PAGE for each in formulas), "else nothing is shown"
    for formula in formulas:
        lines = equation(formula)
        assert all(width(measured(line.replace("&", ""))) <= PAGE for line in lines), formula
        together = " ".join(lines).replace(r"&\quad {}", "").replace("&=", "=")
        if "gathered" not in together:
            assert together == formula


@pytest.mark.parametrize("room", [60, 100, 150, 250, 400])
def test_narrow_rooms(room: float) -> None:
    """However little there is, no line is wider than its widest piece; nothing is lost."""
    text = rf"{MATRIX} + \frac{{a + b + c + d + e + f}}{{g \cdot h}} \odot x"
    lines = fitted(text, room)
    assert (len(lines) == 1) == (width(measured(text)) <= room)
    assert all(width(measured(line)) <= max(room, width(measured(MATRIX)) + 10) for line in lines)
    together = "".join(lines)
    assert all(letter in together for letter in "abcdefghx")


def test_where_lines_are_broken() -> None:
    """What goes on begins with a sign, which keeps its distance from what follows."""
    assert fitted("a + b", 20) == ["a", "{}+ b"]
    assert fitted(r"a + b \odot c", 30) == ["a", r"{}+ b", r"{}\odot c"]
    assert fitted(r"a + b \odot c", 40) == ["a", r"{}+ b", r"{}\odot c"]
    assert fitted(r"\frac{a + b}{c}", 25) == [r"\frac{\begin{gathered} a \\ {}+ b \end{gathered}}{c}"]
    assert fitted("-a - b", 25) == ["-a", "{}- b"]
    assert fitted("x", 1) == ["x"]


def test_matrices_in_an_equation() -> None:
    """Between two that are multiplied, a line is broken with a sign; what does not fit at all is left out."""
    pair = "\ue000\ue001"
    assert with_matrices("", pair, dict.fromkeys(pair, 40.0), 100) == ("&= \ue000\ue001",)
    assert with_matrices("", pair, dict.fromkeys(pair, 60.0), 100) == ("&= \ue000", "&\\quad {}\\cdot \ue001")
    assert with_matrices("", pair, dict.fromkeys(pair, 95.0), 100) == ()
    assert with_matrices("WWWWW", pair, dict.fromkeys(pair, 60.0), 100) == ()


def test_sides_of_an_equation() -> None:
    """On one line where they fit, else each on its own, under the first sign of equality."""
    assert equation("A = B = C") == ("A &= B = C",)
    assert equation("A = B = C", 40) == ("A &= B", "&= C")
    assert chain("A", ["B", "C"]) == ("A &= B", "&= C")
    assert chain("", ["B + C"], 40) == ("&= B", r"&\quad {}+ C")
