"""What a step did to the parameters, in words: by which equations, and which neurons it left alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bpcli.readers.diagram.records import Diagram
from bpcli.readers.records import Header
from bpcli.rules.names import Name
from bpcli.writers.axis_names import axis_names

NAMED = 6
"""So many neurons of a layer that did not move are named."""


def update(diagram: Diagram) -> Iterator[str]:
    """The equations of the first parameter that moves, and which others follow them."""
    updates = [quantity for quantity in diagram.step.values.values() if quantity.phase == "update"]
    moved = [Name.parsed(quantity.name).parameter for quantity in updates if quantity.name.endswith("_new")]
    for quantity in updates:
        if quantity.layer == 0 or Name.parsed(quantity.name).parameter == moved[0]:
            yield str(quantity.formula)
    if moved[1:]:
        yield f"{', '.join(moved[1:])} alike"


def still(diagram: Diagram) -> Iterator[str]:
    """``unit 1 of layer 1: column of W1, row of W2``; neurons of a layer that are alike stand together."""
    alike = groupby(diagram.movement.unmoved, lambda each: (each.axis, each.layer, each.parts))
    for (axis, layer, parts), group in alike:
        places = [each.place for each in group]
        what = ", ".join(part.replace(" of", "s of") if len(places) > 1 else part for part in parts)
        where = f" of layer {layer}" if layer else ""
        yield f"{_neurons(axis, places, diagram.header)}{where}: {what}"


def _neurons(axis: str, places: Sequence[int], header: Header) -> str:
    """``unit 1``, ``units 1, 4 and 7``, ``features petal length and sepal width``, ``units 0, 1, 2 and 61 more``."""
    name = axis_names(axis, header)
    named = [name(place).removeprefix(f"{axis} ") for place in places]
    further = [f"{len(named) - NAMED:,} more"] if len(named) > NAMED else []
    *most, last = [*named[:NAMED], *further]
    plural = f"{axis}es" if axis == "class" else f"{axis}s"
    return f"{plural} {', '.join(most)} and {last}" if most else f"{axis} {last}"
