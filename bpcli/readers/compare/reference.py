"""The right numbers of a step, and everything that its equations read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from msgspec import Struct

from bpcli.program.bound import counts
from bpcli.program.build import label_equation
from bpcli.program.equation import Equation, Given, Program
from bpcli.program.mistakes import mistakes
from bpcli.program.session import Session
from bpcli.program.setup import Setup
from bpcli.rules.arrays import Array, Shape
from bpcli.rules.mistakes import Mistake
from bpcli.rules.names import Y


class ReferenceStep(Struct, frozen=True):
    """One step: its program, and every quantity by name as float64 in rows layout.

    ``arrays`` has the listed and the unlisted quantities, and what the step found: parameters, the
    optimizer's state under its ``_old`` name, the class labels, and the counts m, n and t.
    """

    run: ReferenceRun
    number: int
    arrays: Mapping[str, Array]

    @property
    def program(self) -> Program:
        """The equations of the step, without those of its labels."""
        return self.run.session.program

    @property
    def shapes(self) -> dict[str, Shape]:
        """The shapes of all listed quantities, rows layout."""
        return {quantity.target: self.arrays[quantity.target].shape for quantity in self.program.listed}


class ReferenceRun:
    """A training whose steps are asked for in their order."""

    def __init__(self, setup: Setup) -> None:
        self.session = Session(setup)
        self.setup = setup
        self.labels = label_equation(setup.config.loss, setup.targets)
        equations = (*self.labels, *self.session.program.equations)
        self.equations: dict[str, Equation] = {equation.target: equation for equation in equations}

    @cached_property
    def mistakes(self) -> list[Mistake]:
        """The mistakes that can be made in any of its steps."""
        return [*mistakes(self.session.program, self.labels, self.setup.config.optimizer, self.setup.layers)]

    def step(self, number: int) -> ReferenceStep:
        """The step with this number, which must not lie before one that was asked for earlier."""
        while self.session.step_number < number - 1:
            self.session.step()
        arrays = {name: np.array(array, np.float64) for name, array in self.session.memory.arrays.items()}
        arrays["t"] = np.array(float(number))

        def keep(quantity: Equation | Given, array: Array) -> None:
            arrays[quantity.target] = np.array(array, np.float64)

        self.session.step(keep)
        arrays |= counts(arrays)
        if self.labels:
            arrays |= self.setup.targets.labels_of(arrays[Y])
        return ReferenceStep(self, number, arrays)
