"""Explanations put together: what is said of an entry, of a whole matrix, and of what a step finds."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np

from bpcli.program.equation import Equation
from bpcli.readers.explain.arithmetic import all_digits, arithmetic
from bpcli.readers.explain.board import Board
from bpcli.readers.explain.records import Arithmetic, Explanation, Factor, Index, Term
from bpcli.readers.explain.target import Target
from bpcli.rules import entries
from bpcli.rules.expression import TIMES, Apply, Constant, Expression, Named, all_parts, reads, weighted
from bpcli.rules.indexed import Entry, Series
from bpcli.rules.indexed import Index as AnyIndex
from bpcli.rules.latex import LATEX
from bpcli.rules.names import Name
from bpcli.rules.notation import TEXT, Notation, written

ANY = ("i", "j")
"""The indices of an entry of which it is not said where it stands."""
Origins = Mapping[Entry, Explanation | None]


def explain(board: Board, target: Target, depth: int = 0) -> Explanation:
    """The explanation of an entry or a matrix; to ``depth`` those of what goes in, each entry once."""
    return _Explaining(board).of(target, depth, onward=True)


class _Explaining:
    """One explanation in the making; it opens each entry once."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.opened: set[Entry] = set()

    def of(self, target: Target, depth: int, *, onward: bool = False) -> Explanation:
        """The explanation of one target; ``onward`` with what its number goes into."""
        equation = self.board.equations.get(target.name)
        if target.index is not None:
            self.opened.add(Entry(target.name, target.index))
        if equation is None:
            said = self._given(target)
        elif target.index is None:
            said = self._whole(equation)
        else:
            said = self._entry(equation, target.index, depth)
        return self._explanation(target, said, onward)

    def _explanation(self, target: Target, said: Mapping[str, Any], onward: bool) -> Explanation:
        board, (name, index) = self.board, (target.name, target.index)
        matrix = board.values[name]
        return Explanation(
            step=board.step,
            name=str(name),
            index=index,
            value=matrix if index is None else float(matrix[index]),
            shape=matrix.shape,
            axes=board.axes(name),
            dtype=board.dtype,
            feeds=tuple(str(equation.target) for equation in board.readers_of(name)),
            onward=tuple(self._onward(name, index)) if onward and index is not None else (),
            **said,
        )

    def _given(self, target: Target) -> dict[str, Any]:
        shown = (self.board.quantity(target.name),) if target.index is None else ()
        return {"source": self.board.sources.of(target.name, target.index), "matrices": shown}

    def _whole(self, equation: Equation) -> dict[str, Any]:
        board, name = self.board, equation.target
        place = tuple(letter if size > 1 else 0 for letter, size in zip(ANY, board.shapes[name], strict=True))
        of_any = board.entry(equation, place)
        made_of = [read for read in reads(equation.expression) if read not in entries.COUNTS]
        return {
            **self._formulas(equation, place, of_any),
            "reads": tuple(Factor(str(read), None, np.nan) for read in made_of),
            "matrices": tuple(map(board.quantity, (name, *made_of))),
        }

    def _entry(self, equation: Equation, index: Index, depth: int) -> dict[str, Any]:
        board = self.board
        of_entry = board.entry(equation, index)
        worked = arithmetic(board, equation, index)
        going_in = entries.entries_of(of_entry)
        origins = self._origins(going_in, depth)
        return {
            **self._formulas(equation, index, of_entry),
            **self._terms(equation, worked, origins),
            "numbers": all_digits(worked),
            "reads": tuple(self._factor(leaf, origins) for leaf in going_in),
            "arithmetic": worked,
        }

    def _formulas(self, equation: Equation, index: AnyIndex, of_entry: Expression) -> dict[str, str]:
        layout, entry = self.board.layout, Entry(equation.target, index)
        return {
            "formula": equation.formula(layout),
            "latex": equation.formula(layout, LATEX),
            "entry": _equation(TEXT, entry, of_entry),
            "entry_latex": _equation(LATEX, entry, of_entry),
        }

    def _terms(self, equation: Equation, worked: Arithmetic, origins: Origins) -> dict[str, Any]:
        """The entry as a sum of products, if it is one; a function by name is none, whatever it comes to."""
        decided = isinstance(equation.expression, Named) or worked.reasons or worked.note
        found = None if decided else entries.terms(worked.written_out)
        if not found:
            return {}
        scale, products = entries.common_scale(found)
        terms = tuple(self._term(factors, origins) for factors in products)
        return {"scale": float(entries.value(scale, self.board.values)), "terms": terms}

    def _term(self, factors: entries.Factors, origins: Origins) -> Term:
        found = tuple(self._factor(part, origins) for part in factors)
        return Term(found, prod(factor.value for factor in found))

    def _factor(self, part: Expression, origins: Origins) -> Factor:
        value = float(entries.value(part, self.board.values))
        if isinstance(part, Entry):
            return Factor(str(part.name), _whole_numbers(part), value, origins.get(part))
        name = part.symbol or written(part.value) if isinstance(part, Constant) else TEXT.write(part)
        return Factor(name, None, value)

    def _origins(self, going_in: list[Entry], depth: int) -> Origins:
        """The explanations of what goes in: all of them are taken as opened before the first opens others."""
        if depth < 1:
            return {}
        new = [leaf for leaf in going_in if leaf not in self.opened]
        self.opened.update(new)
        return {leaf: self.of(Target(leaf.name, _whole_numbers(leaf)), depth - 1) for leaf in new}

    def _onward(self, name: Name, index: Index) -> list[Explanation]:
        """What is computed from this entry alone at the same place of another matrix."""
        found = []
        for equation in self.board.readers_of(name):
            if self.board.shapes[equation.target] != self.board.shapes[name]:
                continue
            of_entry = self.board.entry(equation, index)
            has_sum = any(isinstance(part, Series) for part in all_parts(of_entry))
            if not has_sum and Entry(name, index) in entries.entries_of(of_entry):
                found.append(self.of(Target(equation.target, index), 0))
        return found


def _equation(notation: Notation, entry: Entry, e: Expression) -> str:
    return f"{notation.write(entry)} = {notation.write(_of_numbers(e))}"


def _of_numbers(e: Expression) -> Expression:
    """The same where single numbers are multiplied, and no matrices."""
    same = e.of(tuple(map(_of_numbers, e.parts)))
    return entries.DOT(*same.parts) if isinstance(same, Apply) and same.function in (TIMES, weighted) else same


def _whole_numbers(entry: Entry) -> Index:
    return tuple(int(at) for at in entry.index)
