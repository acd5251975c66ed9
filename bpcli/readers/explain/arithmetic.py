"""One entry's arithmetic: the form that comes to the number that the step computed, with its sums as rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from bpcli.program.equation import Equation
from bpcli.readers.explain.board import Board
from bpcli.readers.explain.reasons import reasons
from bpcli.readers.explain.records import Arithmetic, Index, Row
from bpcli.rules import entries
from bpcli.rules.expression import (
    MINUS,
    NEGATIVE,
    ONE,
    PLUS,
    SCALED,
    Apply,
    Expression,
    Named,
    Read,
    all_parts,
    lift,
    reads,
)
from bpcli.rules.indexed import Entry, Series
from bpcli.rules.notation import NUMBERS, TEXT

LONG = 200
"""So many addends are written one after another without brackets."""
SAME = 1e-12
"""How far arithmetic may be off from what the step computed, relative to it, and count as the same."""


def arithmetic(board: Board, equation: Equation, index: Index) -> Arithmetic:
    """The arithmetic of one entry: as the formula has it, or where that loses its digits, as the step computes it."""
    value = float(board.values[equation.target][index])
    for form in (equation.expression, *equation.exact):
        of_entry = board.entry(equation, index, form)
        e, _ = entries.written_out(of_entry, board.values)
        if _comes_to(e, value, board):
            note = "" if form is equation.expression else _exact(equation, of_entry)
            return _arithmetic(board, of_entry, e, note)
    of_entry = board.entry(equation, index)
    note = f"{equation.target} was taken from logarithms: what it reads is rounded too much"
    return _arithmetic(board, of_entry, lift(value), note)


def _exact(equation: Equation, of_entry: Expression) -> str:
    """Why it was not worked out as the formula says."""
    right = TEXT.write(of_entry)
    by_way_of = [leaf.name.kind for leaf in entries.entries_of(of_entry) if leaf.name not in reads(equation.expression)]
    if "Z" in by_way_of:
        return f"taken from Z, since A is rounded too much here: worked out as {right}"
    return f"worked out as {right}, which keeps the digits that the formula would lose here"


def _arithmetic(board: Board, of_entry: Expression, e: Expression, note: str) -> Arithmetic:
    scale, rows = _rows(board, of_entry) if e.parts else (ONE, [])
    written = [Row(row.axis, row.place, entries.written_out(row.arithmetic, board.values)[0]) for row in rows]
    leaves = set(chain(_leaves(e), _leaves(scale), *(_leaves(row.arithmetic) for row in written)))
    return Arithmetic(
        written_out=e,
        numbers={leaf: float(entries.value(leaf, board.values)) for leaf in leaves},
        given=frozenset(leaf for leaf in leaves if leaf.name not in board.equations),
        scale=scale,
        rows=tuple(written),
        reasons=tuple(reasons(of_entry, board.values)),
        note=note,
    )


def all_digits(worked: Arithmetic) -> str:
    """The arithmetic as one text to evaluate, every number with all its digits.

    A sum of thousands is put in brackets half by half: Python would not read it in one chain.
    """

    def number(part: Expression) -> str | None:
        if isinstance(part, Entry | Read):
            return repr(worked.numbers[part])
        if isinstance(part, Apply) and part.function == PLUS and len([*entries.addends(part)]) > LONG:
            return f"({' + '.join(NUMBERS.write(half, number) for half in part.parts)})"
        return None

    return NUMBERS.write(worked.written_out, number)


def _comes_to(e: Expression, value: float, board: Board) -> bool:
    """Whether arithmetic gives the number, but for the rounding of its largest addend, and nothing overflows in it."""
    precision = max(SAME, 4 * float(np.finfo(board.dtype).eps))
    if not np.isfinite(value):
        return True
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            found = float(entries.value(e, board.values))
            return abs(found - value) <= precision * max(abs(value), _size(e, board))
    except FloatingPointError:
        return False


def _size(e: Expression, board: Board) -> float:
    """The largest number that is added up: what cancels leaves that much rounding behind."""
    match e:
        case Apply(function, (one, other)) if function in (PLUS, MINUS):
            return max(_size(one, board), _size(other, board))
        case Apply(function, (only,)) if function == NEGATIVE:
            return _size(only, board)
    size = abs(float(entries.value(e, board.values)))
    return size if np.isfinite(size) else 0.0


def _leaves(e: Expression) -> Iterator[Entry | Read]:
    return (part for part in all_parts(e) if isinstance(part, Entry | Read))


def _rows(board: Board, of_entry: Expression) -> tuple[Expression, list[Row]]:
    """What stands before a whole sum, and its addends; none where no sum runs over several places."""
    scale, rest = _before(of_entry)
    rows = list(_addends(board, rest))
    return (scale, rows) if len(rows) > 1 and any(row.axis for row in rows) else (ONE, [])


def _before(e: Expression) -> tuple[Expression, Expression]:
    """The number that an expression is multiplied by, and what is left of it."""
    match e:
        case Named(_, _, definition):
            return _before(definition)
        case Apply(function, (only,)) if function == NEGATIVE:
            scale, rest = _before(only)
            return -scale, rest
        case Apply(function, (number, other)) if function == SCALED and number.is_number:
            scale, rest = _before(other)
            return number if scale == ONE else number * scale, rest
    return ONE, e


def _addends(board: Board, e: Expression) -> Iterator[Row]:
    """The addends of a sum, what stands before several of them put into each."""
    match e:
        case Named(_, _, definition):
            yield from _addends(board, definition)
        case Series(letter, 1, term, False):
            yield from _addends(board, entries.at(term, letter, 0))
        case Series(letter, size, term, False):
            axis = board.axis_of(letter, term)
            yield from (Row(axis, place, entries.at(term, letter, place)) for place in range(size))
        case Apply(function, (one, other)) if function in (PLUS, MINUS):
            yield from _addends(board, one)
            yield from _addends(board, other if function == PLUS else -other)
        case Apply(function, (only,)) if function == NEGATIVE:
            yield from (Row(row.axis, row.place, -row.arithmetic) for row in _addends(board, only))
        case Apply(function, (number, other)) if function == SCALED and number.is_number:
            yield from (Row(row.axis, row.place, number * row.arithmetic) for row in _addends(board, other))
        case _:
            yield Row("", 0, e)
