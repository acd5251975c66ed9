"""Matrices in LaTeX, as large as a page bears: of one that is larger the first and the last rows and columns."""

from __future__ import annotations

import numpy as np

from bpcli.rules.arrays import Array
from bpcli.rules.latex import latex_digits
from bpcli.writers.documents.breaking import PAGE
from bpcli.writers.documents.measure import measured, width
from bpcli.writers.numbers import Notation, notation, scalar
from bpcli.writers.view import Shown, View

ROOM = PAGE * 0.8
"""What stands around a matrix needs the rest."""


def matrix(data: Array, view: View) -> str:
    """The matrix in brackets, a power of ten in front where its entries share one; a single number as it is."""
    if data.ndim == 0:
        return latex_digits(scalar(float(data), view.digits))
    power, brackets = power_and_brackets(data, view)
    return power + brackets


def power_and_brackets(data: Array, view: View) -> tuple[str, str]:
    r"""The power of ten that the entries share, as ``10^{-5} \cdot `` or nothing; and the entries in brackets."""
    write = notation(data, view.digits)
    power = rf"{latex_digits(write.factor)} \cdot " if write.factor else ""
    return power, _brackets(np.atleast_2d(data), write, view)


def _brackets(data: Array, write: Notation, view: View) -> str:
    """With as many columns as there is room for, or the fewest."""
    text = ""
    for columns in view.columns(data.shape[1]):
        text = _array(data, write, view.rows(len(data)), columns)
        if width(measured(text)) <= ROOM:
            break
    return text


def _array(data: Array, write: Notation, rows: Shown, columns: Shown) -> str:
    lines = (" & ".join(_cell(data, row, column, write) for column in columns) for row in rows)
    body = r" \\ ".join(lines)
    return rf"\left[\begin{{array}}{{{'r' * len(columns)}}} {body} \end{{array}}\right]"


def _cell(data: Array, row: int | None, column: int | None, write: Notation) -> str:
    if row is None:
        return r"\ddots" if column is None else r"\vdots"
    return r"\cdots" if column is None else latex_digits(write(float(data[row, column])))
