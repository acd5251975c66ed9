"""How a quantity is computed otherwise than its expression says, where digits or speed need that."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from bpcli.rules.arrays import Array, Calls
from bpcli.rules.calls import calls
from bpcli.rules.expression import Expression, reads
from bpcli.rules.names import Name


class Numerics(Struct, frozen=True):
    """``calls(out, *arrays)`` makes the calls that compute the same as an expression, from these quantities.

    Where it only ``mends``, the expression's own calls run first, and these put right what they cannot.
    """

    reads: tuple[Name, ...]
    calls: Callable[..., Calls]
    mends: bool = False

    def bind(self, out: Array, arrays: Mapping[str, Array]) -> Calls:
        """The calls that compute ``out``, bound to the arrays that they read."""
        return self.calls(out, *(arrays[name] for name in self.reads))


def computed_as(expression: Expression | None) -> Numerics | None:
    """The calls of another expression; none where there is no other."""
    if expression is None:
        return None
    names = reads(expression)
    return Numerics(names, lambda out, *arrays: calls(expression, out, dict(zip(names, arrays, strict=True))))
