"""A comparison for a person: what is wrong first, why, and how every quantity stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console

from bpcli.readers.compare.records import Comparison
from bpcli.writers.blocks import Line, print_lines, table_room
from bpcli.writers.comparison.findings import first_findings, next_look, other_findings
from bpcli.writers.comparison.pair import pair_lines
from bpcli.writers.comparison.quantities import quantity_lines
from bpcli.writers.comparison.verdict import verdict_lines


def render_comparison(comparison: Comparison, console: Console, *, asked: Sequence[str] = ()) -> None:
    """The verdict, the mistake behind the first wrong matrix, that matrix beside the right one, then all the rest.

    ``asked`` are the arguments that name the config and set its values, to be used again in the next command.
    """
    print_lines(list(_lines(comparison, asked, table_room(console))), console)


def _lines(comparison: Comparison, asked: Sequence[str], room: int) -> Iterator[Line]:
    yield from verdict_lines(comparison, room)
    yield []
    if comparison.first_wrong is not None:
        yield from first_findings(comparison, room)
        if comparison.matrix is not None:
            yield from pair_lines(comparison.matrix, room)
        yield from other_findings(comparison, room)
        yield []
    yield from quantity_lines(comparison, room)
    yield from next_look(comparison, asked, room)
