"""Which digits of each number are printed, so that a line adds up as it is printed.

Every number that a reader works out again, from the digits that stand before it, has to come out as it is printed.
Where it does not, the numbers that go in get more digits, together with those that stand in a column with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import floor, isclose, isfinite, log10

import numpy as np
from msgspec import Struct

from bpcli.readers.explain.records import Reason
from bpcli.rules.expression import Apply, Constant, Expression, Function, Read
from bpcli.rules.indexed import Entry
from bpcli.rules.notation import written
from bpcli.writers.explanation.parts import EXACT, Elided, leaves
from bpcli.writers.numbers import not_finite

MOST = 17
"""A float has no more digits."""
AS_GIVEN, AS_GIVEN_SINGLE = 12, 6
"""A number of the config with so many digits is printed with all of them; in single precision it keeps fewer."""
SMALLEST, LARGEST = 1e-4, 1e7
"""Outside of these a power of ten is easier to read."""
WITHIN = 0.499
"""What a line may be off, in units of its last digit; half a unit could be rounded either way."""


class Numbers(Struct, frozen=True):
    """What the entries in an arithmetic are, and which of them are inputs, printed as somebody wrote them."""

    values: Mapping[Expression, float]
    given: frozenset[Expression]
    dtype: str

    def value(self, e: Expression, printed: Mapping[Expression, float] | None = None) -> float:
        """What an expression comes to, from the ``printed`` numbers where there are some."""
        if printed is not None and e in printed:
            return printed[e]
        match e:
            case Elided(_, total):
                return total
            case Entry() | Read():
                return self.values[e]
            case Constant(number):
                return number
            case Apply(function, arguments):
                return _applied(function, [self.value(part, printed) for part in arguments])
        raise TypeError(f"{type(e).__name__} is no part of written-out arithmetic")

    def as_given(self, e: Expression) -> str | None:
        """A number that is printed with all its digits: one of the formula, or a short one that the step found."""
        if not any(leaves(e)):
            return written(self.value(e))
        value = self.value(e)
        if not isfinite(value):
            return not_finite(value)
        if value == 0:
            return "0"
        return self._short(value) if e in self.given else None

    def _short(self, value: float) -> str | None:
        """The number as somebody may have written it, if that has few digits."""
        if self.dtype == "float32":
            short = f"{value:.{AS_GIVEN_SINGLE}g}"
            return short if float(np.float32(short)) == value else None
        short = f"{value:.{AS_GIVEN}g}"
        return short if float(short) == value else None


def _applied(function: Function, parts: Sequence[float]) -> float:
    with np.errstate(all="ignore"):
        return float(function.compute(*map(np.float64, parts)))


class Digits:
    """The printed form of every number in an arithmetic: of its ``shown`` results, and of all that goes into them.

    A ``column`` is numbers that stand below each other, or are added: all have their last digit at one place.
    """

    def __init__(self, numbers: Numbers, precision: int, results: Mapping[Expression, float]) -> None:
        self.numbers, self.precision, self.results = numbers, precision, results
        self.columns: list[list[Expression]] = []
        self.places: list[int] = []
        self.column_of: dict[Expression, int] = {}
        self.shown: dict[Expression, tuple[Expression, ...]] = {}
        self._given: dict[Expression, str | None] = {}

    def show(self, result: Expression, going_in: Iterable[Expression]) -> None:
        """A result that is printed, and the numbers before it that it is worked out from."""
        self.shown[result] = tuple(dict.fromkeys(going_in))
        self.add_column([result])
        for part in self.shown[result]:
            self.add_column([part])

    def add_column(self, column: Sequence[Expression], place: int | None = None) -> None:
        """Numbers with their last digit at one place; those that have a column already stay there."""
        new = [e for e in column if e not in self.column_of and self._as_given(e) is None]
        if new:
            self.column_of |= dict.fromkeys(new, len(self.columns))
            self.columns.append(new)
            largest = max(abs(self.value(e)) for e in new)
            self.places.append(_first_place(largest, self.precision) if place is None else place)

    def value(self, e: Expression) -> float:
        """What a number is; of the whole result, what the step computed."""
        return self.results[e] if e in self.results else self.numbers.value(e)

    def place(self, e: Expression) -> int | None:
        """Where the last digit of a number stands; None of one that is printed as it was given."""
        column = self.column_of.get(e)
        return None if column is None else self.places[column]

    def settle(self) -> None:
        """Add digits until every line adds up, or all there are stand there."""
        while any(not self.adds_up(result) and self._sharpened(result) for result in self.shown):
            pass

    def text(self, e: Expression) -> str:
        """A number as it is printed."""
        given = self._as_given(e)
        return _at_place(self.value(e), self.places[self.column_of[e]]) if given is None else given

    def _as_given(self, e: Expression) -> str | None:
        if e not in self._given:
            self._given[e] = self.numbers.as_given(e)
        return self._given[e]

    def off_by(self, result: Expression) -> float:
        """How far a result is from what comes out of the digits that stand before it."""
        return abs(self._again(result) - float(self.text(result)))

    def apart(self, value: float, other: float) -> str:
        """A number with the precision asked for, and more digits where it would else look like the other."""
        texts = (number_text(value, digits) for digits in range(self.precision, MOST + 1))
        return next((text for text in texts if value == other or float(text) != other), number_text(value, MOST))

    def said(self, reason: Reason) -> str:
        """Why a case counts, its number told apart from what it was held against."""
        return reason.said(self.apart(reason.value, reason.bound_value))

    def adds_up(self, result: Expression) -> bool:
        """Whether working the result out from the printed digits gives its printed digits."""
        found = self._again(result)
        if not isfinite(found) or not isfinite(self.value(result)):
            return True
        return abs(found - float(self.text(result))) <= WITHIN * self._unit(result)

    def _unit(self, result: Expression) -> float:
        """What one is in the last digit of a result; a number of the formula has all its digits."""
        if result not in self.column_of:
            return float(10.0**-AS_GIVEN)
        return float(10.0 ** -_decimals(self.value(result), self.places[self.column_of[result]]))

    def _again(self, result: Expression) -> float:
        printed = {part: float(self.text(part)) for part in self.shown[result]}
        return self.numbers.value(result, printed)

    def _sharpened(self, result: Expression) -> bool:
        """One digit more in each column that goes in; False where none has one."""
        columns = {self.column_of[part] for part in self.shown[result] if part in self.column_of}
        able = [column for column in columns if self._can_be_sharper(column)]
        for column in able:
            self.places[column] += 1
        return bool(able)

    def _can_be_sharper(self, column: int) -> bool:
        return any(
            _significant(self.value(e), self.places[column]) < MOST and not _is_exact(self.text(e), self.value(e))
            for e in self.columns[column]
        )


def number_text(value: float, precision: int) -> str:
    """A number that stands alone, with so many digits."""
    if not isfinite(value):
        return not_finite(value)
    return _at_place(value, _first_place(value, precision)) if value else "0"


def _first_place(value: float, precision: int) -> int:
    """Where the last of so many digits stands, of a number as it is when rounded to them."""
    digits = max(precision, 1) - 1
    return digits - int(f"{value:.{digits}e}".partition("e")[2])


def _exponent(value: float) -> int:
    return floor(log10(abs(value))) if value and isfinite(value) else 0


def _significant(value: float, place: int) -> int:
    """How many digits a number has up to a place after the point; never less than two."""
    return max(place + _exponent(value), 1) + 1


def _decimals(value: float, place: int) -> int:
    """At which place after the point the last digit of a number stands."""
    decimals = _significant(value, place) - 1 - _exponent(value)
    return max(decimals, 0) if SMALLEST <= abs(value) < LARGEST else decimals


def _at_place(value: float, place: int) -> str:
    """A number with its last digit at a place; never a 0 for what is none, and shorter where that is exact."""
    if SMALLEST <= abs(value) < LARGEST:
        return _trimmed(f"{value:.{_decimals(value, place)}f}", "", value)
    mantissa, e, power = f"{value:.{_significant(value, place) - 1}e}".partition("e")
    return _trimmed(mantissa, e + power, value)


def _trimmed(mantissa: str, power: str, value: float) -> str:
    if "." in mantissa and _is_exact(mantissa + power, value):
        mantissa = mantissa.rstrip("0").rstrip(".")
    return mantissa + power


def _is_exact(text: str, value: float) -> bool:
    return isclose(float(text), value, rel_tol=EXACT)
