"""How the flow fits the screen: in one band from X to Y if it does, else in bands of layers.

Fewer digits are tried before the flow is broken, and fewer columns of large matrices before a layer is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from bpcli.writers.sheet.flow import Place
from bpcli.writers.sheet.panel import Panel
from bpcli.writers.sheet.shelf import Shelf, fit, narrowest
from bpcli.writers.view import LEAST, LIMIT

FEWER = 3
"""Digits where those that are usual do not fit."""
Panels = tuple[Panel | None, ...]
Make = Callable[[Place, int, int], Panels]
"""The panels of a place, with so many digits and at most so many columns."""


class Band(Struct, frozen=True):
    """Neighbouring columns of the flow, and how they stand beside each other."""

    panels: Sequence[Panels]
    shelf: Shelf


def bands(places: Sequence[Place], make: Make, digits: Sequence[int], room: int) -> tuple[list[Band], int]:
    """The bands, and with how many digits their numbers are written."""
    layers = [len(list(group)) for _, group in groupby(places, lambda place: place.layer)]
    columns = [1] * len(places)
    usual = [(count, LIMIT) for count in digits]
    fewer = [(digits[-1], limit) for limit in range(LIMIT - 1, LEAST, -1)]
    attempts = [
        *((one, [len(places)]) for one in usual),
        *((one, layers) for one in usual),
        *((one, columns) for one in (*usual, *fewer)),
    ]
    made: dict[tuple[int, int], list[Panels]] = {}
    for size, lengths in attempts:
        if size not in made:
            made[size] = [make(place, *size) for place in places]
        if (found := _filled(list(_cut(made[size], lengths)), room)) is not None:
            return found, size[0]
    size = digits[-1], LEAST
    return [Band([each], narrowest([_stack(each)])) for each in (make(place, *size) for place in places)], digits[-1]


def _filled(pieces: Sequence[Sequence[Panels]], room: int) -> list[Band] | None:
    """As many pieces in each band as fit; None where one does not fit alone."""
    found: list[Band] = []
    for piece in pieces:
        longer = [*found[-1].panels, *piece] if found else piece
        if found and (shelf := _fit(longer, room)) is not None:
            found[-1] = Band(longer, shelf)
        elif (shelf := _fit(piece, room)) is not None:
            found.append(Band(piece, shelf))
        else:
            return None
    return found


def _cut(panels: Sequence[Panels], lengths: Sequence[int]) -> Iterator[Sequence[Panels]]:
    start = 0
    for length in lengths:
        yield panels[start : start + length]
        start += length


def _fit(panels: Sequence[Panels], room: int) -> Shelf | None:
    return fit([_stack(each) for each in panels], room)


def _stack(panels: Panels) -> list[Panel]:
    return [panel for panel in panels if panel is not None]
