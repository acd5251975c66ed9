"""Mathematics as data: an expression is a tree that Python's own operators build, as in ``A @ W + b``.

What a quantity is computed from stands in its expression and nowhere else. NumPy calls (``calls``), formulas
(``notation``), the arithmetic of one entry (``entries``) and the mistakes people make are read from it. Matrices
are in rows layout here: a sample is a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Any, ClassVar, Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from bpcli.rules.arrays import Array
from bpcli.rules.names import OUTPUTS, SAMPLES, STEP, Name

Axis = Literal["samples", "units", "entries"]
AXES: Mapping[Axis, int | None] = {"samples": 0, "units": 1, "entries": None}


class Expression(Struct, frozen=True):
    """A matrix or a number, as a tree. Two expressions are equal if they are written alike."""

    made_of: ClassVar[tuple[str, ...]] = ()
    """The fields that hold its parts."""

    def __add__(self, other: Operand) -> Expression:
        return PLUS(self, other)

    def __radd__(self, other: Operand) -> Expression:
        return PLUS(other, self)

    def __sub__(self, other: Operand) -> Expression:
        return MINUS(self, other)

    def __rsub__(self, other: Operand) -> Expression:
        return MINUS(other, self)

    def __neg__(self) -> Expression:
        return NEGATIVE(self)

    def __mul__(self, other: Operand) -> Expression:
        return _times(self, lift(other))

    def __rmul__(self, other: Operand) -> Expression:
        return _times(lift(other), self)

    def __truediv__(self, other: Operand) -> Expression:
        return OVER(self, other)

    def __rtruediv__(self, other: Operand) -> Expression:
        return OVER(other, self)

    def __pow__(self, other: Operand) -> Expression:
        return POWER(self, other)

    def __gt__(self, other: Operand) -> Expression:
        return ABOVE(self, other)

    def __lt__(self, other: Operand) -> Expression:
        return BELOW(self, other)

    def __matmul__(self, other: Expression) -> Expression:
        return Product(self, other)

    @property
    def T(self) -> Expression:
        """The transpose."""
        return Transposed(self)

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The expressions that it is made of."""
        return tuple(getattr(self, field) for field in self.made_of)

    def of(self, parts: tuple[Expression, ...]) -> Expression:
        """The same kind of expression, made of other parts."""
        return replace(self, **dict(zip(self.made_of, parts, strict=True))) if parts else self

    @property
    def is_number(self) -> bool:
        """Whether it is the same number for all entries."""
        return bool(self.parts) and all(part.is_number for part in self.parts)


Operand = Expression | float


class Function(Struct, frozen=True):
    """Something done entry by entry: by a NumPy function here, and by its name in formulas and frameworks."""

    name: str
    compute: Callable[..., Any]

    def __call__(self, *arguments: Operand) -> Expression:
        """The function of these arguments, as an expression."""
        return Apply(self, tuple(map(lift, arguments)))


def _weighted(weights: Array, values: Array) -> Array:
    shape = np.broadcast_shapes(np.shape(weights), np.shape(values))
    return np.multiply(
        weights, values, where=np.not_equal(weights, 0), out=np.zeros(shape, np.result_type(weights, values))
    )


class Read(Expression, frozen=True):
    """A quantity of the step; a ``scalar`` is one number (t, a norm), of any other shape it is a matrix."""

    name: Name
    scalar: bool = False

    @property
    def is_number(self) -> bool:
        return self.scalar


class Constant(Expression, frozen=True):
    """A number that stands in the formula, or a parameter of the config under its name."""

    value: float
    symbol: str = ""

    @property
    def is_number(self) -> bool:
        return True


class Apply(Expression, frozen=True):
    """A function of its arguments, entry by entry; a row stands for all rows, a number for all entries."""

    function: Function
    arguments: tuple[Expression, ...]

    @property
    def parts(self) -> tuple[Expression, ...]:
        return self.arguments

    def of(self, parts: tuple[Expression, ...]) -> Expression:
        """The function of other arguments; factors and divisors of 1 are left out."""
        if self.function in (SCALED, TIMES):
            return _times(*parts)
        return parts[0] if self.function == OVER and parts[1] == ONE else Apply(self.function, parts)


class Product(Expression, frozen=True):
    """The matrix product ``left @ right``."""

    made_of: ClassVar[tuple[str, ...]] = ("left", "right")

    left: Expression
    right: Expression


class Transposed(Expression, frozen=True):
    """A matrix with rows for columns."""

    made_of: ClassVar[tuple[str, ...]] = ("matrix",)

    matrix: Expression


class Total(Expression, frozen=True):
    """The sum over the samples (one row stays), over the units (one column stays), or over all entries."""

    made_of: ClassVar[tuple[str, ...]] = ("matrix",)

    over: Axis
    matrix: Expression
    axis: int | None
    """Along which axis of the matrix that is; None: along all."""
    highest: bool = False
    """Whether it is the largest entry that is meant, and not the sum."""


class Named(Expression, frozen=True):
    """A function by name with what it stands for: ``sigmoid(Z)``, which is ``1 / (1 + exp(-Z))``.

    The definition may use what is known besides, as ``sigmoid'(Z) = A * (1 - A)`` does.
    """

    made_of: ClassVar[tuple[str, ...]] = ("argument", "definition")

    name: str
    argument: Expression
    definition: Expression


PLUS, MINUS, NEGATIVE = Function("plus", np.add), Function("minus", np.subtract), Function("negative", np.negative)
TIMES = Function("times", np.multiply)
"""Two matrices, entry by entry."""
SCALED = Function("scaled", np.multiply)
"""A number times a matrix or a number."""
OVER, POWER = Function("over", np.divide), Function("power", np.power)
ABOVE, BELOW, UP_TO = Function("above", np.greater), Function("below", np.less), Function("up_to", np.less_equal)
EQUAL = Function("equal", np.equal)
WHERE = where = Function("where", np.where)
exp, log, log2, log10 = (Function(f.__name__, f) for f in (np.exp, np.log, np.log2, np.log10))
expm1, log1p = Function("expm1", np.expm1), Function("log1p", np.log1p)
"""exp(x) - 1 and log(1 + x), with all their digits for small x."""
sqrt, tanh, sign = (Function(f.__name__, f) for f in (np.sqrt, np.tanh, np.sign))
weighted = Function("weighted", _weighted)
"""Weights times logarithms, in which 0 times -inf is 0."""
magnitude, largest, smallest = Function("abs", np.abs), Function("max", np.maximum), Function("min", np.minimum)
HIGHEST = Function("highest", lambda matrix, axis: np.max(matrix, axis=axis, keepdims=axis is not None))
"""Of a matrix along an axis, and not entry by entry; frameworks do not agree how that is called."""

ONE = Constant(1.0)
m, n = Read(SAMPLES, scalar=True), Read(OUTPUTS, scalar=True)
"""How many samples the batch has, and how many outputs a sample has."""
t = Read(STEP, scalar=True)
"""The step's number, from 1."""


def lift(value: Operand) -> Expression:
    """An operand as an expression: a plain number becomes a constant."""
    return value if isinstance(value, Expression) else Constant(float(value))


def total(over: Axis, matrix: Expression) -> Expression:
    """The sum over ``samples``, ``units`` or all ``entries``."""
    return Total(over, matrix, AXES[over])


def highest(over: Axis, matrix: Expression) -> Expression:
    """The largest entry over ``samples``, ``units`` or all ``entries``."""
    return Total(over, matrix, AXES[over], highest=True)


def fraction(top: int, *below: Expression) -> Expression:
    """A coefficient such as ``2/(m n)``; the whole number alone where nothing is below."""
    return lift(top) / reduce(_times, below) if below else lift(top)


def all_parts(expression: Expression) -> Iterator[Expression]:
    """The expression itself and everything that it is made of, from left to right, down to what has no parts."""
    yield expression
    for part in expression.parts:
        yield from all_parts(part)


def leaves(expression: Expression) -> Iterator[Expression]:
    """What the tree ends in: quantities and constants, from left to right, each as often as it stands there.

    Of a call that is its definition's; its argument only where the definition is a constant.
    """
    match expression:
        case Named(_, argument, definition):
            yield from leaves(argument if definition.is_number else definition)
        case _ if expression.parts:
            for part in expression.parts:
                yield from leaves(part)
        case _:
            yield expression


def reads(expression: Expression) -> tuple[Name, ...]:
    """The names of the quantities that it is made of, each once, in the order of their first mention."""
    return tuple(dict.fromkeys(leaf.name for leaf in leaves(expression) if isinstance(leaf, Read)))


def mentions(expression: Expression) -> frozenset[Name]:
    """The names of all quantities that stand in it, also as the arguments of what is called by name."""
    return frozenset(part.name for part in all_parts(expression) if isinstance(part, Read))


def substituted(expression: Expression, others: Mapping[Expression, Expression]) -> Expression:
    """The same with other expressions in the place of some."""
    if expression in others:
        return others[expression]
    if not expression.parts:
        return expression
    return expression.of(tuple(substituted(part, others) for part in expression.parts))


def reading(expression: Expression, others: Mapping[Name, Name]) -> Expression:
    """The same with other quantities read in the place of some."""
    if isinstance(expression, Read):
        return replace(expression, name=others.get(expression.name, expression.name))
    return expression.of(tuple(reading(part, others) for part in expression.parts))


def _times(left: Expression, right: Expression) -> Expression:
    """A product entry by entry, in which a 1 in front is left out."""
    if left == ONE:
        return right
    return Apply(SCALED if left.is_number else TIMES, (left, right))
