"""Matrices in LaTeX, as large as a page bears: of one that is larger the first and the last rows and columns."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from bpcli.rules.arrays import Array
from bpcli.rules.latex import latex_digits
from bpcli.writers.documents.breaking import PAGE
from bpcli.writers.documents.measure import BRACKETS, DIGIT, GAP
from bpcli.writers.numbers import Notation, notation, scalar
from bpcli.writers.view import Shown, View

ROOM = PAGE * 0.8
"""What stands around a matrix needs the rest."""
MINUS, POWER = 3.0, 15.0
"""How much wider than a digit a minus sign is, and how much wider ``2.5 · 10^{-4}`` is than ``2.5e-4``."""


class Typeset(Struct, frozen=True):
    r"""A matrix or a number: the power of ten that all entries share, as ``10^{-5} \cdot `` or nothing, then the rest.

    ``width`` is that of the brackets in points; of a single number it is 0, and ``text`` is the number.
    """

    power: str
    text: str
    width: float

    def __str__(self) -> str:
        return self.power + self.text


def typeset(data: Array, view: View) -> Typeset:
    """The matrix in brackets, or the single number."""
    if data.ndim == 0:
        return Typeset("", latex_digits(scalar(float(data), view.digits)), 0.0)
    if not data.size:
        return Typeset("", r"\left[\;\right]", BRACKETS)
    write = notation(data, view.digits)
    power = rf"{latex_digits(write.factor)} \cdot " if write.factor else ""
    cells, width = _cells(np.atleast_2d(data), write, view)
    body = r" \\ ".join(" & ".join(map(latex_cell, row)) for row in cells)
    return Typeset(power, rf"\left[\begin{{array}}{{{'r' * len(cells[0])}}} {body} \end{{array}}\right]", width)


def latex_cell(cell: str) -> str:
    """An entry; what stands for those left out is a command already."""
    return cell if cell[0] == "\\" else latex_digits(cell)


def _cells(data: Array, write: Notation, view: View) -> tuple[list[list[str]], float]:
    """The entries, with as many columns as there is room for or the fewest, and how wide they are."""
    rows = view.rows(len(data))
    columns: dict[int, list[str]] = {}
    cells: list[list[str]] = []
    width = 0.0
    for shown in view.columns(data.shape[1]):
        # The first choice has the columns of all others.
        columns = columns or {at: _column(data[:, at], rows, write) for at in shown if at is not None}
        cells = [_gap(rows) if at is None else columns[at] for at in shown]
        width = BRACKETS + sum(GAP + max(map(_width, column)) for column in cells)
        if width <= ROOM:
            break
    return [list(row) for row in zip(*cells, strict=True)], width


def _column(values: Array, rows: Shown, write: Notation) -> list[str]:
    return [r"\vdots" if row is None else write(float(values[row])) for row in rows]


def _gap(rows: Shown) -> list[str]:
    return [r"\ddots" if row is None else r"\cdots" for row in rows]


def _width(cell: str) -> float:
    return DIGIT * len(cell) + MINUS * cell.startswith("-") + POWER * ("e" in cell)
