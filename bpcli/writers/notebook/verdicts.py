"""A check and a comparison on a page: the verdict first."""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.readers.check.records import Check, Compared
from bpcli.readers.compare.records import AGREEING, ComparedQuantity, Comparison, Finding
from bpcli.rules.mistakes import MISTAKES
from bpcli.writers.comparison.findings import told
from bpcli.writers.comparison.verdict import verdict
from bpcli.writers.notebook.elements import WRONG, Html, bold, cell, element, line, table, text, words
from bpcli.writers.notebook.pairs import pair_page
from bpcli.writers.numbers import scalar
from bpcli.writers.places import written_index
from bpcli.writers.prose import joined
from bpcli.writers.told_apart import both_written


def check_page(check: Check) -> Html:
    """Whether every gradient is right, then a line a quantity."""
    verdict = f"✓ right, says {check.reference}" if check.passed else f"✗ wrong, says {check.reference}"
    head = line(bold(f"step {check.step}: {verdict}"), text(f", largest relative error {check.max_rel_error:.1e}"))
    heads = ["", "", "entries", "compared", "kinks", "abs error", "rel error"]
    notes = (line(text(f"note: {note}")) for note in check.notes)
    return element("div", head, table(heads, map(_compared, check.parameters)), *notes)


def _compared(compared: Compared) -> list[Html]:
    counts = [cell(f"{each:,}") for each in (compared.entries, compared.checked, compared.kink_count)]
    errors = (f"{each:.1e}" if compared.checked else "" for each in (compared.max_abs_error, compared.max_rel_error))
    return [text(compared.name), _mark(compared), *counts, *map(cell, errors)]


def comparison_page(comparison: Comparison) -> Html:
    """The first wrong quantity beside the right one and the mistakes behind it, then how those given stand."""
    given = [each for each in comparison.quantities if each.verdict != "missing"]
    missing = len(comparison.quantities) - len(given)
    heads = ["", "", "largest difference", "at", "yours", "expected"]
    return element(
        "div",
        line(bold(joined(verdict(comparison)))),
        *(line(text(f"under {each}")) for each in comparison.conventions),
        *(element("div", *_finding(finding)) for finding in told(comparison)),
        pair_page(comparison.matrix) if comparison.matrix is not None else Html(""),
        table(heads, map(_judged, given)),
        line(text(f"{missing} not given")) if missing else Html(""),
    )


def _finding(finding: Finding) -> Iterator[Html]:
    yield line(bold(finding.mistake), text(f" in {finding.quantity}: {MISTAKES[finding.mistake]}"))
    for label, equation in (("yours", finding.yours), ("right", finding.right)):
        if equation:
            yield line(text(f"{label}: "), element("code", text(equation)))


def _judged(quantity: ComparedQuantity) -> list[Html]:
    difference = "" if quantity.max_abs_diff is None else scalar(quantity.max_abs_diff)
    yours, expected = _told_apart(quantity.yours, quantity.expected)
    place = written_index(quantity.worst or ())
    agrees = quantity.verdict in AGREEING
    verdict = words(f"{'✓' if agrees else '✗'} {quantity.verdict}", "" if agrees else f"color:{WRONG}")
    return [text(quantity.name), verdict, *map(cell, (difference, place, yours, expected))]


def _told_apart(yours: float | None, expected: float | None) -> tuple[str, str]:
    return ("", "") if yours is None or expected is None else both_written(yours, expected)


def _mark(compared: Compared) -> Html:
    if not compared.passed:
        return words("✗", f"color:{WRONG}")
    return words("✓" if compared.checked else "·")
