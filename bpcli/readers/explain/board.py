"""A step's numbers, and how each is computed from the others, in the layout of the config."""

from __future__ import annotations

import numpy as np

from bpcli.program.bound import counts
from bpcli.program.equation import Equation, Given, Phase
from bpcli.program.session import Session
from bpcli.program.setup import Setup
from bpcli.readers.axes import axes
from bpcli.readers.explain.sources import Sources
from bpcli.readers.records import Quantity
from bpcli.rules.arrays import Array, Shape
from bpcli.rules.entries import entry
from bpcli.rules.expression import Expression, Named, all_parts, reads
from bpcli.rules.indexed import Entry, Index
from bpcli.rules.names import STEP, Name


class Board:
    """One step of a run, ready to be explained."""

    def __init__(self, setup: Setup, step: int) -> None:
        session = Session(setup)
        session.advance(step - 1)
        self.step, self.layout, self.dtype = step, setup.config.matrices, setup.config.dtype
        self.sources = Sources(setup, step)
        self.program = session.program
        self.equations = {equation.target: equation for equation in self.program.equations}
        found = _step_numbers(session) | {STEP: np.array(float(step))}
        self.values = {name: self.layout.shown(name, array) for name, array in found.items()}
        self.shapes: dict[str, Shape] = {name: array.shape for name, array in self.values.items()}
        self._phases: dict[Name, Phase] = {given.target: given.phase for given in self.program.given}
        self._phases |= {equation.target: equation.phase for equation in self.program.equations}
        self._read = {equation.target: frozenset(reads(equation.expression)) for equation in self.program.equations}
        self._classes = setup.targets.decision is not None

    @property
    def targets(self) -> dict[str, Shape]:
        """What can be explained, with its shape: everything that a trace lists."""
        return {quantity.target: self.shapes[quantity.target] for quantity in self.program.listed}

    def entry(self, equation: Equation, index: Index, form: Expression | None = None) -> Expression:
        """The arithmetic of one entry of the right-hand side, or of another ``form`` of it, in the layout's matrices.

        A function by name is what it stands for.
        """
        e = self.layout.written(equation.target, equation.expression if form is None else form)
        return entry(e.definition if isinstance(e, Named) else e, index, self.shapes)

    def readers_of(self, name: Name) -> list[Equation]:
        """The equations, of those that a trace lists, which read this quantity."""
        return [
            equation for equation in self.program.equations if equation.listed and name in self._read[equation.target]
        ]

    def axes(self, name: Name) -> tuple[str, str] | None:
        """What the rows and columns of a quantity are."""
        pair = axes(name, name.layer, self._classes) if self.shapes[name] else None
        return None if pair is None else self.layout.axes(name, pair)

    def quantity(self, name: Name) -> Quantity:
        """The whole matrix, as a trace has it; a state as the step before left it belongs to the update too."""
        equation = self.equations.get(name)
        formula = None if equation is None else equation.formula(self.layout)
        phase = self._phases.get(name, "update")
        return Quantity(str(name), phase, name.layer, self.values[name], formula, self.axes(name))

    def axis_of(self, letter: str, e: Expression) -> str:
        """Over what a letter runs, as the first matrix says in whose index it stands: ``sample``."""
        for part in all_parts(e):
            if isinstance(part, Entry) and letter in part.index and (pair := self.axes(part.name)):
                return pair[part.index.index(letter)]
        return ""


def _step_numbers(session: Session) -> dict[str, Array]:
    """All quantities of the next step, and the states as the step before left them."""
    found = {str(name): array.copy() for name, array in session.memory.arrays.items()}

    def keep(quantity: Equation | Given, array: Array) -> None:
        found[quantity.target] = array.copy()

    session.step(keep)
    return {**found, **counts(found)}
