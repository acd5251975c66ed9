"""Formulas mean what they say: brackets where they are needed, and one text for one meaning."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from itertools import product
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from bpcli.program.session import Session
from bpcli.program.setup import prepare
from bpcli.rules.evaluation import evaluate
from bpcli.rules.expression import (
    Constant,
    Expression,
    Read,
    Transposed,
    exp,
    fraction,
    highest,
    largest,
    lift,
    magnitude,
    smallest,
    total,
    where,
)
from bpcli.rules.latex import LATEX
from bpcli.rules.layouts import LAYOUTS
from bpcli.rules.names import Name
from bpcli.rules.notation import TEXT, Notation

NET = {
    "data": {"x": [[0.5, -1.0], [1.5, 0.25]], "y": [0, 1]},
    "network": {"layers": [{"units": 3, "activation": "relu"}, {"units": 2, "activation": "softmax"}]},
    "loss": {"name": "cross_entropy", "l2": 0.1},
    "optimizer": {"name": "sgd", "learning_rate": 0.5, "momentum": 0.9, "freeze": "biases"},
}
ROWS = """\
Z1 = X W1 + b1
A1 = relu(Z1) = max(0, Z1)
Z2 = A1 W2 + b2
A2 = softmax(Z2) = exp(Z2) / sum over units of exp(Z2)
loss = -1/m sum(Y * log(A2)) + 0.1/2 sum(W1^2) + 0.1/2 sum(W2^2)
delta2 = A2 - Y
dW2 = 1/m A1^T delta2 + 0.1 W2
db2 = 1/m sum over samples of delta2
dA1 = delta2 W2^T
fprime1 = relu'(Z1) = 1 where Z1 > 0, else 0
delta1 = dA1 * fprime1
dW1 = 1/m X^T delta1 + 0.1 W1
db1 = 1/m sum over samples of delta1
W1_velocity = 0.9 W1_velocity_old + dW1
W1_step = 0.5 W1_velocity
W1_new = W1 - W1_step
W2_velocity = 0.9 W2_velocity_old + dW2
W2_step = 0.5 W2_velocity
W2_new = W2 - W2_step
"""
ELSEWHERE = {
    "columns": {
        "Z1": "Z1 = W1 X + b1",
        "Z2": "Z2 = W2 A1 + b2",
        "dW2": "dW2 = 1/m delta2 A1^T + 0.1 W2",
        "dA1": "dA1 = W2^T delta2",
        "dW1": "dW1 = 1/m delta1 X^T + 0.1 W1",
    },
    "torch": {
        "Z1": "Z1 = X W1^T + b1",
        "Z2": "Z2 = A1 W2^T + b2",
        "dW2": "dW2 = 1/m delta2^T A1 + 0.1 W2",
        "dA1": "dA1 = delta2 W2",
        "dW1": "dW1 = 1/m delta1^T X + 0.1 W1",
    },
    "rows": {},
}
"""What reads otherwise there; all the rest is the same."""
TYPESET = r"""
Z^{(1)} = X W^{(1)} + b^{(1)}
A^{(1)} = \operatorname{relu}(Z^{(1)}) = \max(0, Z^{(1)})
Z^{(2)} = A^{(1)} W^{(2)} + b^{(2)}
A^{(2)} = \operatorname{softmax}(Z^{(2)}) = \frac{e^{Z^{(2)}}}{\sum_{\text{units}} e^{Z^{(2)}}}
\mathcal{L} = -\frac{1}{m} \sum Y \odot \log(A^{(2)})
  + \frac{\lambda}{2} \sum (W^{(1)})^{2} + \frac{\lambda}{2} \sum (W^{(2)})^{2}
\delta^{(2)} = A^{(2)} - Y
\mathrm{d}W^{(2)} = \frac{1}{m} A^{(1)\top} \delta^{(2)} + \lambda W^{(2)}
\mathrm{d}b^{(2)} = \frac{1}{m} \sum_{\text{samples}} \delta^{(2)}
\mathrm{d}A^{(1)} = \delta^{(2)} W^{(2)\top}
f'(Z^{(1)}) = \operatorname{relu}'(Z^{(1)})
  = \begin{cases} 1 & \text{if } Z^{(1)} > 0 \\ 0 & \text{otherwise} \end{cases}
\delta^{(1)} = \mathrm{d}A^{(1)} \odot f'(Z^{(1)})
\mathrm{d}W^{(1)} = \frac{1}{m} X^{\top} \delta^{(1)} + \lambda W^{(1)}
\mathrm{d}b^{(1)} = \frac{1}{m} \sum_{\text{samples}} \delta^{(1)}
u_{W}^{(1)} = \mu u_{W, \text{old}}^{(1)} + \mathrm{d}W^{(1)}
\Delta W^{(1)} = \eta u_{W}^{(1)}
W_{\text{new}}^{(1)} = W^{(1)} - \Delta W^{(1)}
u_{W}^{(2)} = \mu u_{W, \text{old}}^{(2)} + \mathrm{d}W^{(2)}
\Delta W^{(2)} = \eta u_{W}^{(2)}
W_{\text{new}}^{(2)} = W^{(2)} - \Delta W^{(2)}
"""
A, B, C = (Read(Name(kind)) for kind in "ABC")
k = Read(Name("k"), scalar=True)


def formulas(layout: str, notation: Notation) -> dict[str, str]:
    """Those of the net, by what they compute."""
    equations = Session(prepare(NET)).program.equations
    return {each.target: each.formula(LAYOUTS[layout], notation) for each in equations if each.listed}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_whole_net_as_its_reader_would_check_it(layout: str) -> None:
    """In every layout, written out."""
    expected = {line.partition(" ")[0]: line for line in ROWS.splitlines()} | ELSEWHERE[layout]
    assert formulas(layout, TEXT) == expected


def test_a_whole_net_as_a_textbook_sets_it() -> None:
    """In LaTeX, in rows."""
    assert list(formulas("rows", LATEX).values()) == TYPESET.strip().replace("\n  ", " ").splitlines()


@pytest.mark.parametrize(
    ("layout", "name", "written"),
    [
        ("columns", "Z1", "Z^{(1)} = W^{(1)} X + b^{(1)}"),
        ("columns", "dW2", r"\mathrm{d}W^{(2)} = \frac{1}{m} \delta^{(2)} A^{(1)\top} + \lambda W^{(2)}"),
        ("columns", "dA1", r"\mathrm{d}A^{(1)} = W^{(2)\top} \delta^{(2)}"),
        ("torch", "Z1", r"Z^{(1)} = X W^{(1)\top} + b^{(1)}"),
        ("torch", "dW1", r"\mathrm{d}W^{(1)} = \frac{1}{m} \delta^{(1)\top} X + \lambda W^{(1)}"),
        ("torch", "dA1", r"\mathrm{d}A^{(1)} = \delta^{(2)} W^{(2)}"),
    ],
)
def test_transposes_in_latex(layout: str, name: str, written: str) -> None:
    """Where the layouts differ."""
    assert formulas(layout, LATEX)[name] == written


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        pytest.param(A + B - C, "A + B - C", id="left to right"),
        pytest.param(A - (B - C), "A - (B - C)", id="a difference taken off"),
        pytest.param(A * (B + C), "A * (B + C)", id="a sum as factor"),
        pytest.param(-(A + B), "-(A + B)", id="minus a sum"),
        pytest.param((-A) ** 2, "(-A)^2", id="the square of minus"),
        pytest.param(-(A**2), "-A^2", id="minus the square"),
        pytest.param(A / (B / C), "A / (B / C)", id="over a quotient"),
        pytest.param(1 / k * (A.T @ B), "1/k A^T B", id="a fraction in front"),
        pytest.param((A + B).T @ C, "(A + B)^T C", id="the transpose of a sum"),
        pytest.param(A @ (B @ C), "A (B C)", id="a product to the right"),
        pytest.param(A * (B @ C), "A * B C", id="a matrix product as factor"),
        pytest.param((A * B) @ C, "(A * B) C", id="an entrywise product as factor of matrices"),
        pytest.param(total("samples", A) + B, "(sum over samples of A) + B", id="a sum with more behind it"),
        pytest.param(B + total("samples", A), "B + sum over samples of A", id="a sum at the end"),
        pytest.param(total("samples", A + B), "sum over samples of (A + B)", id="of a sum"),
        pytest.param(where(A > 0, A, 0) + B, "(A where A > 0, else 0) + B", id="a choice with more behind it"),
        pytest.param(where(A > 0, where(B > 0, 1, 0), 0), "(1 where B > 0, else 0) where A > 0, else 0", id="nested"),
        pytest.param(1 - Constant(0.9, "beta1"), "0.1", id="a difference of numbers"),
        pytest.param(2 * (3 * A), "2 * 3 A", id="numbers side by side"),
        pytest.param(lift(0.5) * A, "0.5 A", id="a number in front"),
        pytest.param(largest(-1, A), "max(-1, A)", id="a negative argument"),
    ],
)
def test_brackets_stand_where_they_are_needed(expression: Expression, written: str) -> None:
    """And nowhere else."""
    assert TEXT.write(expression) == written


PYTHON = replace(
    TEXT,
    spellings=MappingProxyType(
        {
            **TEXT.spellings,
            "power": replace(TEXT.spellings["power"], template="{}**{}"),
            "where": replace(TEXT.spellings["where"], template="{} if {} else {}"),
        }
    ),
    sign=lambda _: " * ",
)
"""Text with another few signs: as tight and as loose, and Python can read it."""
KNOWN: dict[str, Any] = {"exp": math.exp, "max": max, "min": min, "abs": abs}


def entrywise(rng: np.random.Generator, depth: int) -> Expression:
    """A random expression of single numbers."""
    if depth == 0:
        return [A, B, C, k, lift(float(rng.integers(2, 9))), Constant(0.25, "alpha")][rng.integers(6)]
    one = partial(entrywise, rng, depth - 1)
    choices: list[Callable[[], Expression]] = [
        lambda: one() + one(),
        lambda: one() - one(),
        lambda: -one(),
        lambda: one() * one(),
        lambda: one() / one(),
        lambda: one() ** 2,
        lambda: fraction(int(rng.integers(1, 4)), k, k) * one(),
        lambda: where(one() > one(), one(), one()),
        lambda: where(one() < one(), one(), one()),
        lambda: largest(one(), one()),
        lambda: smallest(0.5, one()),
        lambda: magnitude(one()),
        lambda: exp(-(magnitude(one()))),
    ]
    return choices[rng.integers(len(choices))]()


@pytest.mark.parametrize("seed", range(20))
def test_python_reads_a_formula_as_it_was_meant(seed: int) -> None:
    """Random formulas, written and read again, have the value of the expression."""
    rng = np.random.default_rng(seed)
    read = 0
    while read < 100:
        expression = entrywise(rng, int(rng.integers(1, 5)))
        values = {name: float(rng.uniform(-2, 2)) for name in "ABC"} | {"k": 3.0}
        with np.errstate(all="ignore"):
            expected = float(evaluate(expression, {name: np.float64(value) for name, value in values.items()}))
        if not np.isfinite(expected) or abs(expected) > 1e6:
            continue
        text = PYTHON.write(expression)
        try:
            found = eval(text, {**KNOWN, **values})
        except ZeroDivisionError:  # of what lies in the case that does not hold
            continue
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9), text
        read += 1


def all_small_expressions() -> list[Expression]:
    """Everything that two operations make of two matrices and a number."""
    leaves: list[Expression] = [A, B, k]
    once = _combined(leaves, leaves)
    return [*once, *_combined(once, leaves), *_combined(leaves, once)]


def _combined(left: list[Expression], right: list[Expression]) -> list[Expression]:
    matrices = [each for each in left if not each.is_number]
    alone = [
        *(-each for each in left),
        *(each**2 for each in left),
        *(each.T for each in matrices),
        *(exp(each) for each in matrices),
        *(total(axis, each) for axis in ("samples", "units", "entries") for each in matrices if not _is_turned(each)),
        *(highest(axis, each) for axis in ("samples", "units") for each in matrices if not _is_turned(each)),
    ]
    pairs = list(product(left, right))
    both = [
        *(one + other for one, other in pairs),
        *(one - other for one, other in pairs),
        *(one * other for one, other in pairs if not (other.is_number and not one.is_number)),
        *(one / other for one, other in pairs),
        *(one @ other for one, other in pairs if not (one.is_number or other.is_number)),
        *(where(one > other, one, 0) for one, other in pairs),
        *(where(A > 0, one, other) for one, other in pairs),
    ]
    return [*alone, *both]


def _is_turned(expression: Expression) -> bool:
    """Whether samples are no longer rows in it."""
    return isinstance(expression, Transposed) or any(map(_is_turned, expression.parts))


@pytest.mark.parametrize("notation", [TEXT, LATEX], ids=["text", "latex"])
def test_no_two_formulas_with_different_meanings_are_written_alike(notation: Notation) -> None:
    """Whatever two operations make of two matrices and a number, the text tells what it is."""
    rng = np.random.default_rng(0)
    values = {"A": rng.normal(size=(3, 3)), "B": rng.normal(size=(3, 3)), "k": np.float64(0.7)}
    meanings: dict[str, Any] = {}
    for expression in all_small_expressions():
        try:
            with np.errstate(all="ignore"):
                value = np.asarray(evaluate(expression, values))
        except (ValueError, IndexError):  # a product with one row, say
            continue
        text = notation.write(expression)
        known = meanings.setdefault(text, value)
        assert known.shape == value.shape, text
        np.testing.assert_allclose(value, known, rtol=1e-12, err_msg=text)
    assert len(meanings) > 1000


def test_a_leaf_may_be_written_otherwise() -> None:
    """As a number, for one entry; a negative one is bracketed where it needs to be."""
    numbers: dict[Expression, str] = {A: "-0.5", B: "2.25"}

    def leaf(expression: Expression) -> str | None:
        return numbers.get(expression)

    assert TEXT.write(A * B + A, leaf) == "(-0.5) * 2.25 + -0.5"
    assert TEXT.write(A**2 - A, leaf) == "(-0.5)^2 - (-0.5)"
    assert LATEX.write(A.T, leaf) == "(-0.5)^{\\top}"
