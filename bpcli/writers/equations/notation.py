"""How an equation is written around its matrices: ``Z1 = X · W1 + b1``, with signs for every product."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import MappingProxyType

from msgspec.structs import replace

from bpcli.rules.expression import Expression
from bpcli.rules.notation import TEXT

SIGNS = {"product": "{} · {}", "times": "{} ⊙ {}", "dot": "{} ⊙ {}", "weighted": "{} ⊙ {}", "transposed": "{}ᵀ"}
FORMULA = replace(
    TEXT,
    spellings=MappingProxyType(
        {**TEXT.spellings, **{kind: replace(TEXT.spellings[kind], template=sign) for kind, sign in SIGNS.items()}}
    ),
    transposed_name="{}ᵀ".format,
)
"""Plain text that tells the product of matrices from the product entry by entry."""

FIRST_PLACE = 0xE000
"""Matrices are kept a place by characters that no name has: those for private use."""
PLACE = re.compile("([\ue000-\uf8ff])")


def place(number: int) -> str:
    """The character that stands for a matrix; the same matrix has the same."""
    return chr(FIRST_PLACE + number)


def cut(expression: Expression, leaf: Callable[[Expression], str | None]) -> Iterator[tuple[str, int | None]]:
    """The text of an expression up to each place that ``leaf`` keeps for a matrix, with its number; then the rest."""
    parts = PLACE.split(FORMULA.write(expression, leaf))
    for text, mark in zip(parts[::2], [*parts[1::2], ""], strict=True):
        yield text, ord(mark) - FIRST_PLACE if mark else None
