"""Which parts of an expression stand as matrices: quantities, and what nobody works out in their head."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from bpcli.readers.records import Quantity
from bpcli.rules.arrays import Array
from bpcli.rules.evaluation import evaluate
from bpcli.rules.expression import OVER, WHERE, Apply, Constant, Expression, Named, Read, Total, Transposed, mentions
from bpcli.rules.names import OUTPUTS, SAMPLES, STEP
from bpcli.rules.notation import TEXT, written
from bpcli.writers.equations.notation import FORMULA
from bpcli.writers.numbers import scalar

COUNTS = (SAMPLES, OUTPUTS, STEP)
IN_THE_HEAD = {*TEXT.spellings, "fraction", "max", "min", "abs", "sign"} - {"where"}
"""What a reader does entry by entry without help; an exp or a log is not among it."""
DIGITS_OF_NUMBERS = 12
"""Further digits of a number that is worked out are rounding: 1 - 0.9."""


class Operand(Struct, frozen=True):
    """A matrix in its place in an equation; a 0-dimensional one is a plain number."""

    title: str
    data: Array
    axes: tuple[str, str]
    name: str | None = None
    """Of the quantity that it is; None of what is worked out."""
    runs_on: bool = False
    """Whether the title has no end of its own, as ``sum over samples of delta1``."""
    is_choice: bool = False
    """Whether the title is one of cases, which hold together less tightly than all else."""


class Operands(Struct, frozen=True):
    """The quantities of one step, as the operands of its equations."""

    quantities: Mapping[str, Quantity]
    digits: int

    def operand(self, e: Expression, whole: Expression) -> Operand | None:
        """A part of the expression ``whole`` as a matrix; None where it is text around what it is made of."""
        match e:
            case Read(name):
                quantity = self.quantities.get(name)
                return None if quantity is None or name in COUNTS else as_operand(quantity)
            case Transposed(Read(name)):
                quantity = self.quantities.get(name)
                return None if quantity is None else turned(quantity)
        return self._worked_out(e) if e is not whole and not e.is_number and _needs_help(e) else None

    def number(self, e: Expression) -> str | None:
        """A coefficient as the number that it comes to: ``1/4`` for 1/m; None of what is no number or one already."""
        if not e.is_number or isinstance(e, Constant) or not mentions(e) <= self.quantities.keys() & {*COUNTS}:
            return None
        match e:
            case Apply(function, (Constant() as top, below)) if function == OVER:
                return f"{written(top.value)}/{self._number(below)}"
        return self._number(e)

    def _number(self, e: Expression) -> str:
        value = float(f"{float(self._value(e)):.{DIGITS_OF_NUMBERS}g}")
        short = float(f"{value:.{self.digits}g}")
        return written(value) if value == short else scalar(value, self.digits)

    def _worked_out(self, e: Expression) -> Operand | None:
        """A part with its own numbers; None where they are not finite, as the logarithm of 0, or not known."""
        known = [self.quantities[name] for name in sorted(mentions(e)) if name in self.quantities]
        if len(known) < len(mentions(e)):
            return None
        value = self._value(e)
        if not np.isfinite(value).all():
            return None
        like = [quantity.axes for quantity in known if quantity.axes and _covers(value.shape, quantity.shape)]
        is_choice = isinstance(e, Apply) and e.function == WHERE
        runs_on = is_choice or (isinstance(e, Total) and e.axis is not None)
        return Operand(FORMULA.write(e), value, like[0] if like else ("", ""), None, runs_on, is_choice)

    def _value(self, e: Expression) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(evaluate(e, {name: self.quantities[name].data for name in mentions(e)}))


def as_operand(quantity: Quantity) -> Operand:
    """A quantity as it is."""
    return Operand(quantity.name, quantity.data, quantity.axes or ("", ""), quantity.name)


def turned(quantity: Quantity) -> Operand:
    """A quantity with rows for columns."""
    rows, columns = quantity.axes or ("", "")
    return Operand(f"{quantity.name}ᵀ", quantity.data.T, (columns, rows), quantity.name)


def _needs_help(e: Expression) -> bool:
    """A sum along an axis or of one matrix's entries, a function, a choice between cases."""
    match e:
        case Total(_, _, axis):
            return axis is not None or len(mentions(e)) == 1
        case Named():
            return True
        case Apply(function):
            return function == WHERE or function.name not in IN_THE_HEAD
    return False


def _covers(shape: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether the axes of a matrix are those of another, or one of them is summed up."""
    return len(shape) == len(other) and all(one in (1, two) for one, two in zip(shape, other, strict=True))
