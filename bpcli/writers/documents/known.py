"""The numbers that a document can put into a step's formulas, each matrix typeset once."""

from __future__ import annotations

from bpcli.readers.records import TracedStep
from bpcli.rules.names import Name
from bpcli.writers.documents.matrices import Typeset, typeset
from bpcli.writers.view import View


class Known:
    """A step's quantities and what their equations read besides, as far as the step has it."""

    def __init__(self, step: TracedStep, view: View) -> None:
        self.quantities, self.view = {**step.operands, **step.values}, view
        self.typesets: dict[tuple[str, bool], Typeset] = {}

    def typeset(self, name: Name, *, turned: bool = False) -> Typeset | None:
        """A matrix or a number, ``turned`` with rows for columns; None where the step does not have it."""
        if name not in self.quantities:
            return None
        if (name, turned) not in self.typesets:
            data = self.quantities[name].data
            self.typesets[name, turned] = typeset(data.T if turned else data, self.view)
        return self.typesets[name, turned]
