"""Expressions as NumPy calls without arguments, on arrays that are made once: a training step is a loop of them.

Numbers that stand still in a step (1/m, a learning rate) are worked out when the calls are made; those that change
(1 - beta^t) once a step, whoever reads them. Where NumPy has a faster way to the same numbers, it is taken here: a sum
over samples or units is a product with ones, a square is a product, a ``where`` of 1 and 0 is its condition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from bpcli.rules.arrays import Array, Call, Calls, Shape
from bpcli.rules.evaluation import number, shape_along
from bpcli.rules.expression import (
    NEGATIVE,
    ONE,
    OVER,
    POWER,
    SCALED,
    TIMES,
    WHERE,
    Apply,
    Constant,
    Expression,
    Named,
    Product,
    Read,
    Total,
    Transposed,
    largest,
    lift,
    reads,
    smallest,
)
from bpcli.rules.names import OUTPUTS, SAMPLES

Numbers = dict[Expression, Array]
"""The numbers that are worked out already, each in an array of its own; one mapping for all calls of a step."""
STANDING_STILL = {SAMPLES, OUTPUTS}
SQUARE, CUBE = lift(2), lift(3)


def calls(expression: Expression, out: Array, arrays: Mapping[str, Array], numbers: Numbers | None = None) -> Calls:
    """Calls that compute the expression into ``out`` from what ``arrays`` hold when they run.

    ``out`` may be one of the arrays that are read, as long as they are read entry by entry.
    """
    made = _Calls(expression, out, arrays, {} if numbers is None else numbers)
    result = made.value(expression, out)
    if result is not out:
        made.calls.append(partial(np.copyto, out, result))
    return made.calls


class _Calls:
    """Calls in the making.

    A ``target`` is where a value may be computed, and what leads to it; without one there is scratch space, which
    the next call writes over. What an expression says twice is computed once.
    """

    def __init__(self, expression: Expression, out: Array, arrays: Mapping[str, Array], numbers: Numbers) -> None:
        self.out, self.arrays, self.numbers = out, arrays, numbers
        self.calls: Calls = []
        self.mentions = Counter(_computed_parts(expression))
        self.kept: dict[Expression, Array] = {}
        self.scratch: dict[int, Array] = {}

    def value(self, e: Expression, target: Array | None = None) -> Array:
        """The array that will hold the value of ``e``."""
        if isinstance(e, Named):
            return self.value(e.definition, target)
        if e.is_number:
            return self.number(e)
        if isinstance(e, Read):
            return self.arrays[e.name]
        if isinstance(e, Transposed):
            return self.value(e.matrix).T
        if e not in self.kept:
            if self.mentions[e] < 2:
                return self._computed(e, target)
            self.kept[e] = self._computed(e, None)
            self.scratch.pop(id(self.kept[e]), None)
        return self.kept[e]

    def number(self, e: Expression) -> Array:
        """The array of a number; one that changes from step to step is worked out anew whenever its call runs."""
        if isinstance(e, Read):
            return self.arrays[e.name]
        if e not in self.numbers:
            held, value = np.zeros((), self.out.dtype), number(e, self.arrays)
            self.numbers[e] = held
            with np.errstate(all="ignore"):  # a constant beyond float32 is infinite there; what it makes is named
                held[()] = value()
            if not STANDING_STILL.issuperset(reads(e)):
                self.calls.append(partial(_renew, held, value))
        return self.numbers[e]

    def _computed(self, e: Expression, target: Array | None) -> Array:
        matrix, factors, divisors = _without_numbers(e)
        if isinstance(matrix, Total) and matrix.axis == 0 and not matrix.highest:
            return self._summed_over_samples(matrix.matrix, _product_of(factors, divisors), target)
        if not factors and not divisors:
            return self._of_matrices(matrix, target)
        value = self.value(matrix, target)
        if not divisors and factors == [Constant(-1.0)]:
            return self._applied(np.negative, [value], target)
        if not factors and len(divisors) == 1:
            return self._applied(np.divide, [value, self.number(divisors[0])], target)
        return self._applied(np.multiply, [value, self.number(_product_of(factors, divisors))], target)

    def _of_matrices(self, e: Expression, target: Array | None) -> Array:
        """An expression that is no number times another one."""
        match e:
            case Product(left, right):
                return self._multiplied(self.value(left), self.value(right), target)
            case Total(_, matrix, None, False):
                return self._summed(matrix, target)
            case Total(_, matrix, 1, False):
                value = self.value(matrix)
                return self._multiplied(value, np.ones((value.shape[1], 1), value.dtype), target)
            case Total(_, matrix, axis):  # the largest entry: all sums have been made above
                value = self.value(matrix)
                reduced = self._room(shape_along(axis, value.shape), target)
                self.calls.append(partial(np.maximum.reduce, value, axis, None, reduced, axis is not None))
                return reduced
            case Apply(function, (condition, yes, no)) if function == WHERE:
                return self._chosen(condition, yes, no, target)
            case Apply(function, (base, exponent)) if function == POWER and exponent in (SQUARE, CUBE):
                value = self.value(base)
                if exponent == SQUARE:
                    return self._applied(np.multiply, [value, value], target)
                square = self._applied(np.multiply, [value, value], self._room(value.shape, None))
                return self._applied(np.multiply, [square, value], target)
            case Apply(function, arguments):
                values = self._operands(arguments, target)
                if function in (largest, smallest):
                    values = self._in_full(values)
                return self._applied(function.compute, values, target)
        raise TypeError(f"{type(e).__name__} has no calls")

    def _operands(self, arguments: Sequence[Expression], target: Array | None) -> list[Array]:
        """The values of arguments; the target goes to one of them, if no other needs what it holds before."""
        taker = None if target is None else self._taker(arguments, target)
        order = sorted(range(len(arguments)), key=lambda place: place == taker)
        found = {place: self.value(arguments[place], target if place == taker else None) for place in order}
        return [found[place] for place in range(len(arguments))]

    def _taker(self, arguments: Sequence[Expression], target: Array) -> int | None:
        """Who may be computed in the target: the only argument that reads it, or where none does, the first."""
        computed = [place for place, each in enumerate(arguments) if each.parts and not each.is_number]
        reading = [place for place, each in enumerate(arguments) if self._reads(each, target)]
        wanted = reading or computed[:1]
        return wanted[0] if len(wanted) == 1 and wanted[0] in computed else None

    def _reads(self, e: Expression, target: Array) -> bool:
        return any(np.may_share_memory(self.arrays[name], target) for name in reads(e))

    def _applied(self, function: Callable[..., Any], values: Sequence[Array], target: Array | None) -> Array:
        """One call; without a target it writes over scratch space that it reads."""
        shape = np.broadcast_shapes(*(value.shape for value in values))
        if target is None:
            target = next((v for v in values if id(v) in self.scratch and v.shape == shape), None)
        out = self._room(shape, target)
        self.calls.append(_call(function, values, out))
        return out

    def _multiplied(self, left: Array, right: Array, target: Array | None) -> Array:
        out = self._room((left.shape[0], right.shape[1]), target)
        self.calls.append(partial(left.dot, right, out))
        return out

    def _summed_over_samples(self, matrix: Expression, scale: Expression, target: Array | None) -> Array:
        """A product with a row of ones, or of the number in front: for small batches faster than a sum."""
        value = self.value(matrix)
        row = np.ones((1, len(value)), value.dtype)
        if STANDING_STILL.issuperset(reads(scale)):
            return self._multiplied(row * self.number(scale), value, target)
        return self._applied(np.multiply, [self._multiplied(row, value, target), self.number(scale)], target)

    def _summed(self, matrix: Expression, target: Array | None) -> Array:
        out = self._room((), target)
        if isinstance(matrix, Apply) and matrix.function == POWER and matrix.arguments[1] == SQUARE:
            flat = self.value(matrix.arguments[0]).reshape(-1)
            self.calls.append(partial(flat.dot, flat, out))
        else:
            self.calls.append(partial(np.add.reduce, self.value(matrix), None, None, out))
        return out

    def _chosen(self, condition: Expression, yes: Expression, no: Expression, target: Array | None) -> Array:
        assert isinstance(condition, Apply)
        if target is not None and any(self._reads(e, target) for e in (condition, yes, no)):
            target = None
        sides = [self.value(side) for side in condition.arguments]
        holds = np.empty(np.broadcast_shapes(*(side.shape for side in sides)), bool)
        self.calls.append(_call(condition.function.compute, sides, holds))
        if (yes, no) == (ONE, lift(0)):
            out = self._room(holds.shape, target)
            self.calls.append(partial(np.copyto, out, holds))
            return out
        chosen, other = self.value(yes), self.value(no, target)
        out = self._room(np.broadcast_shapes(holds.shape, chosen.shape, other.shape), target)
        if other is not out:
            self.calls.append(partial(np.copyto, out, other))
        self.calls.append(partial(np.copyto, out, chosen, where=holds))
        return out

    def _in_full(self, values: list[Array]) -> list[Array]:
        """The same with numbers as whole matrices: comparing two of those is faster than one with a number."""
        shape = np.broadcast_shapes(*(value.shape for value in values))
        return [np.full(shape, value) if shape and not value.shape else value for value in values]

    def _room(self, shape: Shape, target: Array | None) -> Array:
        """The target where it has the shape, else an array of its own."""
        if target is not None and target.shape == shape:
            return target
        made = np.empty(shape, self.out.dtype)
        self.scratch[id(made)] = made
        return made


def _computed_parts(e: Expression) -> Iterator[Expression]:
    """Each part of an expression that takes a call to compute, as often as it stands there."""
    parts = (e.definition,) if isinstance(e, Named) else e.parts
    if parts and not e.is_number:
        if not isinstance(e, Named | Transposed):
            yield e
        for part in parts:
            yield from _computed_parts(part)


def _without_numbers(e: Expression) -> tuple[Expression, list[Expression], list[Expression]]:
    """What is left of a product when all numbers are taken out of it, the factors and the divisors among them."""
    match e:
        case Apply(function, (first, other)) if function == SCALED:
            matrix, factors, divisors = _without_numbers(other)
            return matrix, [first, *factors], divisors
        case Apply(function, (first, other)) if function == OVER and not first.is_number:
            matrix, factors, divisors = _without_numbers(first)
            if other.is_number:
                return matrix, factors, [*divisors, other]
            return matrix / other, factors, divisors
        case Apply(function, (first, other)) if function == TIMES:
            (one, factors, divisors), (two, more, further) = _without_numbers(first), _without_numbers(other)
            return one * two, [*factors, *more], [*divisors, *further]
        case Apply(function, (only,)) if function == NEGATIVE:
            matrix, factors, divisors = _without_numbers(only)
            return matrix, [Constant(-1.0), *factors], divisors
    return e, [], []


def _product_of(factors: Sequence[Expression], divisors: Sequence[Expression]) -> Expression:
    result: Expression = ONE
    for factor in factors:
        result = result * factor
    for divisor in divisors:
        result = result / divisor
    return result


def _call(function: Callable[..., Any], values: Sequence[Array], out: Array) -> Call:
    """One call; NumPy takes an output fastest by position, which only two of its functions do not like."""
    if not isinstance(function, np.ufunc):
        return partial(_assign, out, function, values)
    named = function in (np.maximum, np.minimum)
    return partial(function, *values, out=out) if named else partial(function, *values, out)


def _assign(out: Array, function: Callable[..., Any], values: Sequence[Array]) -> None:
    out[...] = function(*values)


def _renew(held: Array, value: Callable[[], Any]) -> None:
    held[()] = value()
