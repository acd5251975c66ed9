"""An entry's arithmetic, laid out for every format: as a sum with a row an addend, or step by step, or on one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import fsum

from msgspec import Struct

from bpcli.readers.explain.records import Arithmetic, Explanation, Row, entry_name
from bpcli.readers.records import Header
from bpcli.rules.expression import ONE, Apply, Expression, Function
from bpcli.rules.indexed import Entry
from bpcli.rules.notation import TEXT, Notation
from bpcli.writers.axis_names import axis_names
from bpcli.writers.explanation.digits import Digits, Numbers
from bpcli.writers.explanation.parts import Elided, before, factors, is_leaf, leaves, level, results, shortened
from bpcli.writers.view import LIMIT, elide, hidden

SUM = Function("sum", lambda *addends: fsum(addends))
"""All rows of a table together."""


class SumRow(Struct, frozen=True):
    """One addend: what it stands for, its factors (or one piece that is no product), and what they come to."""

    label: str
    factors: tuple[Expression, ...]
    value: Expression
    of_series: bool
    """Whether it is one of many that differ in a place only."""


class SumTable(Struct, frozen=True):
    """``scale`` times the sum of the rows is the result."""

    rows: tuple[SumRow, ...]
    heads: tuple[str, ...]
    """Above each column of factors the entries in it: ``X[·,1]``."""
    total: Expression
    scale: Expression
    result: Expression
    digits: Digits

    @property
    def printed(self) -> frozenset[Expression]:
        """The entries that are printed."""
        return frozenset(leaf for row in self.rows for factor in row.factors for leaf in leaves(factor))


class Steps(Struct, frozen=True):
    """An arithmetic in which more and more is worked out: at each stage the numbers that are shown by then."""

    arithmetic: Expression
    stages: tuple[frozenset[Expression], ...]
    result: Expression
    digits: Digits

    @property
    def printed(self) -> frozenset[Expression]:
        """The entries that are printed."""
        return frozenset(leaves(self.arithmetic))


def put_in(
    e: Expression, notation: Notation, number: Callable[[Expression], str], shown: frozenset[Expression] = frozenset()
) -> str:
    """An arithmetic with the numbers of its entries and of what is ``shown`` in their places.

    A negative number is not added but taken off.
    """
    text = notation.write(e, lambda part: number(part) if part in shown or is_leaf(part) else None)
    return text.replace(" + -", " - ")


def worked(explanation: Explanation, header: Header, precision: int, *, full: bool) -> SumTable | Steps:
    """The layout that suits an arithmetic."""
    arithmetic = explanation.arithmetic
    assert arithmetic is not None
    return (
        sum_table(explanation, header, precision, full=full)
        if arithmetic.rows
        else steps(explanation, precision, full=full)
    )


def sum_table(explanation: Explanation, header: Header, precision: int, *, full: bool) -> SumTable:
    """The rows, of many the first and the last; what is left out has a row of its own, so that it still adds up."""
    arithmetic, numbers = _arithmetic_of(explanation)
    rows = [_row(row, header) for row in _shown(arithmetic.rows, numbers, full)]
    total = Apply(SUM, tuple(row.value for row in rows))
    result = total if arithmetic.scale == ONE else arithmetic.scale * total
    digits = Digits(numbers, precision, {result: _value(explanation)})
    digits.show(result, [total, *leaves(arithmetic.scale)] if result is not total else [])
    digits.add_column([row.value for row in rows])
    digits.show(total, [row.value for row in rows])
    for column in _columns(rows):
        digits.add_column([leaf for factor in column for leaf in leaves(factor)])
    for row in rows:
        if row.value.parts:
            digits.show(row.value, [leaf for factor in row.factors for leaf in leaves(factor)])
    digits.settle()
    heads = tuple(map(_head, _columns([row for row in rows if row.of_series])))
    return SumTable(tuple(rows), heads, total, arithmetic.scale, result, digits)


def steps(explanation: Explanation, precision: int, *, full: bool) -> Steps:
    """What is innermost is worked out first, all of it at a time."""
    arithmetic, numbers = _arithmetic_of(explanation)
    e = arithmetic.written_out if full else shortened(arithmetic.written_out, numbers.value)
    digits = Digits(numbers, precision, {e: _value(explanation)})
    shown = [part for part in dict.fromkeys(results(e)) if not is_leaf(part)]
    for part in shown:
        digits.show(part, before(part, frozenset(shown)))
    digits.add_column([e])
    digits.settle()
    stages = [frozenset(part for part in shown if level(part) <= stage) for stage in range(level(e))]
    return Steps(e, tuple(stages or [frozenset()]), e, digits)


def one_line(explanation: Explanation, precision: int, place: int | None) -> Steps:
    """The numbers put in, and the result, whose last digit stands at ``place`` if that is known already."""
    arithmetic, numbers = _arithmetic_of(explanation)
    e = shortened(arithmetic.written_out, numbers.value)
    digits = Digits(numbers, precision, {e: _value(explanation)})
    if place is not None:
        digits.add_column([e], place)
    digits.show(e, leaves(e))
    digits.settle()
    return Steps(e, (frozenset(),), e, digits)


def remainder(digits: Digits) -> str:
    """What rounding the printed digits leave, where no more of them would help; else nothing."""
    wrong = [result for result in digits.shown if not digits.adds_up(result)]
    return f"but for {max(map(digits.off_by, wrong)):.1g} of rounding" if wrong else ""


def _arithmetic_of(explanation: Explanation) -> tuple[Arithmetic, Numbers]:
    arithmetic = explanation.arithmetic
    assert arithmetic is not None
    return arithmetic, Numbers(arithmetic.numbers, arithmetic.given, explanation.dtype)


def _value(explanation: Explanation) -> float:
    assert isinstance(explanation.value, float)
    return explanation.value


def _shown(rows: Sequence[Row], numbers: Numbers, full: bool) -> Iterator[Row]:
    shown = elide(len(rows), len(rows) if full else LIMIT)
    for last, place in zip([-1, *shown], shown, strict=False):
        if place is not None:
            yield rows[place]
            continue
        assert last is not None
        left_out = rows[last + 1 : last + 2 + len(rows) - len(shown)]
        total = fsum(numbers.value(row.arithmetic) for row in left_out)
        yield Row(hidden(len(rows), shown), -1, Elided(len(left_out), total))


def _row(row: Row, header: Header) -> SumRow:
    if isinstance(row.arithmetic, Elided):
        return SumRow(row.axis, (row.arithmetic,), row.arithmetic, of_series=False)
    label = axis_names(row.axis, header)(row.place) if row.axis else TEXT.write(row.arithmetic)
    return SumRow(label, factors(row.arithmetic) or (row.arithmetic,), row.arithmetic, of_series=bool(row.axis))


def _columns(rows: Sequence[SumRow]) -> list[list[Expression]]:
    """The factors of all rows by column; rows with fewer end in the last column with the others."""
    most = max(len(row.factors) for row in rows)
    return [[row.factors[at] for row in rows if len(row.factors) >= -at] for at in range(-most, 0)]


def _head(column: Sequence[Expression]) -> str:
    """What the entries of a column have in common: ``X[·,1]``; nothing where they are of several quantities."""
    entries = [e for e in column if isinstance(e, Entry)]
    if len(entries) < len(column) or len({e.name for e in entries}) != 1:
        return ""
    places = zip(*(e.index for e in entries), strict=True)
    index = [str(at[0]) if len(set(at)) == 1 else "·" for at in places]
    return entry_name(entries[0].name, tuple(index))
