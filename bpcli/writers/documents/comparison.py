"""What a document says of a comparison: the verdict, the mistakes behind it, and how each quantity given stands."""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.readers.compare.records import ComparedQuantity, Comparison, Finding
from bpcli.rules.mistakes import MISTAKES
from bpcli.writers.comparison.findings import told
from bpcli.writers.comparison.verdict import verdict
from bpcli.writers.documents.pair import pair_parts
from bpcli.writers.documents.parts import Heading, Items, Part, Sentence, Table, sentence
from bpcli.writers.places import written_index
from bpcli.writers.prose import joined

HEADS = ("quantity", "verdict", "largest difference", "at", "yours", "expected")
NUMBERS = (False, False, True, False, True, True)


def comparison_parts(comparison: Comparison, name: str) -> Iterator[Part]:
    """All of it, under the name of the run that it was held against."""
    yield Heading(f"{name}: a comparison", 1)
    if comparison.conventions:
        yield Sentence("Your numbers have another convention. In the config, they match with:")
        yield Items(tuple((key, value) for key, _, value in (line.partition(": ") for line in comparison.conventions)))
    yield Sentence(sentence(joined(verdict(comparison))))
    for finding in told(comparison):
        yield Heading(f"{finding.quantity}: {finding.mistake}")
        yield Sentence(sentence(MISTAKES[finding.mistake]))
        yield Items(tuple(_finding(finding)))
    yield from pair_parts(comparison.matrix)
    yield Heading("All that you gave")
    given = [quantity for quantity in comparison.quantities if quantity.verdict != "missing"]
    yield Table(HEADS, tuple(tuple(_row(quantity)) for quantity in given), NUMBERS)
    if missing := len(comparison.quantities) - len(given):
        yield Sentence(f"{missing} not given.")


def _finding(finding: Finding) -> Iterator[tuple[str, str]]:
    yield "yours", finding.yours
    yield "right", finding.right
    if finding.worst:
        yield "see", f"{finding.quantity}{written_index(finding.worst)}"


def _row(quantity: ComparedQuantity) -> Iterator[str]:
    yield quantity.name
    yield quantity.verdict
    yield _number(quantity.max_abs_diff)
    yield written_index(quantity.worst or ())
    yield _number(quantity.yours)
    yield _number(quantity.expected)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.8g}"
