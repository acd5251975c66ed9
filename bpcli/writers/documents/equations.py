"""A quantity's equation as a textbook sets it: in symbols, then with the matrices in place, then the result."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from bpcli.readers.records import Header, Quantity, TracedStep
from bpcli.rules.arrays import Array
from bpcli.rules.expression import Constant, Expression, Read, Transposed
from bpcli.rules.latex import LATEX, latex_digits, latex_name, latex_number
from bpcli.rules.names import OLD, OUTPUTS, SAMPLES, STEP, Name
from bpcli.writers.documents.breaking import chain, equation, fits
from bpcli.writers.documents.matrices import matrix, power_and_brackets
from bpcli.writers.documents.parts import Label
from bpcli.writers.numbers import scalar
from bpcli.writers.view import View

FIRST, LAST = "\ue000", "\uf8ff"
"""Characters that mean nothing stand for the matrices while the equation around them is written."""
STAND_IN = re.compile(f"[{FIRST}-{LAST}]")


def _number(constant: Constant) -> str:
    """A parameter of the config as its number, for which a formula has a symbol."""
    return LATEX.constant(constant) if constant.symbol == "pi" else latex_number(constant.value)


def _brackets(text: str) -> str:
    """As tall as the matrix within; one that stands alone has brackets of its own."""
    if len(text) == 1 and STAND_IN.match(text):
        return text
    return rf"\left({text}\right)" if STAND_IN.search(text) else LATEX.brackets(text)


PUT_IN = replace(LATEX, constant=_number, brackets=_brackets)
"""LaTeX with numbers for the symbols of the config, and brackets as tall as the matrices in them."""


class Known(Struct, frozen=True):
    """What the numbers of a step's quantities are: its own, those of the step before, and its counts."""

    values: Mapping[str, Quantity]
    before: Mapping[str, Quantity]
    counts: Mapping[str, float]

    def of(self, name: Name) -> Array | float | None:
        """A matrix or a number; None where the step does not show it."""
        if name in self.counts:
            return self.counts[name]
        values, shown = (self.before, name.removesuffix(OLD)) if name.suffix.endswith(OLD) else (self.values, name)
        return values[shown].data if shown in values else None


def known(header: Header, step: TracedStep, before: TracedStep | None) -> Known:
    """What a step shows; of the states that the step before left, if that was shown."""
    follows = before is not None and before.step == step.step - 1
    counts: dict[str, float] = {STEP: step.step}
    if header.layers:
        counts[OUTPUTS] = header.layers[-1].units
    for quantity in step.values.values():
        if quantity.axes is not None and "sample" in quantity.axes:
            counts[SAMPLES] = quantity.shape[quantity.axes.index("sample")]
    return Known(step.values, before.values if follows and before is not None else {}, counts)


def equation_lines(quantity: Quantity, known: Known, view: View) -> tuple[str, ...]:
    r"""``Z &= X W + b``, ``&= [..] [..] + [..]``, ``&= [..]``; of what is given the last alone."""
    name, result = Name.parsed(quantity.name), matrix(quantity.data, view)
    if quantity.expression is None:
        return (f"{latex_name(name)} &= {result}",)
    symbols = equation(LATEX.equation(name, quantity.expression))
    put_in = _put_in(quantity.expression, known, view)
    with_matrices = chain("", [put_in]) if put_in is not None else ()
    return (*symbols, *(with_matrices if fits(with_matrices) else ()), f"&= {result}")


def _put_in(expression: Expression, known: Known, view: View) -> str | None:
    """The expression with what is known in place; None where that is nothing but what the result says as well."""
    shelf = _Shelf(known, view)
    text = PUT_IN.write(expression, shelf.leaf)
    return STAND_IN.sub(lambda found: shelf.matrices[ord(found[0]) - ord(FIRST)], text) if shelf.used else None


class _Shelf:
    """The matrices that an equation reads, each under its stand-in."""

    def __init__(self, known: Known, view: View) -> None:
        self.known, self.view = known, view
        self.matrices: list[str] = []
        self.used = False

    def leaf(self, e: Expression) -> str | None:
        """A number or the stand-in of a matrix, in the place of what is known."""
        match e:
            case Transposed(Read(name)):
                return self._number_or_matrix(self.known.of(name), lambda data: data.T)
            case Read(name):
                return self._number_or_matrix(self.known.of(name), lambda data: data)
        return None

    def _number_or_matrix(self, value: Array | float | None, turned: Callable[[Array], Array]) -> str | None:
        if value is None:
            return None
        self.used = True
        if isinstance(value, int | float) or value.ndim == 0:
            return latex_digits(scalar(float(value), self.view.digits))
        power, brackets = power_and_brackets(turned(value), self.view)
        self.matrices.append(brackets)
        return power + chr(ord(FIRST) + len(self.matrices) - 1)


def label(quantity: Quantity) -> Label:
    """``Z1``: ``4 × 2, layer 1``."""
    return Label(quantity.name, ", ".join(_about(quantity)))


def _about(quantity: Quantity) -> Iterator[str]:
    yield " × ".join(map(str, quantity.shape)) or "one number"
    if quantity.layer:
        yield f"layer {quantity.layer}"
