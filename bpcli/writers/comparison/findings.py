"""The mistakes behind wrong numbers: what was done, yours and right below each other, and where to look next."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from rich.segment import Segment

from bpcli.errors import printable
from bpcli.readers.compare.records import Comparison, Finding
from bpcli.rules.mistakes import MISTAKES
from bpcli.writers.blocks import Line
from bpcli.writers.comparison.verdict import settings
from bpcli.writers.places import written_index
from bpcli.writers.prose import hanging, prose
from bpcli.writers.styles import BOLD, WRONG
from bpcli.writers.told_apart import both_written

Index = tuple[int, ...] | None
LABEL = "  {:<7}"


def first_findings(comparison: Comparison, room: int) -> Iterator[Line]:
    """What explains the first wrong quantity; where nothing does, that is said, with the right equation."""
    found = [each for each in told(comparison) if each.quantity == comparison.first_wrong]
    if found or comparison.matrix is None:
        yield from _alternatives(found, comparison, room)
        return
    name, formula = comparison.matrix.right.name, comparison.matrix.right.formula
    yield from prose((f"{name}:", BOLD), "no mistake that bpcli knows gives these numbers", room=room)
    if formula:
        yield from hanging(LABEL.format("right"), formula, room=room)
    yield from _see(name, comparison, room)


def other_findings(comparison: Comparison, room: int) -> Iterator[Line]:
    """What explains the quantities that are wrong besides the first."""
    others = [each for each in told(comparison) if each.quantity != comparison.first_wrong]
    for name in dict.fromkeys(each.quantity for each in others):
        yield []
        yield from _alternatives([each for each in others if each.quantity == name], comparison, room)


def told(comparison: Comparison) -> list[Finding]:
    """The mistakes; rounding is in the verdicts already."""
    return [finding for finding in comparison.diagnosis if finding.mistake != "rounded"]


def next_look(comparison: Comparison, asked: Sequence[str], room: int) -> Iterator[Line]:
    """The command that works out the right number where the user's is furthest off."""
    if comparison.first_wrong is None or not asked:
        return
    target = _entry(comparison.first_wrong, _furthest_off(comparison.first_wrong, comparison)[1])
    at = ["--at", str(comparison.step)] if comparison.step > 1 else []
    more = [part for setting in settings(comparison.conventions) for part in ("--set", setting)]
    command = ["bpcli", "explain", asked[0], target, *at, *asked[1:], *more]
    yield []
    yield from prose("Next, how the right number is made:", room=room)
    yield [Segment(f"  {printable(shlex.join(command))}", BOLD)]


def _alternatives(findings: Sequence[Finding], comparison: Comparison, room: int) -> Iterator[Line]:
    """Mistakes that each explain the same quantity."""
    for number, finding in enumerate(findings):
        said = [(f"{finding.quantity}:", BOLD)] if number == 0 else ["or else"]
        mistake = (finding.mistake, WRONG), f"— {MISTAKES[finding.mistake]}"
        yield from prose(*said, *mistake, room=room)
        yield from hanging(LABEL.format("yours"), finding.yours, room=room)
        yield from hanging(LABEL.format("right"), finding.right, room=room)
    if findings:
        yield from _see(findings[0].quantity, comparison, room)


def _see(name: str, comparison: Comparison, room: int) -> list[Line]:
    """``see  delta1[2,2]: yours 0.1989, right 0.5318``; nothing of a matrix whose shape is not the right one."""
    numbers, index = _furthest_off(name, comparison)
    if numbers is None:
        return []
    yours, right = both_written(*numbers)
    return hanging(LABEL.format("see"), f"{_entry(name, index)}: yours {yours}, right {right}", room=room)


def _furthest_off(name: str, comparison: Comparison) -> tuple[tuple[float, float] | None, Index]:
    """The user's number and the right one where they differ most, and where that is."""
    matrix = comparison.matrix
    if matrix is not None and matrix.right.name == name:
        if matrix.worst is None:
            return None, None
        return (float(matrix.yours.data[matrix.worst]), float(matrix.right.data[matrix.worst])), matrix.worst
    quantity = next(each for each in comparison.quantities if each.name == name)
    if quantity.yours is None or quantity.expected is None:
        return None, None
    return (quantity.yours, quantity.expected), quantity.worst


def _entry(name: str, index: Index) -> str:
    """``delta1[2,2]``; of a number, and of a whole matrix, the name alone."""
    return f"{name}{written_index(index)}"
