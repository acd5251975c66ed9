"""Numbers that differ, written alike and with so many digits that they look different."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from bpcli.rules.arrays import Array
from bpcli.writers.numbers import DIGITS, Notation, notation, scalar

MOST = 17
"""With so many, any two floats look different."""
Write = Callable[[float], str]
Pair = tuple[float, float]


def written_apart(yours: Array, right: Array, pairs: Iterable[Pair]) -> Write:
    """How to write the entries of both matrices, so that the numbers of each pair look different."""
    different = [(mine, its) for mine, its in pairs if mine != its]
    numbers = np.concatenate([np.ravel(yours), np.ravel(right)])
    writes = (_write(numbers, right, digits) for digits in range(DIGITS, MOST + 1))
    for write in writes:
        if all(write(mine) != write(its) for mine, its in different):
            break
    return write


def both_written(yours: float, right: float) -> tuple[str, str]:
    """Two numbers that stand alone."""
    for digits in range(DIGITS, MOST + 1):
        together = notation(np.array([yours, right]), digits)
        write: Write = partial(scalar, digits=digits) if together.power else together
        if yours == right or write(yours) != write(right):
            break
    return write(yours), write(right)


def factor(write: Write) -> str:
    """The power of ten that all entries share, which stands in the heading."""
    return write.factor if isinstance(write, Notation) else ""


def _write(numbers: Array, right: Array, digits: int) -> Write:
    """One notation for both; but each number by itself where they are of quite another size than the right ones."""
    together = notation(numbers, digits)
    if together.power and together.power != notation(right, digits).power:
        return partial(scalar, digits=digits)
    return together
