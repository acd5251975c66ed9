"""What the equations of a stored step read besides what is shown of it, for a view that sets them with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from bpcli.program.equation import Phase
from bpcli.readers.axes import axes
from bpcli.readers.records import Quantity
from bpcli.readers.selection import Selection
from bpcli.readers.stored.header import Head
from bpcli.readers.stored.quantities import QuantityReader, stored_quantity
from bpcli.readers.stored.steps import StoredStep
from bpcli.rules.arrays import Array
from bpcli.rules.expression import mentions
from bpcli.rules.names import OLD, OUTPUTS, SAMPLES, STEP, Name


class Operands:
    """The names that the shown equations mention, and where a trace has them."""

    def __init__(self, head: Head, selection: Selection, first: StoredStep, inputs: int) -> None:
        self._head, self._before_layer = head, (0, inputs, *head.units)
        names = [Name.parsed(name) for name in first.values]
        found = [head.meaning.expressions.get(name) for name in names if selection.shows_name(name, name.layer)]
        self.needed = frozenset(chain.from_iterable(mentions(each) for each in found if each is not None))

    def of(self, step: StoredStep, before: StoredStep | None, reader: QuantityReader) -> Iterator[Quantity]:
        """Counts, and the optimizer's state as the step finds it; ``reader`` has read the step's quantities."""
        numbers = {SAMPLES: reader.lengths.get(("sample", 0)), OUTPUTS: self._head.units[-1], STEP: step.number}
        for name in self.needed & numbers.keys():
            if numbers[name] is not None:
                yield self._quantity(name, "input", np.array(float(numbers[name] or 0)))
        for name in self.needed:
            if name.suffix.endswith(OLD):
                yield from self._state(name, step, before)

    def _state(self, name: Name, step: StoredStep, before: StoredStep | None) -> Iterator[Quantity]:
        """From the step before; that of the first step is what the optimizer starts from."""
        now = name.with_suffix(name.suffix.removesuffix(OLD))
        if before is not None and before.number == step.number - 1 and now in before.values:
            piece, path = before.values[now], (*before.path, str(now))
            reader = self._head.reader(classes=False)
            yield self._quantity(name, "update", reader.read(now, stored_quantity(piece, path), piece, path).data)
        elif step.number == 1 and name in self._head.meaning.starts:
            start, scalar = self._head.meaning.starts[name]
            units = self._head.units[name.layer - 1]
            shape = () if scalar else (1 if name.is_of_biases else self._before_layer[name.layer], units)
            data = np.full(self._head.layout.shape(name, shape), start, self._head.meaning.dtype)
            yield self._quantity(name, "update", data)

    def _quantity(self, name: Name, phase: Phase, data: Array) -> Quantity:
        pair = axes(name, name.layer, classes=False) if data.ndim else None
        own = None if pair is None else self._head.layout.axes(name, pair)
        return Quantity(str(name), phase, name.layer, data, None, own)
