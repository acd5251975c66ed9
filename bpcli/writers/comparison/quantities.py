"""Every quantity that was given, a line each: how it stands, and where it is furthest off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.segment import Segment

from bpcli.readers.compare.records import ComparedQuantity, Comparison
from bpcli.writers.blocks import Line
from bpcli.writers.listing import ListColumn, listing, points_aligned
from bpcli.writers.numbers import rough
from bpcli.writers.places import written_index
from bpcli.writers.prose import hanging
from bpcli.writers.styles import BOLD, CAUTION, PLAIN, QUIET, WRONG
from bpcli.writers.told_apart import both_written

MARKS = {
    "match": ("✓", QUIET),
    "rounded": ("≈", QUIET),
    "wrong": ("✗", WRONG),
    "inherited": ("↳", CAUTION),
}
LONG = 16
"""A table with more rows would push the verdict off the screen."""
MEANINGS = {
    "rounded": "right within the digits shown",
    "wrong": "does not follow from your own numbers",
    "inherited": "follows from your own numbers, which are wrong already",
}


def quantity_lines(comparison: Comparison, room: int) -> Iterator[Line]:
    """The table of what was given, and what its words mean; a long one has those that match on a line of their own."""
    given = [quantity for quantity in comparison.quantities if quantity.verdict != "missing"]
    if len(given) > LONG:
        matching = [quantity.name for quantity in given if quantity.verdict == "match"]
        given = [quantity for quantity in given if quantity.verdict != "match"]
        if matching:
            yield from hanging("✓ match: ", ", ".join(matching), room=room)
            yield from [[]] * bool(given)
    if given:
        yield from listing(_columns(given, comparison.first_wrong), room)
    there = {quantity.verdict for quantity in given}
    for verdict, meaning in MEANINGS.items():
        if verdict in there:
            yield from hanging(f"{MARKS[verdict][0]} ", (f"{verdict}: {meaning}", QUIET), room=room)


def _columns(given: Sequence[ComparedQuantity], first: str | None) -> list[ListColumn]:
    verdicts = [f"{each.verdict} first" if each.name == first else each.verdict for each in given]
    styles = [MARKS[each.verdict][1] for each in given]
    yours, right = (points_aligned(texts) for texts in zip(*map(_numbers, given), strict=True))
    return [
        ListColumn("", [Segment(MARKS[each.verdict][0], style) for each, style in zip(given, styles, strict=True)]),
        ListColumn("quantity", [Segment(each.name, BOLD if each.name == first else PLAIN) for each in given]),
        ListColumn("verdict", list(map(Segment, verdicts, styles))),
        ListColumn("yours", list(map(Segment, yours)), is_number=True, goes=2),
        ListColumn("right", list(map(Segment, right)), is_number=True, goes=2),
        ListColumn("off by", list(map(_difference, given)), is_number=True, goes=3),
        ListColumn("at", list(map(_index, given)), goes=1),
    ]


def _is_turned(quantity: ComparedQuantity) -> bool:
    """Whether all numbers are right, but for the way round that the matrix is."""
    return quantity.verdict == "wrong" and quantity.max_abs_diff == 0


def _numbers(quantity: ComparedQuantity) -> tuple[str, str]:
    if quantity.yours is None or quantity.expected is None or _is_turned(quantity):
        return "", ""
    return both_written(quantity.yours, quantity.expected)


def _index(quantity: ComparedQuantity) -> Segment:
    turned = _is_turned(quantity)
    return Segment("" if turned else written_index(quantity.worst))


def _difference(quantity: ComparedQuantity) -> Segment:
    difference = quantity.max_abs_diff
    if difference is None or _is_turned(quantity):
        return Segment("")
    return Segment(rough(difference), PLAIN if difference else QUIET)
