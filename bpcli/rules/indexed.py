"""Entries of matrices in an expression, and sums over their indices."""

from __future__ import annotations

from typing import ClassVar

from bpcli.rules.expression import Expression
from bpcli.rules.names import Name

Index = tuple[int | str, ...]
"""Where an entry stands; a letter where a sum runs."""


class Entry(Expression, frozen=True):
    """One entry of a matrix, or a single number of the step."""

    name: Name
    index: Index


class Series(Expression, frozen=True):
    """The sum, or the largest, of an expression of entries, over all values of a letter in their indices."""

    made_of: ClassVar[tuple[str, ...]] = ("term",)

    letter: str
    size: int
    term: Expression
    highest: bool = False
