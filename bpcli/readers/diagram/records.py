"""A network and one step of its training as a graph, in frozen records for pictures.

The graph of neurons (``columns`` joined by ``connections``) has its numbers in rows layout: a row a sample, a column a
neuron, weights (units in, units). The graph of quantities (``arrows``) is about the step's own, in the config's layout.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bpcli.readers.movement import Change
from bpcli.readers.records import Header, TracedStep
from bpcli.rules.arrays import Array


class Column(Struct, frozen=True):
    """Neurons side by side: the features of a sample (layer 0), or the units of a layer."""

    layer: int
    axis: str
    """What each of them is: ``feature``, ``unit``, ``class`` or ``output``."""
    units: int
    activation: str
    """Nothing for the features."""
    values: Mapping[str, Array]
    """``A`` (of the features X) and ``delta``, (samples, units); the features have no delta."""
    biases: Mapping[str, Array]
    """``b`` and ``db``, one number a unit; empty where there is no bias."""


class Connection(Struct, frozen=True):
    """The weights between two columns, and their gradient, in which the error behind meets what came in."""

    layer: int
    behind: int
    """The column whose error its gradient is made of."""
    before: int
    """The column whose numbers come in."""
    values: Mapping[str, Array]
    """``W`` and ``dW``, (units in, units)."""
    formula: str
    """``dW2 = 1/m A1^T delta2``."""


class Arrow(Struct, frozen=True):
    """A quantity that is computed from another; ``by`` says what happens on the way: ``relu``, ``W2^T``."""

    source: str
    target: str
    by: str = ""


class Unmoved(Struct, frozen=True):
    """A neuron all of whose weights on one side or on both the step left alone: ``column of W1``, ``row of W2``."""

    axis: str
    layer: int
    place: int
    parts: tuple[str, ...]


class Movement(Struct, frozen=True):
    """What a step did to the parameters."""

    largest: Change | None
    """None where nothing moved."""
    frozen: tuple[str, ...]
    """The parameters that the optimizer leaves alone."""
    unmoved: tuple[Unmoved, ...]


class Diagram(Struct, frozen=True):
    """The network, and one step of so many with all its quantities."""

    header: Header
    step: TracedStep
    steps: int
    columns: tuple[Column, ...]
    connections: tuple[Connection, ...]
    arrows: tuple[Arrow, ...]
    movement: Movement
