"""An explanation on a page: the formula with indices, the numbers put in, and the addends of a sum."""

from __future__ import annotations

from bpcli.readers.explain.records import Explanation, Term, entry_name
from bpcli.writers.explanation.notation import BOARD, leaf_text
from bpcli.writers.explanation.worked import one_line, put_in
from bpcli.writers.notebook.elements import Html, beside, bold, cell, element, line, number, table, text
from bpcli.writers.notebook.matrices import quantity_page
from bpcli.writers.numbers import DIGITS, scalar
from bpcli.writers.view import LIMIT, elide, hidden


def explanation_page(explanation: Explanation) -> Html:
    """What the entry is, and how it comes about."""
    name = entry_name(explanation.name, explanation.index)
    value = f" = {scalar(explanation.value)}" if isinstance(explanation.value, float) else ""
    said = [explanation.entry or explanation.formula or "", *explanation.because]
    return element(
        "div",
        line(bold(name), text(f"{value} · step {explanation.step}")),
        *(line(element("code", text(each))) for each in said if each),
        beside(map(quantity_page, explanation.matrices)),
        _terms(explanation) if explanation.terms else _put_in(explanation),
        line(text(f"where it comes from: {explanation.source}")) if explanation.source else Html(""),
        line(text(f"goes into: {', '.join(explanation.feeds)}")) if explanation.feeds else Html(""),
    )


def _terms(explanation: Explanation) -> Html:
    """A row an addend: its factors, and what they come to."""
    terms = explanation.terms
    shown = elide(len(terms), LIMIT)
    rows = ([text(hidden(len(terms), shown))] if place is None else _row(terms[place]) for place in shown)
    scale = f"{scalar(explanation.scale)} × " if explanation.scale != 1 else ""
    return element("div", line(text(f"{scale}the sum of")), table([], rows))


def _put_in(explanation: Explanation) -> Html:
    """What is no sum of products, with the numbers in the places of its entries."""
    if explanation.arithmetic is None:
        return Html("")
    steps = one_line(explanation, DIGITS, None)
    numbers = put_in(steps.arithmetic, BOARD, lambda e: leaf_text(e, steps.digits))
    return line(element("code", text(f"{numbers} = {steps.digits.text(steps.result)}")))


def _row(term: Term) -> list[Html]:
    names = " · ".join(entry_name(each.name, each.index) for each in term.factors)
    first, *others = (scalar(each.value) for each in term.factors)
    values = " · ".join([first, *(f"({each})" if each.startswith("-") else each for each in others)])
    return [text(names), cell(f"{values} ="), number(scalar(term.value), term.value)]
