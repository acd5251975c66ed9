"""Everything that a step computes against the same step by another framework's autograd and optimizer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from bpcli.frameworks.reference import Arrays, Reference
from bpcli.program.equation import Equation
from bpcli.program.session import Session
from bpcli.readers.check.checked_step import CheckedStep, next_checked_step
from bpcli.readers.check.records import Compared, Index
from bpcli.readers.check.relative_error import RELATIVE_ERRORS
from bpcli.readers.selection import Selection


class FrameworkCheck:
    """A check against a framework, which has run all steps up to this one on the same batches."""

    def __init__(self, session: Session, at: int, reference: Reference, selection: Selection) -> None:
        for _ in session.steps(at - 1):
            reference.step(session.arrays["X"], session.arrays["Y"])
            if reference.no_update:
                reference.take(session.memory.parameters)
        self.step: CheckedStep = next_checked_step(session)
        self.expected: Arrays = reference.step(session.arrays["X"], session.arrays["Y"])
        self.reference = reference.title
        self.precision = session.config.dtype
        self.error = RELATIVE_ERRORS[session.config.dtype]
        self.notes = tuple(reference.notes())
        listed = [quantity for quantity in self.step.program.equations if quantity.target in self.expected]
        self.quantities = [quantity for quantity in listed if selection.shows(quantity)]

    @property
    def total(self) -> int:
        """How many quantities are compared."""
        return len(self.quantities)

    def pieces(self) -> Iterator[Compared]:
        """One quantity after another in the order of computation."""
        return map(self._compared, self.quantities)

    def compared(self, pieces: Iterable[Compared]) -> Iterator[Compared]:
        """A piece is a verdict already."""
        yield from pieces

    def _compared(self, quantity: Equation) -> Compared:
        name, layout = str(quantity.target), self.step.setup.config.matrices
        a, n = self.step.computed[name], self.expected[name]
        rounding = self.step.rounding(name) if name in self.step.wide else 0.0
        floor = self.error.floor(a, rounding, self.step.loss)

        def index_of(place: int) -> Index:
            return layout.index(name, tuple(map(int, np.unravel_index(place, a.shape))))

        return self.error.judged(name, a.size, a.ravel(), n.ravel(), floor, index_of)
