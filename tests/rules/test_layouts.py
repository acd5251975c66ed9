"""Layouts: what a user sees of a matrix, and formulas that are true of what they see."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bpcli.program.bound import counts
from bpcli.program.session import Session
from bpcli.program.setup import prepare
from bpcli.rules.evaluation import evaluate
from bpcli.rules.expression import Read
from bpcli.rules.layouts import LAYOUTS, transposed
from bpcli.rules.names import Name
from tests.random_configs import Case, cases, relative_error

NAMES = ["X", "Y", "W1", "b2", "Z1", "A3", "delta2", "dW2", "db1", "W1_velocity", "b1_new", "loss"]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_shown_can_be_taken_back(layout: Any, name: str) -> None:
    """The matrix, its shape, the place of an entry and what its axes are, turned alike."""
    matrix = np.arange(6.0).reshape(2, 3) if name != "loss" else np.array(2.0)
    shown = layout.shown(name, matrix)
    assert np.array_equal(layout.taken(name, shown), matrix)
    assert layout.shape(name, matrix.shape) == shown.shape
    assert not np.shares_memory(shown, matrix)
    if matrix.ndim:
        assert shown[layout.index(name, (1, 2))] == matrix[1, 2]
        assert layout.axes(name, ("two", "three"))[shown.shape.index(3)] == "three"


@pytest.mark.parametrize("case", cases()[::7], ids=lambda case: case.id)
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_formula_is_true_of_the_matrices_that_its_layout_shows(case: Case, layout: Any) -> None:
    """Every equation, written for the layout and worked out on the layout's own matrices, gives the layout's result."""
    session = Session(prepare(case.config()))
    found = {name: np.array(array) for name, array in session.memory.arrays.items()} | {"t": np.array(1.0)}
    session.step(lambda quantity, array: found.update({quantity.target: np.array(array)}))
    found |= counts(found)
    shown = {name: layout.shown(name, array) for name, array in found.items()}
    with np.errstate(all="ignore"):
        for equation in session.program.equations:
            own = evaluate(layout.written(equation.target, equation.expression), shown)
            expected = shown[equation.target]
            assert relative_error(np.broadcast_to(own, expected.shape), expected) <= 1e-9, equation.target


def test_transposes_cancel() -> None:
    """A transpose moves inwards to the matrices, and two of them are none."""
    A, W, b = Read(Name("A", 1)), Read(Name("W", 2)), Read(Name("b", 2))
    assert transposed(transposed(A @ W + b)) == A @ W + b
    assert transposed(A @ W.T) == W @ A.T
