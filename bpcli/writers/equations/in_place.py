"""Equations that need no lines of their own: read only once, and made entry by entry of one matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from bpcli.readers.records import Quantity
from bpcli.rules.expression import Expression, Named, Read, all_parts, mentions
from bpcli.rules.names import Name
from bpcli.writers.equations.formula import Formula, is_entrywise
from bpcli.writers.equations.notation import FORMULA


def in_place(formulas: Sequence[Formula]) -> dict[str, str]:
    """By name, what the title says of a matrix whose equation stands in its only reader: `` = relu'(Z1)``."""
    quantities = [formula.result for formula in formulas]
    readers = Counter[str](chain.from_iterable(map(_read_by, quantities)))
    simple = {each.name: text for each, text in _simple(quantities) if readers[each.name] == 1}
    # A matrix that stands in one that stands in place itself would stand nowhere.
    own = [formula for formula in formulas if formula.result.name not in simple]
    placed = {(name, formula.result.layer) for formula in own for name in formula.names}
    here = [each.name for each in quantities if (each.name, each.layer) in placed]
    return {name: simple[name] for name in here if name in simple}


def _read_by(quantity: Quantity) -> frozenset[Name]:
    return frozenset() if quantity.expression is None else mentions(quantity.expression)


def _simple(quantities: Sequence[Quantity]) -> Iterator[tuple[Quantity, str]]:
    """Those made of one matrix entry by entry, on the way back or to an update, with their right-hand sides."""
    for quantity in quantities:
        e = quantity.expression
        if e is not None and quantity.phase != "forward" and is_entrywise(e) and _matrices(e) == 1:
            yield quantity, f" = {FORMULA.write(e)}"


def _matrices(e: Expression) -> int:
    """How many quantities stand in it as it is written."""
    side = e.argument if isinstance(e, Named) else e
    return len({part.name for part in all_parts(side) if isinstance(part, Read) and not part.scalar})
