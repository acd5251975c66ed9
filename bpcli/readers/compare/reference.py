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


class Reference(Struct, frozen=True):
    """One step: its program, and every quantity by name as float64 in rows layout.

    ``arrays`` has the listed and the unlisted quantities, and what the step found: parameters, the
    optimizer's state under its ``_old`` name, and ``t``.
    """

    step: int
    program: Program
    arrays: Mapping[str, Array]
    course: Course
    shapes: Mapping[str, Shape]
    """The shapes of all listed quantities, rows layout."""
    equations: Mapping[str, Equation]
    """The equations by target."""

    @property
    def variants(self) -> list[Variant]:
        """The mistakes that can be made in the step."""
        return self.course.variants


class Course:
    """The reference, step after step."""

    def __init__(self, setup: Setup) -> None:
        self.session = Session(setup)
        self.setup = setup
        self.equations = {equation.target: equation for equation in self.session.program.equations}

    @cached_property
    def variants(self) -> list[Variant]:
        """The mistakes that can be made in any of its steps."""
        return variants(self.session.program, self.setup.config, self.setup.layers)

    def step(self, number: int) -> Reference:
        """The step with this number, which must not lie before one that was asked for earlier."""
        while self.session.step_number < number - 1:
            self.session.step()
        arrays = {name: np.array(array, np.float64) for name, array in self.session.memory.arrays.items()}
        arrays["t"] = np.array(float(number))

        def keep(quantity: Equation | Given, array: Array) -> None:
            arrays[quantity.target] = np.array(array, np.float64)

        self.session.step(keep)
        program = self.session.program
        shapes = {quantity.target: arrays[quantity.target].shape for quantity in program.listed}
        return Reference(number, program, arrays, self, shapes, self.equations)
