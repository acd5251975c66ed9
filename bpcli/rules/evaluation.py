"""What an expression comes to: its shape for matrices of some shapes, and its value for some numbers."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np

from bpcli.rules.arrays import Array, Shape
from bpcli.rules.expression import (
    HIGHEST,
    Apply,
    Constant,
    Expression,
    Function,
    Named,
    Product,
    Read,
    Total,
    Transposed,
    reads,
)

OPERATORS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "plus": operator.add,
        "minus": operator.sub,
        "negative": operator.neg,
        "times": operator.mul,
        "scaled": operator.mul,
        "over": operator.truediv,
        "power": operator.pow,
        "above": operator.gt,
        "below": operator.lt,
        "up_to": operator.le,
        "equal": operator.eq,
    }
)
"""What Python's own operators do: for single numbers, and for the arrays of other libraries."""


def shape_of(expression: Expression, shapes: Mapping[str, Shape]) -> Shape:
    """The shape for quantities of these shapes.

    Raises:
        ValueError: they do not fit together.
    """
    match expression:
        case Read(name):
            return shapes[name]
        case Constant():
            return ()
        case Transposed(matrix):
            return shape_of(matrix, shapes)[::-1]
        case Product(left, right):
            (rows, inner), (same, columns) = shape_of(left, shapes), shape_of(right, shapes)
            if inner != same:
                raise ValueError(f"a product of {inner} columns and {same} rows")
            return rows, columns
        case Total(_, matrix, axis):
            return shape_along(axis, shape_of(matrix, shapes))
        case Named(_, argument, definition):
            return shape_of(argument if definition.is_number else definition, shapes)
    return np.broadcast_shapes(*(shape_of(part, shapes) for part in expression.parts))


def shape_along(axis: int | None, shape: Shape) -> Shape:
    """The shape that is left of a matrix that is summed along an axis; None: along all."""
    return () if axis is None else (*shape[:axis], 1, *shape[axis + 1 :])


def evaluate(
    expression: Expression,
    values: Mapping[str, Any],
    function: Callable[[Function], Callable[..., Any]] = lambda function: function.compute,
) -> Any:
    """The value for these quantities: NumPy's arrays, or another library's with its functions by ``function``."""
    match expression:
        case Read(name):
            return values[name]
        case Constant(value):
            return value
        case Apply(applied, arguments):
            return function(applied)(*(evaluate(argument, values, function) for argument in arguments))
        case Product(left, right):
            return evaluate(left, values, function) @ evaluate(right, values, function)
        case Transposed(matrix):
            return evaluate(matrix, values, function).T
        case Total(_, matrix, axis, highest):
            value = evaluate(matrix, values, function)
            if highest:
                return function(HIGHEST)(value, axis)
            return value.sum() if axis is None else value.sum(axis=axis, keepdims=True)
        case Named(_, _, definition):
            return evaluate(definition, values, function)
    raise TypeError(f"{type(expression).__name__} is no part of an expression of matrices")


def number(expression: Expression, values: Mapping[str, Array]) -> Callable[[], Any]:
    """What works a number out anew each time, from what ``values`` hold then; without quantities it is done once."""
    match expression:
        case Read(name):
            return partial(values[name].__getitem__, ())
        case Apply(function, arguments) if reads(expression):
            apply = OPERATORS.get(function.name, function.compute)
            parts = [number(argument, values) for argument in arguments]
            return lambda: apply(*[part() for part in parts])
    value = evaluate(expression, {}, lambda function: OPERATORS.get(function.name, function.compute))
    return lambda: value
