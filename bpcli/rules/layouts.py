"""The layouts: which matrices a user sees with rows for columns, and what that does to shapes, indices and formulas.

The core knows one layout, ``rows``. A ``Layout`` is the edge where its matrices become the user's and back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bpcli.rules.arrays import Array, Shape
from bpcli.rules.expression import Expression, Named, Product, Read, Total, Transposed
from bpcli.rules.names import Name, X

LayoutName = Literal["rows", "columns", "torch"]
Index = tuple[int, ...]


class Layout(Struct, frozen=True):
    """A way to write matrices down: rows, but for those that ``turns`` says are transposed."""

    name: LayoutName
    turns: Callable[[Name], bool]
    meaning: str
    """What it does, for a person."""

    @property
    def samples_are_rows(self) -> bool:
        """Whether a sample is a row, or else a column."""
        return not self.turns(X)

    def shown(self, name: str, matrix: Array) -> Array:
        """A copy of a matrix as a user sees it."""
        return matrix.T.copy() if self._turns(name) else matrix.copy()

    def taken(self, name: str, matrix: Array) -> Array:
        """A user's matrix as the core has it; the data are not copied."""
        return matrix.T if self._turns(name) else matrix

    def shape(self, name: str, shape: Shape) -> Shape:
        """The shape that a user sees for the core's, and the core's for a user's."""
        return shape[::-1] if self._turns(name) else shape

    def index(self, name: str, index: Index) -> Index:
        """Where an entry stands for a user, and for a user's entry where it stands in the core."""
        return index[::-1] if self._turns(name) else index

    def axes(self, name: str, axes: tuple[str, str]) -> tuple[str, str]:
        """What the rows and columns are that a user sees."""
        return axes[::-1] if self._turns(name) else axes

    def written(self, target: Name, expression: Expression) -> Expression:
        """The expression of ``target`` in the matrices that a user sees, simplified: ``W A + b`` for ``A W + b``."""
        own = self._of_own_matrices(expression)
        return transposed(own) if self.turns(target) else own

    def _turns(self, name: str) -> bool:
        return self.turns(name if isinstance(name, Name) else Name.parsed(name))

    def _of_own_matrices(self, expression: Expression) -> Expression:
        match expression:
            case Read(name):
                return Transposed(expression) if self.turns(name) else expression
            case Transposed(matrix):
                return transposed(self._of_own_matrices(matrix))
            case Total("entries", matrix):
                own = self._of_own_matrices(matrix)
                return expression.of((transposed(own) if _is_turned(own) else own,))
        return expression.of(tuple(self._of_own_matrices(part) for part in expression.parts))


def transposed(expression: Expression) -> Expression:
    """The transpose, moved inwards to the matrices, where two of them cancel."""
    match expression:
        case Transposed(matrix):
            return matrix
        case Read():
            return expression if expression.is_number else Transposed(expression)
        case Product(left, right):
            return Product(transposed(right), transposed(left))
        case Total(_, matrix, axis):
            return expression if axis is None else replace(expression, matrix=transposed(matrix), axis=1 - axis)
        case Named(name, argument, definition):
            return Named(name, transposed(argument), transposed(definition))
    return expression.of(tuple(transposed(part) for part in expression.parts))


def _is_turned(expression: Expression) -> bool:
    """Whether transposing it takes transposes away."""
    return isinstance(expression, Transposed) or any(map(_is_turned, expression.parts))


LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        "rows": Layout("rows", lambda _: False, "a sample is a row"),
        "columns": Layout("columns", lambda _: True, "a sample is a column"),
        "torch": Layout("torch", lambda name: name.is_of_weights, "a sample is a row, W is (units out, units in)"),
    }
)
