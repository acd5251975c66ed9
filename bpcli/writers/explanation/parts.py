"""A written-out arithmetic taken apart: its numbers, what is worked out in one go, and at which stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, reduce
from math import fsum, isclose

from bpcli.rules.entries import DOT, addends
from bpcli.rules.expression import (
    MINUS,
    NEGATIVE,
    OVER,
    PLUS,
    SCALED,
    TIMES,
    Apply,
    Constant,
    Expression,
    Read,
    weighted,
)
from bpcli.rules.indexed import Entry
from bpcli.rules.notation import written as formula_number
from bpcli.writers.view import LIMIT, elide

FAMILIES = {PLUS: "sum", MINUS: "sum", NEGATIVE: "product", DOT: "product", TIMES: "product", SCALED: "product"}
"""What is worked out in one go: a whole sum, a whole product."""

EXACT = 1e-14
"""A number that is off by less, relative to itself, is printed as what it would be without a float's rounding."""


class Elided(Expression, frozen=True):
    """The sum of addends that are left out."""

    count: int
    total: float


def is_leaf(e: Expression) -> bool:
    """Whether it is a number that is printed with as many digits as are needed; those of the formula have all."""
    match e:
        case Constant(value, symbol):
            return symbol != "pi" and not isclose(float(formula_number(value)), value, rel_tol=EXACT)
        case Apply(function, (Constant(one), Constant(other))) if function == MINUS:  # told as one number
            return is_leaf(Constant(one - other))
    return isinstance(e, Entry | Read | Elided)


def factors(e: Expression) -> tuple[Expression, ...]:
    """The factors of a product of single numbers; none where it is something else."""
    if is_leaf(e) or not list(leaves(e)) or _is_fraction(e):
        return (e,)
    if isinstance(e, Apply) and (e.function == weighted or FAMILIES.get(e.function) == "product"):
        parts = [factors(part) for part in e.parts]
        return tuple(factor for part in parts for factor in part) if all(parts) else ()
    return ()


def leaves(e: Expression) -> Iterator[Expression]:
    """The entries and counts in an arithmetic, from left to right."""
    if is_leaf(e):
        yield e
    for part in () if is_leaf(e) else e.parts:
        yield from leaves(part)


def _is_fraction(e: Expression) -> bool:
    """Whether it is a fraction without a sum in it, such as 2/(m n), which formulas have as one."""
    return isinstance(e, Apply) and e.function == OVER and e.is_number and not any(map(_has_operation, e.parts))


def _has_operation(e: Expression) -> bool:
    """Whether anything but a product is worked out in it."""
    return isinstance(e, Apply) and (e.function != SCALED or any(map(_has_operation, e.parts)))


def _family(e: Expression) -> str | None:
    return FAMILIES.get(e.function) if isinstance(e, Apply) else None


@cache
def level(e: Expression) -> int:
    """After how many stages it is a number; numbers of the formula are one from the start."""
    if not e.parts or not any(True for _ in leaves(e)) or (_is_fraction(e)):
        return 0
    family = _family(e)
    return 1 + max(level(part) - (family is not None and _family(part) == family) for part in e.parts)


def results(e: Expression) -> Iterator[Expression]:
    """What is printed as a number at some stage: the parts that are one before the whole is one, and the whole."""
    if level(e):
        yield e
    for part in e.parts:
        of_one_kind = _family(e) is not None and _family(part) == _family(e)
        yield from (each for each in results(part) if each is not part or not of_one_kind)


def before(e: Expression, shown: frozenset[Expression]) -> Iterator[Expression]:
    """The numbers that stand there at the stage before ``e`` is one."""
    for part in e.parts:
        if is_leaf(part) or part in shown:
            yield part
        else:
            yield from before(part, shown)


def shortened(e: Expression, value: Callable[[Expression], float]) -> Expression:
    """The same with the middle of each long sum as one number."""
    if isinstance(e, Apply) and e.function == PLUS:
        return reduce(PLUS, (shortened(addend, value) for addend in _without_middle(list(addends(e)), value)))
    return e.of(tuple(shortened(part, value) for part in e.parts)) if e.parts else e


def _without_middle(every: list[Expression], value: Callable[[Expression], float]) -> list[Expression]:
    shown = elide(len(every), LIMIT)
    if None not in shown:
        return every
    start = shown.index(None)
    end = len(every) - (len(shown) - start - 1)
    middle = Elided(end - start, fsum(map(value, every[start:end])))
    return [*every[:start], middle, *every[end:]]
