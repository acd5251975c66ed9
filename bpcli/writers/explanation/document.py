"""An explanation as the parts of a document."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from msgspec.structs import replace

from bpcli.readers.explain.records import Explanation, entry_name
from bpcli.readers.records import Header
from bpcli.rules.expression import ONE, Expression
from bpcli.rules.indexed import Entry
from bpcli.rules.latex import LATEX, latex_digits, latex_name
from bpcli.rules.names import Name
from bpcli.writers.documents.breaking import chain, equation
from bpcli.writers.documents.equations import PUT_IN
from bpcli.writers.documents.matrices import typeset
from bpcli.writers.documents.parts import Addends, Equations, Heading, Part, Sentence
from bpcli.writers.explanation.digits import Digits
from bpcli.writers.explanation.heading import shape, value_text, where
from bpcli.writers.explanation.parts import Elided
from bpcli.writers.explanation.worked import Steps, SumTable, one_line, put_in, remainder, worked
from bpcli.writers.view import View

PRODUCTS = ("times", "weighted")
NUMBERS = replace(
    PUT_IN,
    spellings=MappingProxyType({**LATEX.spellings, **dict.fromkeys(PRODUCTS, LATEX.spellings["dot"])}),
    sign=lambda _: r" \cdot ",
)
"""LaTeX with the numbers of the config for its symbols, and a sign for every product."""


def document(explanation: Explanation, header: Header, view: View) -> list[Part]:
    """All that is said: the formula, the same with indices, the numbers put in, and where those come from.

    ``view`` is that of the document's form.
    """
    return [*_about(explanation, header, view), *_body(explanation, header, view), *_onward(explanation, view)]


def _about(explanation: Explanation, header: Header, view: View) -> Iterator[Part]:
    name = entry_name(explanation.name, explanation.index)
    yield Heading(f"{header.name}: {name}", 1)
    value = f", {value_text(explanation, view.digits)}" if explanation.index is not None else ""
    matrix = f", an entry of {explanation.name} ({shape(explanation)})" if explanation.index else ""
    yield Sentence(f"{where(explanation, header)}: {name}{value}{matrix}.")
    if explanation.latex is not None and explanation.entry_latex is not None:
        yield Equations(equation(explanation.latex))
        if explanation.index != ():
            yield Equations(equation(explanation.entry_latex))
    if explanation.source is not None:
        yield Sentence(f"Where it comes from: {explanation.source}.")


def _body(explanation: Explanation, header: Header, view: View) -> Iterator[Part]:
    if explanation.index is None:
        for quantity in explanation.matrices:
            yield Equations((f"{latex_name(Name.parsed(quantity.name))} &= {typeset(quantity.data, view)}",))
    elif explanation.arithmetic is not None:
        layout = worked(explanation, header, view.digits, full=view.full)
        yield from _sum(layout) if isinstance(layout, SumTable) else [_steps(layout, explanation)]
        yield from map(Sentence, _said(explanation, layout))
        yield from _origins(explanation, layout, view)


def _said(explanation: Explanation, layout: SumTable | Steps) -> Iterator[str]:
    arithmetic = explanation.arithmetic
    assert arithmetic is not None
    if arithmetic.note:
        yield f"{arithmetic.note}."
    for reason in arithmetic.reasons:
        yield f"{layout.digits.said(reason)}."
    if left := remainder(layout.digits):
        yield f"The numbers add up, {left}."


def _sum(layout: SumTable) -> Iterator[Part]:
    digits = layout.digits
    rows = [(row.label, _product(row.factors, row.value, digits), _number(row.value, digits)) for row in layout.rows]
    yield Addends(tuple(rows), _number(layout.total, digits))
    if layout.scale != ONE:
        scale = _put_in(layout.scale, digits)
        factor = LATEX.brackets(scale) if scale.startswith("-") else scale
        total, result = _number(layout.total, digits), _number(layout.result, digits)
        yield Equations((rf"{total} \cdot {factor} = {result}",))


def _product(factors: tuple[Expression, ...], value: Expression, digits: Digits) -> str:
    """The numbers of one addend put in; nothing for those left out, of which only the sum is told."""
    if isinstance(value, Elided):
        return ""
    if factors == (value,):
        return LATEX.write(value)
    texts = [_put_in(factor, digits) for factor in factors]
    bracketed = [LATEX.brackets(text) if at and text.startswith("-") else text for at, text in enumerate(texts)]
    return r" \cdot ".join(bracketed)


def _steps(steps: Steps, explanation: Explanation) -> Equations:
    texts = [_put_in(steps.arithmetic, steps.digits, stage) for stage in steps.stages]
    sides = dict.fromkeys([*texts, _number(steps.result, steps.digits)])
    return Equations(chain(LATEX.write(_entry(explanation)), sides))


def _origins(explanation: Explanation, layout: SumTable | Steps, view: View) -> Iterator[Part]:
    lines, given = [], {}
    for origin, place in _traced(explanation, layout, view):
        if origin.arithmetic is None:
            given[origin.name] = origin.source
        else:
            lines.append(_lines(origin, one_line(origin, view.digits, place)))
    if lines or given:
        yield Heading("Where those numbers come from")
    yield from lines
    yield from (Sentence(f"{name}: {source}.") for name, source in given.items())


def _traced(explanation: Explanation, layout: SumTable | Steps, view: View) -> Iterator[tuple[Explanation, int | None]]:
    """The explanations of what is printed, and below each of them those of what it is made of."""
    for factor in explanation.reads:
        if factor.origin is None or factor.leaf not in layout.printed:
            continue
        place = layout.digits.place(factor.leaf)
        yield factor.origin, place
        if factor.origin.arithmetic is not None:
            yield from _traced(factor.origin, one_line(factor.origin, view.digits, place), view)


def _onward(explanation: Explanation, view: View) -> Iterator[Part]:
    if explanation.feeds:
        yield Heading("What it goes into")
    for each in explanation.onward:
        yield _lines(each, one_line(each, view.digits, None))
    if others := explanation.feeds_besides:
        yield Sentence(f"{', '.join(others)}.")


def _lines(explanation: Explanation, line: Steps) -> Equations:
    """``delta = dA fprime``, ``= 0.8684 · 1 = 0.8684``; in more lines where it is long."""
    name, _, formula = (explanation.entry_latex or "").partition(" = ")
    numbers, value = _put_in(line.arithmetic, line.digits), _number(line.result, line.digits)
    last = numbers if numbers == value else f"{numbers} = {value}"
    return Equations((*chain(name, [formula]), *chain("", [last])))


def _entry(explanation: Explanation) -> Entry:
    return Entry(Name.parsed(explanation.name), explanation.index or ())


def _put_in(e: Expression, digits: Digits, shown: frozenset[Expression] = frozenset()) -> str:
    """An arithmetic with the numbers of its entries and of what is ``shown`` in their places."""
    return put_in(e, NUMBERS, lambda part: _number(part, digits), shown)


def _number(e: Expression, digits: Digits) -> str:
    text = latex_digits(digits.text(e))
    return rf"\underbrace{{{text}}}_{{{e.count}\text{{ more}}}}" if isinstance(e, Elided) else text
