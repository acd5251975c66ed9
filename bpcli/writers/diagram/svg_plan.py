"""Where everything stands in the SVG, so that no text meets another.

The plan has two axes: ``along`` from the input to the loss, and ``across`` through a layer. Before a neuron each number
that comes in has a slot of its own, like a column of the weight matrix; edges end at its one side and go on from its
other. A frame turns the two axes into x and y for the direction of the picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgspec import Struct

from bpcli.writers.columns import width_of
from bpcli.writers.diagram.svg_contents import Incoming, Layer, Neuron

NUMBER, WORD, HEAD = 10, 11, 15
"""The sizes of letters, in pixels."""
LINE = 14
"""From one line of letters to the next."""
CHARACTER = 0.62
"""The width of a character over its size; DejaVu Sans Mono has 0.602."""
FAN, STUB, AIR = 100, 22, 10
"""How much room edges have to spread, how long their last piece behind a number is, and what stays empty between."""


def text_width(text: str, size: float = NUMBER) -> float:
    """How many pixels a text takes at the most."""
    return width_of(text) * size * CHARACTER


class Slot(Struct, frozen=True):
    """Where across a number stands that comes into a neuron."""

    incoming: Incoming
    across: float


class Spot(Struct, frozen=True):
    """A neuron's place across, and those of the numbers that come in."""

    neuron: Neuron
    across: float
    slots: tuple[Slot, ...]


class Column(Struct, frozen=True):
    """A layer's place along, and its neurons'; the numbers that come in stand between ``start`` and ``end``."""

    layer: Layer
    along: float
    start: float
    end: float
    spots: tuple[Spot, ...]


class Plan(Struct, frozen=True):
    """The places of all columns and of the loss, and how large the picture is in its own two axes."""

    columns: tuple[Column, ...]
    radius: float
    loss: tuple[float, float]
    length: float
    breadth: float


def plan(layers: Sequence[Layer], loss: tuple[float, float], *, sideways: bool) -> Plan:
    """The plan of these layers, and of a loss that takes so much room along and across.

    ``sideways``: the picture goes from left to right or back, and not up or down.
    """
    inside = [text_width(neuron.inside) for layer in layers for neuron in layer.neurons]
    radius = max(14.0, max(inside) / 2 + 4)
    pitches = [_pitch(layer, radius, sideways) for layer in layers]
    beside = max(_beside_across(neuron, sideways) for layer in layers for neuron in layer.neurons)
    wide = (pitch * len(layer.neurons) for layer, pitch in zip(layers, pitches, strict=True))
    breadth = max(beside + max(wide), loss[1])
    columns: list[Column] = []
    edge = 0.0
    for layer, pitch in zip(layers, pitches, strict=True):
        reach = max(radius, _beside_along(layer, sideways) / 2)
        deep = _slots_along(layer, sideways)
        start = edge + (FAN if columns else 0)
        end = start + deep
        along = end + (STUB if deep else 0) + reach
        columns.append(Column(layer, along, start, end, tuple(_spots(layer, pitch, breadth, sideways))))
        edge = along + reach
    length = edge + FAN / 2 + loss[0]
    return Plan(tuple(columns), radius, (length - loss[0] / 2, breadth / 2), length, breadth)


def _pitch(layer: Layer, radius: float, sideways: bool) -> float:
    """How far a neuron is from the next, so that neither its slots nor what stands beside it meet the next one's."""
    slots = max(sum(_slot_sizes(neuron, sideways)) for neuron in layer.neurons)
    beside = max(_beside_across(neuron, sideways) for neuron in layer.neurons)
    return max(slots, 2 * radius + beside) + AIR


def _spots(layer: Layer, pitch: float, breadth: float, sideways: bool) -> Iterator[Spot]:
    """The neurons in the middle of the breadth, the slots of each around its own place."""
    first = (breadth - pitch * len(layer.neurons) + pitch) / 2
    for number, neuron in enumerate(layer.neurons):
        across, sizes = first + number * pitch, _slot_sizes(neuron, sideways)
        edges = accumulate(sizes, initial=across - sum(sizes) / 2)
        middles = (edge + size / 2 for edge, size in zip(edges, sizes, strict=False))
        yield Spot(neuron, across, tuple(map(Slot, neuron.incoming, middles)))


def _slot_sizes(neuron: Neuron, sideways: bool) -> list[float]:
    """How much room each number that comes in takes across."""
    return [LINE if sideways else text_width(each.text) + AIR / 2 for each in neuron.incoming]


def _slots_along(layer: Layer, sideways: bool) -> float:
    """How much room the numbers that come in take along: the widest, or a line."""
    texts = [each.text for neuron in layer.neurons for each in neuron.incoming]
    return 0.0 if not texts else max(map(text_width, texts)) + AIR / 2 if sideways else LINE


def _beside_along(layer: Layer, sideways: bool) -> float:
    """How much room along the lines beside the neurons take: below them, or to their right."""
    if not sideways:
        return max(len(neuron.beside) for neuron in layer.neurons) * LINE
    return max(text_width(line) for neuron in layer.neurons for line in (*neuron.beside, ""))


def _beside_across(neuron: Neuron, sideways: bool) -> float:
    if sideways:
        return len(neuron.beside) * LINE
    return max((text_width(line) for line in neuron.beside), default=0) + (AIR / 2 if neuron.beside else 0)
