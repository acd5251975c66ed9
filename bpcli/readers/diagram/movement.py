"""What a step did to the parameters: where most, and which neurons it left alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from bpcli.readers.diagram.records import Change, Column, Movement, Unmoved
from bpcli.readers.records import TracedStep
from bpcli.rules.arrays import Array
from bpcli.rules.layouts import Layout
from bpcli.rules.names import Name


def movement(step: TracedStep, columns: Sequence[Column], layout: Layout) -> Movement:
    """The largest change, what is frozen, and the neurons whose weights stay as they are."""
    parameters = [Name.parsed(name) for name, quantity in step.values.items() if quantity.phase == "parameter"]
    frozen = [name for name in parameters if name.with_suffix("new") not in step.values]
    changes = [_largest(name, step) for name in parameters if name not in frozen]
    moved = [change for change in changes if change.value]
    return Movement(
        max(moved, key=lambda change: _size(change.value), default=None),
        tuple(map(str, frozen)),
        tuple(_unmoved(step, columns, layout)),
    )


def _largest(name: Name, step: TracedStep) -> Change:
    """The change that is farthest from 0."""
    with np.errstate(all="ignore"):
        change = step[name.with_suffix("new")] - step[name]
    index = np.unravel_index(int(np.argmax(_size(change))), change.shape)
    return Change(str(name), tuple(map(int, index)), float(change[index]))


def _size(change: Array | float) -> Any:
    """How far from 0; what is no number is as far as can be."""
    return np.nan_to_num(np.abs(change), nan=np.inf, posinf=np.inf)


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
