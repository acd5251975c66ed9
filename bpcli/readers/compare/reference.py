"""The right numbers of a step, and everything that its equations read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from msgspec import Struct

from bpcli.program.equation import Equation, Given, Program
from bpcli.program.mistakes import Variant, variants
from bpcli.program.session import Session
from bpcli.program.setup import Setup
from bpcli.rules.rule import Array, Shape


class ReferenceStep(Struct, frozen=True):
    """One step: its program, and every quantity by name as float64 in rows layout.

    ``arrays`` has the listed and the unlisted quantities, and what the step found: parameters, the
    optimizer's state under its ``_old`` name, and ``t``.
    """

    number: int
    program: Program
    arrays: Mapping[str, Array]
    run: ReferenceRun

    @property
    def equations(self) -> Mapping[str, Equation]:
        """The equations by target."""
        return self.run.equations

    @property
    def variants(self) -> list[Variant]:
        """The mistakes that can be made in the step."""
        return self.run.variants

    @property
    def shapes(self) -> dict[str, Shape]:
        """The shapes of all listed quantities, rows layout."""
        return {quantity.target: self.arrays[quantity.target].shape for quantity in self.program.listed}


class ReferenceRun:
    """A training whose steps are asked for in their order."""

    def __init__(self, setup: Setup) -> None:
        self.session = Session(setup)
        self.setup = setup
        self.equations = {equation.target: equation for equation in self.session.program.equations}

    @cached_property
    def variants(self) -> list[Variant]:
        """The mistakes that can be made in any of its steps."""
        return variants(self.session.program, self.setup.config, self.setup.layers)

    def step(self, number: int) -> ReferenceStep:
        """The step with this number, which must not lie before one that was asked for earlier."""
        while self.session.step_number < number - 1:
            self.session.step()
        arrays = {name: np.array(array, np.float64) for name, array in self.session.memory.arrays.items()}
        arrays["t"] = np.array(float(number))

        def keep(quantity: Equation | Given, array: Array) -> None:
            arrays[quantity.target] = np.array(array, np.float64)

        self.session.step(keep)
        return ReferenceStep(number, self.session.program, arrays, self)
