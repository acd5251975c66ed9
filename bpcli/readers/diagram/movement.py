"""What a step did to the parameters: where most, and which neurons it left alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from bpcli.readers.diagram.records import Column, Movement, Unmoved
from bpcli.readers.movement import largest_change
from bpcli.readers.records import TracedStep
from bpcli.rules.arrays import Array
from bpcli.rules.layouts import Layout
from bpcli.rules.names import Name


def movement(step: TracedStep, columns: Sequence[Column], layout: Layout) -> Movement:
    """The largest change, what is frozen, and the neurons whose weights stay as they are."""
    parameters = [Name.parsed(name) for name, quantity in step.values.items() if quantity.phase == "parameter"]
    frozen = [name for name in parameters if name.with_suffix("new") not in step.values]
    unmoved = tuple(_unmoved(step, columns, layout))
    return Movement(largest_change(step), tuple(map(str, frozen)), unmoved)


def _unmoved(step: TracedStep, columns: Sequence[Column], layout: Layout) -> Iterator[Unmoved]:
    still = {number: _still(Name("W", number), step, layout) for number in range(1, len(columns))}
    for column in columns:
        behind, before = still.get(column.layer), still.get(column.layer + 1)
        nowhere = np.zeros(column.units, bool)
        comes_in = nowhere if behind is None else np.all(behind, axis=0)
        goes_out = nowhere if before is None else np.all(before, axis=1)
        for place, (came, goes) in enumerate(zip(map(bool, comes_in), map(bool, goes_out), strict=True)):
            if came or goes:
                yield Unmoved(
                    column.axis, column.layer, place, tuple(_parts(column.layer, layout, came=came, goes=goes))
                )


def _still(W: Name, step: TracedStep, layout: Layout) -> Array | None:
    """Which weights a step left as they were, (units in, units); None of frozen ones, which says it all."""
    new = W.with_suffix("new")
    return layout.taken(W, np.equal(step[new], step[W])) if new in step.values else None


def _parts(layer: int, layout: Layout, *, came: bool, goes: bool) -> Iterator[str]:
    """``column of W1``, ``row of W2``, as the layout has them."""
    if came:
        yield f"{layout.axes(Name('W'), ('row', 'column'))[1]} of W{layer}"
    if goes:
        yield f"{layout.axes(Name('W'), ('row', 'column'))[0]} of W{layer + 1}"
