"""What a document says of a check: the verdict, how each gradient stands, and what could not be compared."""

from __future__ import annotations

from collections.abc import Iterator

from bpcli.readers.check.records import Check, Compared
from bpcli.readers.records import Header
from bpcli.writers.check_table import (
    counts,
    kink_lines,
    verdict,
    wrong_entries,
    wrong_entries_left_out,
)
from bpcli.writers.documents.parts import Heading, Part, Sentence, Table, sentence
from bpcli.writers.heading import network_text
from bpcli.writers.places import written_index
from bpcli.writers.prose import joined

HEADS = ("", "entries", "compared", "kinks", "abs error", "rel error", "worst at", "")
NUMBERS = (False, True, True, True, True, True, False, False)


def check_parts(check: Check, header: Header, *, full: bool) -> Iterator[Part]:
    """All of it; of many kinks the first ones, or with ``full`` all."""
    yield Heading(f"{header.name}: a check", 1)
    yield Sentence(sentence(network_text(header)))
    yield Sentence(sentence(joined(verdict(check))))
    yield Sentence(sentence(counts(check, header)))
    yield Table(HEADS, tuple(tuple(_row(compared)) for compared in check.parameters), NUMBERS)
    if entries := wrong_entries(check, full):
        heads = ("wrong entry", "found", check.reference, "rel error")
        yield Table(heads, tuple(entries), (False, True, True, True))
    if left := wrong_entries_left_out(check, full):
        yield Sentence(sentence(left))
    yield from (Sentence(f"{line}.") for line in kink_lines(check, full))
    yield from (Sentence(f"Note: {note}.") for note in check.notes)


def _row(compared: Compared) -> Iterator[str]:
    yield compared.name
    yield f"{compared.entries:,}"
    yield f"{compared.checked:,}"
    yield f"{len(compared.kinks):,}"
    if compared.worst is None:
        yield from ("", "", "")
    else:
        yield f"{compared.max_abs_error:.1e}" if compared.max_abs_error else "0"
        yield f"{compared.max_rel_error:.1e}" if compared.max_rel_error else "0"
        yield written_index(compared.worst.index)
    yield "✗" if not compared.passed else "✓" if compared.checked else "·"
