"""A check for a person: the verdict first, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.segment import Segment

from bpcli.readers.check.records import FINITE_DIFFERENCES, Check, Compared, Kink
from bpcli.readers.records import Header
from bpcli.writers.blocks import Line, print_lines, table_room
from bpcli.writers.heading import network_lines
from bpcli.writers.listing import ListColumn, listing, points_aligned
from bpcli.writers.numbers import rough
from bpcli.writers.places import written_index
from bpcli.writers.prose import Styled, prose
from bpcli.writers.styles import BOLD, CAUTION, GOOD, PLAIN, QUIET, WRONG
from bpcli.writers.told_apart import both_written

FIRST = 4
"""How many wrong entries and kinks of a gradient are named without ``--full``."""


def render_check(check: Check, header: Header, console: Console, *, full: bool = False) -> None:
    """The verdict, what was looked at, wrong entries, a line a quantity, the kinks, and what was not asked."""
    room = table_room(console)
    print_lines([*_head(check, header, room), *_wrong_lines(check, room, full), []], console)
    console.print(network_lines(header))
    print_lines([[], *_table(check, room), *_footnotes(check, room, full)], console)


def _head(check: Check, header: Header, room: int) -> Iterator[Line]:
    yield from prose(*verdict(check), room=room)
    yield from prose(counts(check, header), room=room)


def _footnotes(check: Check, room: int, full: bool) -> Iterator[Line]:
    kinks = list(kink_lines(check, full))
    for number, text in enumerate((*kinks, *(f"note: {note}" for note in check.notes))):
        if number == 0:
            yield []
        yield from prose((text, CAUTION), room=room)


def verdict(check: Check) -> Iterator[Styled]:
    """``step 1: ✓ all 4 gradients are right, says finite differences (64-bit mantissa)``, in pieces."""
    yield f"step {check.step}:", BOLD
    wrong = [compared.name for compared in check.parameters if not compared.passed]
    if wrong:
        yield f"✗ wrong: {', '.join(wrong)},", WRONG
        yield f"says {_reference(check)}", PLAIN
    elif not check.checked:
        yield "nothing could be compared: every entry lies at a kink of the loss", CAUTION
    else:
        yield f"✓ {_what(check)} right,", GOOD
        yield f"says {_reference(check)}{_untold(check)}", PLAIN


def _reference(check: Check) -> str:
    return f"{check.reference} ({check.precision})"


def _what(check: Check) -> str:
    """``all 4 gradients are``, ``3 of 4 gradients are``."""
    told, count = sum(compared.checked > 0 for compared in check.parameters), len(check.parameters)
    if count == 1:
        return f"{check.parameters[0].name} is"
    what = "gradients" if check.reference == FINITE_DIFFERENCES else "quantities"
    return f"all {count} {what} are" if told == count else f"{told} of {count} {what} are"


def _untold(check: Check) -> str:
    """What could not be judged: ``; db1 lies at kinks only``."""
    names = [compared.name for compared in check.parameters if not compared.checked]
    return f"; {', '.join(names)} {'lies' if len(names) == 1 else 'lie'} at kinks only" if names else ""


def counts(check: Check, header: Header) -> str:
    """``22 entries, 18 compared, 4 at a kink; largest relative error 4.4e-16, allowed 1e-07``."""
    looked_at = check.checked + check.kinks
    parts = [_plural(check.entries, "entry", "entries")]
    if looked_at < check.entries:
        parts.append(f"{looked_at:,} of them drawn by seed {header.config['seed']}")
    parts.append(f"{check.checked:,} compared")
    if check.kinks:
        parts.append(f"{check.kinks:,} at a kink")
    return f"{', '.join(parts)}; largest relative error {check.max_rel_error:.1e}, allowed {check.tolerance:.0e}"


def _plural(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _table(check: Check, room: int) -> list[Line]:
    """A line a quantity; where the screen is too narrow, the relative error is the last to go."""
    each = check.parameters
    errors = [("", "") if one.worst is None else (rough(one.max_abs_error), rough(one.max_rel_error)) for one in each]
    styles = [PLAIN if one.passed else WRONG for one in each]

    def column(heading: str, texts: Sequence[str], goes: int = 0, *, is_number: bool = True) -> ListColumn:
        return ListColumn(heading, list(map(Segment, texts, styles)), is_number, goes)

    return listing(
        [
            ListColumn("", list(map(_mark, each))),
            column("", [one.name for one in each], is_number=False),
            column("entries", [f"{one.entries:,}" for one in each], 1),
            column("compared", [f"{one.checked:,}" for one in each]),
            *([ListColumn("kinks", list(map(_kinks, each)), is_number=True)] if check.kinks else []),
            column("abs error", [error for error, _ in errors], 3),
            column("rel error", [error for _, error in errors]),
            column(
                "worst at", [written_index(one.worst.index) if one.worst else "" for one in each], 2, is_number=False
            ),
        ],
        room,
    )


def _mark(compared: Compared) -> Segment:
    if not compared.passed:
        return Segment("✗", WRONG)
    return Segment("✓" if compared.checked else "·", QUIET)


def _kinks(compared: Compared) -> Segment:
    return Segment(f"{compared.kink_count:,}", CAUTION if compared.kinks else QUIET)


def wrong_entries(check: Check, full: bool) -> list[tuple[str, str, str, str]]:
    """The worst of the wrong entries: name, as the step computed it, as the reference has it, relative error."""
    shown = [(one.name, entry) for one in check.parameters for entry in (one.wrong if full else one.wrong[:FIRST])]
    numbers = [both_written(entry.found, entry.expected) for _, entry in shown]
    return [
        (f"{name}{written_index(entry.index)}", found, expected, rough(entry.rel_error))
        for (name, entry), (found, expected) in zip(shown, numbers, strict=True)
    ]


def wrong_entries_left_out(check: Check, full: bool) -> str:
    """``and 12 more of dW1; --full shows more``; nothing where none are."""
    left = {one.name: one.wrong_count - len(one.wrong if full else one.wrong[:FIRST]) for one in check.parameters}
    more = ", ".join(f"{count:,} more of {name}" for name, count in left.items() if count)
    return f"and {more}{'' if full else '; --full shows more'}" if more else ""


def _wrong_lines(check: Check, room: int, full: bool) -> Iterator[Line]:
    entries = wrong_entries(check, full)
    if not entries:
        return
    names, found, expected, errors = zip(*entries, strict=True)
    columns = [
        ListColumn("wrong entry", [Segment(name, BOLD) for name in names]),
        ListColumn("found", [Segment(text, WRONG) for text in points_aligned(found)], is_number=True),
        ListColumn(check.reference, [Segment(text, GOOD) for text in points_aligned(expected)], is_number=True),
        ListColumn("rel error", [Segment(error) for error in errors], is_number=True, goes=1),
    ]
    yield from ([], *listing(columns, room))
    if left := wrong_entries_left_out(check, full):
        yield from prose((left, QUIET), room=room)


def kink_lines(check: Check, full: bool) -> Iterator[str]:
    """Which entries have no derivative, and why: ``db1[0,0] [0,1]: at a kink (relu at Z1 = 0)``."""
    for compared in check.parameters:
        for cause in dict.fromkeys(kink.cause for kink in compared.kinks):
            there = [kink for kink in compared.kinks if kink.cause == cause]
            yield f"{compared.name}{_places(there, full)}: at a kink, {cause}; not compared"


def _places(kinks: Sequence[Kink], full: bool) -> str:
    shown = kinks if full else kinks[:FIRST]
    more = f" and {len(kinks) - len(shown):,} more" if len(shown) < len(kinks) else ""
    return " ".join(written_index(kink.index) for kink in shown) + more
