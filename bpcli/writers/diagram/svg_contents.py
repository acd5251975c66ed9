"""What the SVG says of each neuron, before anything has its place; large layers and deep networks elided."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bpcli.readers.diagram.records import Column, Connection, Diagram
from bpcli.writers.diagram.labels import numbers_of, short_number, unit_name
from bpcli.writers.view import elide, hidden

UNITS, LAYERS = 8, 9
"""So many units of a layer and so many layers are shown, what stands for the others included."""


class Incoming(Struct, frozen=True):
    """The number of an edge that comes into a neuron: from which unit, or None for its bias."""

    source: int | None
    text: str


class Neuron(Struct, frozen=True):
    """A neuron, or with ``unit`` None the gap where some are left out: what stands in it and beside it."""

    unit: int | None
    inside: str
    beside: tuple[str, ...]
    incoming: tuple[Incoming, ...] = ()


class Layer(Struct, frozen=True):
    """A column of neurons; ``layer`` is None for what stands in place of several.

    ``connection`` are the weights from the column that is shown before it.
    """

    layer: int | None
    neurons: tuple[Neuron, ...]
    connection: Connection | None = None


def contents(diagram: Diagram, values: str) -> Iterator[Layer]:
    """The columns from the input to the output."""
    shown = elide(len(diagram.columns), LAYERS)
    ways = {(each.before, each.behind): each for each in diagram.connections}
    for before, place in zip([None, *shown], shown, strict=False):
        if place is None:
            more = len(diagram.columns) - len(shown) + 1
            yield Layer(None, (Neuron(None, "", (f"{more:,} more", "layers")),))
        else:
            connection = None if before is None else ways.get((before, place))
            yield Layer(place, tuple(_neurons(diagram, place, connection, values)), connection)


def _neurons(diagram: Diagram, place: int, connection: Connection | None, values: str) -> Iterator[Neuron]:
    column = diagram.columns[place]
    shown = elide(column.units, UNITS)
    for unit in shown:
        if unit is None:
            yield Neuron(None, "", (hidden(column.units, shown),))
            continue
        numbers = numbers_of(column, unit, values)
        named = column.axis != "unit" or bool(numbers)
        beside = *([unit_name(diagram, place, unit)] if named else []), *numbers[1:]
        inside = numbers[0] if numbers else str(unit) if values in ("W", "dW") else ""
        yield Neuron(unit, inside, beside, tuple(_incoming(diagram, column, unit, connection, values)))


def _incoming(
    diagram: Diagram, column: Column, unit: int, connection: Connection | None, values: str
) -> Iterator[Incoming]:
    """Of W and dW the number from each unit that is shown before, and of the bias."""
    if connection is None or values not in connection.values:
        return
    for source in elide(diagram.columns[connection.before].units, UNITS):
        if source is not None:
            yield Incoming(source, short_number(float(connection.values[values][source, unit])))
    kind = {"W": "b", "dW": "db"}[values]
    if kind in column.biases:
        yield Incoming(None, f"{kind} {short_number(float(column.biases[kind][unit]))}")
