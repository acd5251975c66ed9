"""A quantity's equation as a textbook sets it: in symbols, then with the matrices in place, then the result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

from msgspec.structs import replace

from bpcli.readers.records import Quantity
from bpcli.rules.expression import Constant, Expression, Read, Transposed
from bpcli.rules.latex import LATEX, latex_name, latex_number
from bpcli.rules.names import Name
from bpcli.writers.documents.breaking import equation, with_matrices
from bpcli.writers.documents.known import Known
from bpcli.writers.documents.matrices import Typeset
from bpcli.writers.documents.measure import STAND_INS
from bpcli.writers.documents.parts import Label

STAND_IN = re.compile("[{}-{}]".format(*STAND_INS))


def _number(constant: Constant) -> str:
    """A parameter of the config as its number, for which a formula has a symbol."""
    return LATEX.constant(constant) if constant.symbol == "pi" else latex_number(constant.value)


def _brackets(text: str) -> str:
    """As tall as the matrix within; one that stands alone has brackets of its own."""
    if len(text) == 1 and STAND_IN.match(text):
        return text
    return rf"\left({text}\right)" if STAND_IN.search(text) else LATEX.brackets(text)


OVER = replace(LATEX.spellings["over"], template=r"\dfrac{{{}}}{{{}}}")
PUT_IN = replace(
    LATEX, spellings=MappingProxyType({**LATEX.spellings, "over": OVER}), constant=_number, brackets=_brackets
)
"""LaTeX with the numbers of the config for its symbols; brackets and fractions are as large as the matrices in them."""


def equation_lines(quantity: Quantity, known: Known) -> tuple[str, ...]:
    r"""``Z &= X W + b``, ``&= [..] [..] + [..]``, ``&= [..]``; of what is given the last alone."""
    name = Name.parsed(quantity.name)
    left, result = latex_name(name), known.typeset(name)
    if quantity.expression is None:
        return (f"{left} &= {result}",)
    symbols = equation(LATEX.equation(name, quantity.expression))
    return (*symbols, *_in_place(left, quantity.expression, known), f"&= {result}")


def _in_place(left: str, expression: Expression, known: Known) -> tuple[str, ...]:
    """The expression with what is known in it; no line where nothing is, or where it does not fit.

    While it is written and broken, characters stand for the matrices.
    """
    leaves: dict[str, Typeset] = {}

    def leaf(e: Expression) -> str | None:
        match e:
            case Transposed(Read(name)):
                found = known.typeset(name, turned=True)
            case Read(name):
                found = known.typeset(name)
            case _:
                return None
        if found is None:
            return None
        stand_in = chr(ord(STAND_INS[0]) + len(leaves))
        leaves[stand_in] = found
        return f"{found.power}{stand_in}" if found.width else found.text

    text = PUT_IN.write(expression, leaf)
    widths = {stand_in: found.width for stand_in, found in leaves.items()}
    lines = with_matrices(left, text, widths) if leaves else ()
    return tuple(STAND_IN.sub(lambda found: leaves[found[0]].text, line) for line in lines)


def label(quantity: Quantity) -> Label:
    """``Z1``: ``4 × 2, layer 1``."""
    return Label(quantity.name, ", ".join(_about(quantity)))


def _about(quantity: Quantity) -> Iterator[str]:
    yield " × ".join(map(str, quantity.shape)) or "one number"
    if quantity.layer:
        yield f"layer {quantity.layer}"
