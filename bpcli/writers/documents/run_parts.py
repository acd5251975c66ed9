"""What a document says of a run: what it is, and each step with its equations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice

from bpcli.readers.records import Header, Quantity, TracedStep
from bpcli.writers.documents.equations import equation_lines, label
from bpcli.writers.documents.known import Known
from bpcli.writers.documents.parts import Equations, Heading, Items, Part, Sentence, sentence
from bpcli.writers.heading import choices, network_text, total_steps
from bpcli.writers.step_line import step_texts


def opening(header: Header) -> Iterator[Part]:
    """The run's name, its network, and the choices behind its numbers."""
    yield Heading(header.name, 1)
    network = {"network": network_text(header)} if header.layers else {}
    if items := network | choices(header):
        yield Items(tuple(items.items()))


def step_parts(header: Header, step: TracedStep, known: Known) -> Iterator[Part]:
    """What the step did, then phase by phase each quantity."""
    total = total_steps(header)
    yield Heading(f"Step {step.step} of {total}" if total else f"Step {step.step}")
    yield Sentence(sentence(*islice(step_texts(step), 1, None)))
    for phase, quantities in groupby(step.values.values(), lambda quantity: quantity.phase):
        yield Heading(phase.capitalize(), 3)
        for quantity in quantities:
            yield from _quantity(quantity, known)


def _quantity(quantity: Quantity, known: Known) -> Iterator[Part]:
    lines = equation_lines(quantity, known)
    if quantity.expression is None and quantity.formula is not None:
        yield Sentence(quantity.formula, label(quantity))
        yield Equations(lines)
    else:
        yield Equations(lines, label(quantity))
