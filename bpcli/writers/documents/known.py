"""The numbers that a document can put into a step's formulas, each matrix typeset once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bpcli.readers.records import Header, Quantity, TracedStep
from bpcli.rules.arrays import Array
from bpcli.rules.names import OLD, OUTPUTS, SAMPLES, STEP, Name
from bpcli.writers.documents.matrices import Typeset, typeset
from bpcli.writers.view import View

NOTHING: Mapping[str, Quantity] = {}


class Known:
    """A step's quantities, the states that the step before left if that was shown, and the step's counts."""

    def __init__(self, header: Header, step: TracedStep, before: TracedStep | None, view: View) -> None:
        self.values, self.view = step.values, view
        self.before = before.values if before is not None and before.step == step.step - 1 else NOTHING
        self.counts = _counts(header, step)
        self.shelf: dict[tuple[str, bool], Typeset] = {}

    def typeset(self, name: Name, *, turned: bool = False) -> Typeset | None:
        """A matrix or a number, ``turned`` with rows for columns; None where the step does not show it."""
        if (name, turned) not in self.shelf:
            data = self._data(name)
            if data is None:
                return None
            self.shelf[name, turned] = typeset(data.T if turned else data, self.view)
        return self.shelf[name, turned]

    def _data(self, name: Name) -> Array | None:
        if name in self.counts:
            return np.array(self.counts[name])
        values, shown = (self.before, name.removesuffix(OLD)) if name.suffix.endswith(OLD) else (self.values, name)
        return values[shown].data if shown in values else None


def _counts(header: Header, step: TracedStep) -> dict[str, int]:
    """The step's number, its samples and its outputs, as far as they can be told."""
    counts: dict[str, int] = {STEP: step.step}
    if header.layers:
        counts[OUTPUTS] = header.layers[-1].units
    for quantity in step.values.values():
        if quantity.axes is not None and "sample" in quantity.axes:
            counts[SAMPLES] = quantity.shape[quantity.axes.index("sample")]
    return counts
