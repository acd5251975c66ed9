"""Calls of a rule's own, in the place of those that its expression gives, where digits or speed need them."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from bpcli.rules.arrays import Calls
from bpcli.rules.names import Name


class Numerics(Struct, frozen=True):
    """``calls(out, *arrays)`` makes the calls that compute the same as an expression, from these quantities.

    Where it makes none (None), those of the expression do. Where it only ``mends``, they run first, and these put
    right what they cannot.
    """

    reads: tuple[Name, ...]
    calls: Callable[..., Calls | None]
    mends: bool = False
