"""The arithmetic of one entry: of matrices an expression of entries, its sums written out, its cases decided.

``entry`` gives ``dW1[0,2] = 1/m sum over k of X[k,0] * delta1[k,2]``; ``written_out`` puts every k in; ``terms``
takes the result apart into a sum of products, where it is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf
from typing import Any

import numpy as np
from msgspec import Struct

from bpcli.rules.arrays import Array, Shape
from bpcli.rules.evaluation import shape_of
from bpcli.rules.expression import (
    MINUS,
    NEGATIVE,
    ONE,
    PLUS,
    SCALED,
    TIMES,
    WHERE,
    Apply,
    Constant,
    Expression,
    Function,
    Named,
    Product,
    Read,
    Total,
    Transposed,
    largest,
    lift,
    sign,
    weighted,
)
from bpcli.rules.indexed import Entry, Index, Series
from bpcli.rules.names import OUTPUTS, SAMPLES, STEP

LETTERS = "kpqrsuvw"
COUNTS = {SAMPLES, OUTPUTS, STEP}
"""The numbers that a step brings along; a formula reads them, but they are no quantities of a trace."""
ZERO = lift(0)
DOT = Function("dot", np.multiply)
"""One entry times another."""


class Case(Struct, frozen=True):
    """A decision in an entry's arithmetic: what was looked at, and what counts because of it."""

    condition: Expression
    holds: bool
    chosen: Expression


def entry(expression: Expression, index: Index, shapes: Mapping[str, Shape]) -> Expression:
    """One entry of an expression: ``shapes`` are those of the matrices that it reads."""
    return _EntryOf(shapes).of(expression, index)


class _EntryOf:
    """Gives each sum a letter that no sum around it has."""

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self.shapes = shapes

    def of(self, e: Expression, index: Index, letters: str = LETTERS) -> Expression:
        match e:
            case Read(name):
                return e if name in COUNTS else Entry(name, self._within(e, index))
            case Apply(function, arguments):
                parts = tuple(self.of(part, self._within(part, index), letters) for part in arguments)
                return Apply(DOT if function == TIMES else function, parts)
            case Named(name, argument, definition):
                return Named(name, self.of(argument, index, letters), self.of(definition, index, letters))
            case Transposed(matrix):
                return self.of(matrix, index[::-1], letters)
            case Product(left, right):
                letter, size = letters[0], shape_of(left, self.shapes)[1]
                one, other = (left, (index[0], letter)), (right, (letter, index[1]))
                return Series(letter, size, DOT(self.of(*one, letters[1:]), self.of(*other, letters[1:])))
            case Total():
                return self._total(e, index, letters)
        return e

    def _total(self, e: Total, index: Index, letters: str) -> Expression:
        shape = shape_of(e.matrix, self.shapes)
        axes = range(len(shape)) if e.axis is None else (e.axis,)
        own = dict(zip(axes, letters, strict=False))
        inner = tuple(own[axis] if axis in own else index[axis] for axis in range(len(shape)))
        series = self.of(e.matrix, inner, letters[len(own) :])
        for axis in reversed(axes):
            series = Series(own[axis], shape[axis], series, e.highest)
        return series

    def _within(self, part: Expression, index: Index) -> Index:
        """The index in a part: 0 along an axis of which it has one row or column for all."""
        shape = shape_of(part, self.shapes)
        pairs = zip(shape, index, strict=False)
        return tuple(0 if size == 1 and at not in tuple(LETTERS) else at for size, at in pairs)


def written_out(e: Expression, values: Mapping[str, Array]) -> tuple[Expression, list[Case]]:
    """The arithmetic with every sum written out, and of every case what holds; and the decisions that were taken."""
    cases: list[Case] = []
    return _written_out(e, values, cases), cases


def _written_out(e: Expression, values: Mapping[str, Array], cases: list[Case]) -> Expression:
    match e:
        case Series(letter, size, term, highest):
            terms = [_written_out(at(term, letter, k), values, cases) for k in range(size)]
            if highest:
                return _joined(largest, terms)
            return _joined(PLUS, [each for each in terms if each != ZERO] or [ZERO])
        case Named(_, _, definition):
            return _written_out(definition, values, cases)
        case Apply(function, (condition, yes, no)) if function == WHERE:
            holds = bool(value(condition, values))
            chosen = yes if holds else no
            cases.append(Case(condition, holds, chosen))
            return _written_out(chosen, values, cases)
        case Apply(function, (weight, _)) if function == weighted and value(weight, values) == 0:
            return ZERO  # 0 log 0 is 0
        case Apply(function) if function == sign:
            return Constant(float(value(e, values)))
        case Apply(function, arguments):
            return Apply(function, tuple(_written_out(part, values, cases) for part in arguments))
    return e


def _joined(function: Function, terms: list[Expression]) -> Expression:
    """One expression of many terms; it is built in halves, since a chain of thousands could not be walked through."""
    if len(terms) == 1:
        return terms[0]
    half = (len(terms) + 1) // 2
    return function(_joined(function, terms[:half]), _joined(function, terms[half:]))


def addends(e: Expression) -> Iterator[Expression]:
    """What a written-out sum adds up; of anything else itself."""
    if isinstance(e, Apply) and e.function == PLUS:
        for part in e.parts:
            yield from addends(part)
    else:
        yield e


def expanded(e: Expression) -> Iterator[Expression]:
    """All that the arithmetic is made of, each value of each letter put in, whatever is decided."""
    if isinstance(e, Series):
        for k in range(e.size):
            yield from expanded(at(e.term, e.letter, k))
    elif isinstance(e, Named):
        yield from expanded(e.definition)
    else:
        yield e
        for part in e.parts:
            yield from expanded(part)


def at(e: Expression, letter: str, number: int) -> Expression:
    """The expression for one value of a letter."""
    if isinstance(e, Entry):
        return Entry(e.name, tuple(number if part == letter else part for part in e.index))
    return e.of(tuple(at(part, letter, number) for part in e.parts)) if e.parts else e


def value(e: Expression, values: Mapping[str, Array]) -> Any:
    """The number that an expression of entries comes to, in float64; infinite where that overflows."""
    match e:
        case Entry(name, index):
            return np.float64(values[name][tuple(map(int, index))])
        case Read(name):
            return np.float64(values[name])
        case Constant(number):
            return np.float64(number)
        case Named(_, _, definition):
            return value(definition, values)
        case Series(letter, size, term, highest):
            terms = [value(at(term, letter, k), values) for k in range(size)]
            return max(terms, default=-inf) if highest else sum(terms)
        case Apply(function, arguments):
            return function.compute(*(value(part, values) for part in arguments))
    raise TypeError(f"{type(e).__name__} is no part of an entry's arithmetic")


def entries_of(e: Expression) -> list[Entry]:
    """All entries that the arithmetic reads, each once, in the order of their first mention."""
    return list(dict.fromkeys(part for part in expanded(e) if isinstance(part, Entry)))


Factors = tuple[Expression, ...]


def terms(e: Expression) -> list[Factors] | None:
    """A written-out expression as a sum of products of entries and constants; None where it is no such thing."""
    if e.is_number:
        return [(e,)]
    match e:
        case Entry():
            return [(e,)]
        case Apply(function, (one, other)) if function in (PLUS, MINUS):
            first, second = terms(one), terms(other)
            if first is None or second is None:
                return None
            return first + (second if function == PLUS else [_negated(factors) for factors in second])
        case Apply(function, (only,)) if function == NEGATIVE:
            inner = terms(only)
            return None if inner is None else [_negated(factors) for factors in inner]
        case Apply(function, (scale, other)) if function == SCALED and scale.is_number:
            inner = terms(other)
            return None if inner is None else [(scale, *factors) for factors in inner]
        case Apply(function, (one, other)) if function in (DOT, SCALED):
            first, second = terms(one), terms(other)
            if first is None or second is None or len(first) > 1 or len(second) > 1:
                return None
            return [(*first[0], *second[0])]
    return None


def _negated(factors: Factors) -> Factors:
    return (Constant(-1.0), *factors)


def common_scale(found: list[Factors]) -> tuple[Expression, list[Factors]]:
    """The constants that stand before every term, as one, and the terms without them."""
    scale: Expression = ONE
    while found and all(len(factors) > 1 for factors in found):
        first = found[0][0]
        if not first.is_number or any(factors[0] != first for factors in found):
            break
        scale = scale * first
        found = [factors[1:] for factors in found]
    return scale, found
