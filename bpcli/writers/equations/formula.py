"""An equation taken apart: matrices, and the text between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from bpcli.readers.records import Quantity
from bpcli.rules.expression import Expression, Named, Product, Total, all_parts
from bpcli.writers.equations.notation import FORMULA, cut, place
from bpcli.writers.equations.operands import Operand, Operands


class Piece(Struct, frozen=True):
    """Text, and the matrix behind it; the last piece has none.

    ``formula`` is the text in the line of names, ``sign`` the text in the middle line of the matrices, in which
    numbers stand for m, n and t.
    """

    formula: str
    sign: str
    operand: Operand | None


class Formula(Struct, frozen=True):
    """A quantity and what it is made of, in the order in which it is written; of what is given nothing more."""

    result: Quantity
    pieces: tuple[Piece, ...] = ()
    called: str = ""
    """What the result is called besides, where the pieces are the definition of that: `` = softmax(Z2)``."""

    @property
    def names(self) -> frozenset[str]:
        """The quantities that stand in it as matrices, beside the result."""
        operands = (piece.operand for piece in self.pieces)
        return frozenset(operand.name for operand in operands if operand is not None and operand.name is not None)


def formula(quantity: Quantity, operands: Operands) -> Formula:
    """The equation of a quantity; of what is given the matrix alone."""
    e, called, after = quantity.expression, "", ""
    match e:
        case None:
            return Formula(quantity)
        case Named(_, _, definition) if not is_entrywise(definition):
            called, e = f" = {FORMULA.write(e)}", definition
        case Named(_, argument, definition) if definition != argument:
            after = f" = {FORMULA.write(definition)}"
    return Formula(quantity, tuple(_pieces(e, after, operands)), called)


def is_entrywise(expression: Expression) -> bool:
    """Whether every entry comes from the entries at its own place."""
    return not any(isinstance(part, Product | Total) for part in all_parts(expression))


def _pieces(e: Expression, after: str, operands: Operands) -> Iterator[Piece]:
    """The pieces of one side; ``after`` it stands what only the line of names has."""
    places = _Places(operands, e)
    titles = list(cut(e, places.kept))
    signs = [sign for sign, _ in (cut(e, places.kept_or_number) if places.numbers else titles)]
    texts = zip([text for text, _ in titles], _without_lone_brackets(signs), strict=True)
    equals = " = "
    for (text, sign), (_, index), (follows, _) in zip(texts, titles, [*titles[1:], ("", None)], strict=True):
        operand = None if index is None else places.operand_at(index, text, follows)
        yield Piece(equals + text + (after if index is None else ""), equals + sign, operand)
        equals = ""


class _Places:
    """The matrices and coefficients of one side, each found once."""

    def __init__(self, operands: Operands, whole: Expression) -> None:
        self.operands, self.whole = operands, whole
        self.found: list[Operand] = []
        self.marks: dict[Expression, str | None] = {}
        self.numbers: dict[Expression, str] = {}

    def kept(self, e: Expression) -> str | None:
        """The place of a matrix; None of what is text."""
        if e not in self.marks:
            self.marks[e] = self._mark(e)
        return self.marks[e]

    def kept_or_number(self, e: Expression) -> str | None:
        """The same, or the number that a coefficient comes to."""
        return self.kept(e) or self.numbers.get(e)

    def operand_at(self, index: int, before: str, behind: str) -> Operand:
        """A matrix; its title is bracketed where what stands beside it would seem to belong to it."""
        operand = self.found[index]
        loose = (operand.runs_on and behind[:1] not in ("", ")")) or (
            operand.is_choice and before[-1:] not in ("", "(")
        )
        return replace(operand, title=f"({operand.title})") if loose else operand

    def _mark(self, e: Expression) -> str | None:
        if (operand := self.operands.operand(e, self.whole)) is not None:
            self.found.append(operand)
            return place(len(self.found) - 1)
        if (number := self.operands.number(e)) is not None:
            self.numbers[e] = number
        return None


def _without_lone_brackets(signs: list[str]) -> list[str]:
    """A matrix has brackets of its own: none stand around it alone, as in ``relu(Z1)``."""
    for index, (before, after) in enumerate(pairwise(signs)):
        if before.endswith("(") and after.startswith(")"):
            signs[index : index + 2] = [f"{before[:-1]} ", f" {after[1:]}"]
    return signs
