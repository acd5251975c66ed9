"""What an explanation is about, in a line or two: the run and the step, the entry and its value."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from rich.style import Style
from rich.text import Text

from bpcli.errors import printable
from bpcli.readers.explain.records import Explanation, entry_name
from bpcli.readers.records import Header
from bpcli.writers.axis_names import axis_names
from bpcli.writers.explanation.digits import number_text
from bpcli.writers.explanation.notation import coloured
from bpcli.writers.places import written_shape
from bpcli.writers.styles import QUIET


def heading_lines(explanation: Explanation, header: Header, precision: int) -> Iterator[Text]:
    """``XOR · step 1 · feature 1 · unit 2``; then the value, and of which matrix it is one number."""
    yield Text.assemble((printable(header.name), "bold"), f" · {where(explanation, header)}")
    yield Text()
    name = entry_name(explanation.name, explanation.index)
    if explanation.index is None:
        yield Text.assemble((name, "bold"), (f" {shape(explanation)}", QUIET), formula(explanation))
        return
    value = Text.assemble((name, "bold"), " = ", coloured(value_text(explanation, precision)))
    yield Text.assemble(value, *one_of(explanation))


def value_text(explanation: Explanation, precision: int) -> str:
    """The entry's value with so many digits."""
    assert isinstance(explanation.value, float)
    return number_text(explanation.value, precision)


def where(explanation: Explanation, header: Header) -> str:
    """The step, and what the row and the column of the entry are."""
    places = [f"step {explanation.step}"]
    if explanation.axes is not None and explanation.index:
        pairs = zip(explanation.axes, explanation.index, strict=True)
        places += [named(axis, place, header) for axis, place in pairs if axis]
    return " · ".join(places)


def named(axis: str, place: int, header: Header) -> str:
    """``feature 2``, with its name where it has one: ``feature petal length``."""
    name = axis_names(axis, header)(place)
    return name if name == f"{axis} {place}" else f"{axis} {name}"


def one_of(explanation: Explanation) -> tuple[str | tuple[str, str | Style], ...]:
    """``one of the 8 numbers of dW1 2×4 = 1/m X^T delta1``."""
    if not explanation.index:
        return ()
    count = prod(explanation.shape)
    of = "the only number of " if count == 1 else f"one of the {count:,} numbers of "
    return "    ", of, (explanation.name, "bold"), (f" {shape(explanation)}", QUIET), formula(explanation)


def shape(explanation: Explanation) -> str:
    """``2×4``."""
    return written_shape(explanation.shape)


def formula(explanation: Explanation) -> str:
    """`` = 1/m X^T delta1``; nothing for what is given."""
    return "" if explanation.formula is None else explanation.formula.removeprefix(explanation.name)
