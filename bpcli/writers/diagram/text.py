"""A step's flow as text: the network in a line, bands of layers, and what the step did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from rich.console import Console
from rich.segment import Segment

from bpcli.errors import printable
from bpcli.readers.diagram.records import Diagram
from bpcli.writers.blocks import NOTHING, Line, print_lines
from bpcli.writers.diagram.extent import number
from bpcli.writers.diagram.flow import Band, Ways
from bpcli.writers.diagram.flow_lines import flow_lines
from bpcli.writers.diagram.labels import loss_text, path
from bpcli.writers.diagram.step_told import still, update
from bpcli.writers.heading import optimizer_text
from bpcli.writers.places import written_index
from bpcli.writers.styles import BOLD, PLAIN, QUIET

ABREAST = 3
"""So many layers stand beside each other where no width is known."""
LABEL = 16
"""How wide the words before what the step did are."""
NARROWEST = 40
"""Below that, words are left to the terminal."""


def render_diagram(diagram: Diagram, console: Console) -> None:
    """Print the flow, as many layers beside each other as the screen holds."""
    print_lines(list(diagram_lines(diagram, console.width if console.is_terminal else None)), console)


def text(diagram: Diagram) -> str:
    """The flow without colour, for no screen in particular."""
    return "".join("".join(segment.text for segment in line) + "\n" for line in diagram_lines(diagram, None))


def diagram_lines(diagram: Diagram, room: int | None) -> Iterator[Line]:
    """All lines, no longer than ``room`` where a layer is not; None: no bound."""
    yield from _heading(diagram, room)
    for band in _bands(diagram, room):
        yield NOTHING
        yield from flow_lines(band)
    yield NOTHING
    yield from _told(diagram, room)


def _bands(diagram: Diagram, room: int | None) -> Iterator[Band]:
    """Runs of layers that fit, each of one layer at least."""
    depth, ways, first = len(diagram.columns) - 1, Ways.of(diagram), 1
    while first <= depth:
        last = first if room is not None else min(depth, first + ABREAST - 1)
        band = Band(diagram, ways, first, last)
        while room is not None and last < depth and (more := Band(diagram, ways, first, last + 1)).width <= room:
            band, last = more, last + 1
        yield band
        first = last + 1


def _heading(diagram: Diagram, room: int | None) -> Iterator[Line]:
    """``XOR, 2-4-2 · step 1 of 10``, then the layers, the loss and the optimizer."""
    header = diagram.header
    step = f" · step {diagram.step.step} of {diagram.steps}"
    yield [Segment(printable(header.name), BOLD), Segment(step)]
    for line in (path(header), f"{loss_text(header)} · {optimizer_text(header, whole=True)}"):
        yield from ([Segment(part)] for part in _wrapped(line, room))


def _told(diagram: Diagram, room: int | None) -> Iterator[Line]:
    """How gradients became new parameters, and what that changed."""
    yield from _labelled("update", update(diagram), room)
    largest, frozen = diagram.movement.largest, diagram.movement.frozen
    if largest is not None:
        name = f"{largest.parameter}{written_index(largest.index)}"
        pieces = (f"{'largest change':<{LABEL}}", QUIET), (name, BOLD), ("  ", PLAIN), *number(largest.by, 3)
        yield [Segment(*piece) for piece in pieces]
    frozen_too = [f"{', '.join(frozen)}: frozen"] if frozen else []
    yield from _labelled("does not move", [*still(diagram), *frozen_too], room)


def _labelled(label: str, lines: Iterable[str], room: int | None) -> Iterator[Line]:
    """Lines below each other, the label before the first."""
    parts = [part for line in lines for part in _wrapped(line, None if room is None else room - LABEL)]
    for place, part in enumerate(parts):
        yield [Segment(f"{'' if place else label:<{LABEL}}", QUIET), Segment(part)]


def _wrapped(line: str, room: int | None) -> list[str]:
    """The line, on several where it is longer than the room."""
    if room is None or room < NARROWEST:
        return [line]
    return wrap(line, room, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
