"""The step that is checked: what it found, what it computed, and the same in wider floats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from msgspec import Struct

from bpcli.errors import NonFiniteError
from bpcli.program.bound import bind
from bpcli.program.equation import Equation, Program
from bpcli.program.session import Session
from bpcli.program.setup import Setup
from bpcli.rules.arrays import Array

Arrays = Mapping[str, Array]


class CheckedStep(Struct, frozen=True):
    """One training step, looked at from outside; all matrices in rows layout."""

    number: int
    setup: Setup
    program: Program
    computed: Arrays
    """Everything as the step left it, in the config's dtype; parameters and their ``_new`` are the new ones."""
    parameters: Arrays
    """Copies of the parameters as the step found them."""
    wide: Arrays
    """The step's inputs, and all up to the gradients, in the wider floats."""

    @property
    def loss(self) -> float:
        """The loss of the step."""
        return float(self.computed["loss"])

    def rounding(self, name: str) -> float:
        """What rounding did to a quantity: its largest difference to the same in wider floats."""
        return float(np.max(np.abs(self.computed[name] - self.wide[name]), initial=0.0))


def wider(dtype: np.dtype[np.generic]) -> np.dtype[np.generic]:
    """The floats of a reference: float64 for float32, for float64 the platform's longest."""
    return np.dtype(np.float64 if dtype == np.float32 else np.longdouble)


def next_checked_step(session: Session) -> CheckedStep:
    """Take the session's next step.

    Raises:
        NonFiniteError: a number of the step is NaN or infinite.
    """
    parameters = {name: parameter.copy() for name, parameter in session.memory.parameters.items()}
    session.step()
    session.check_finite()
    given = {**parameters, "X": session.arrays["X"], "Y": session.arrays["Y"]}
    wide = _in_wider_floats(session.program.equations, given, wider(session.dtype))
    step = CheckedStep(session.step_number, session.setup, session.program, session.arrays, parameters, wide)
    _check_gradients_finite(step)
    return step


def _in_wider_floats(equations: Iterable[Equation], given: Arrays, dtype: np.dtype[np.generic]) -> Arrays:
    before_update = [equation for equation in equations if equation.phase != "update"]
    bound = bind(before_update, {name: array.astype(dtype) for name, array in given.items()}, dtype)
    with np.errstate(all="ignore"):
        bound.run()
    return bound.arrays


def _check_gradients_finite(step: CheckedStep) -> None:
    """A frozen parameter's gradient moves nothing, so that the session does not look at it."""
    for name in (equation.target for equation in step.program.equations if equation.target.is_gradient):
        gradient = step.computed[name]
        wrong = np.argwhere(~np.isfinite(gradient))
        if len(wrong):
            entry = tuple(map(int, wrong[0]))
            shown = step.setup.config.matrices.index(name, entry)
            raise NonFiniteError(step.number, name, shown, float(gradient[entry]))
