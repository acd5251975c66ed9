"""An equation: the name of what is computed, and the expression that it is computed from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import force_setattr

from bpcli.rules.arrays import Array, Calls
from bpcli.rules.calls import Numbers, calls
from bpcli.rules.evaluation import shape_of
from bpcli.rules.expression import Expression, reads
from bpcli.rules.layouts import Layout
from bpcli.rules.mistakes import Mistakes
from bpcli.rules.names import Name
from bpcli.rules.notation import TEXT, Notation
from bpcli.rules.numerics import Numerics

Phase = Literal["input", "parameter", "forward", "loss", "backward", "update"]


class Equation(Struct, frozen=True):
    """``target = expression``, in a phase of the step and for a layer.

    ``numerics`` compute the same with more digits, or faster. What is not ``listed`` is shown nowhere.
    """

    target: Name
    expression: Expression
    phase: Phase
    layer: int
    numerics: Numerics | None = None
    mistakes: Mistakes | None = None
    listed: bool = True
    exact: tuple[Expression, ...] = ()
    """Other ways to write it that keep their digits where the expression loses them, as numerics do."""
    reads: tuple[Name, ...] = ()
    """All that it needs: what the expression reads, then what the numerics do besides."""

    def __post_init__(self) -> None:
        own = self.numerics.reads if self.numerics else ()
        force_setattr(self, "reads", tuple(dict.fromkeys((*reads(self.expression), *own))))

    def bind(self, out: Array, arrays: Mapping[str, Array], numbers: Numbers | None = None) -> Calls:
        """Calls that compute ``out`` from what ``arrays`` hold when they run; ``numbers`` is shared in a step."""
        if self.numerics is None:
            return calls(self.expression, out, arrays, numbers)
        own = self.numerics.bind(out, arrays)
        return [*calls(self.expression, out, arrays, numbers), *own] if self.numerics.mends else own

    def compute(self, values: Mapping[str, Array]) -> Array:
        """The value for these quantities, in an array of its own.

        Raises:
            ValueError: their shapes do not fit together.
        """
        value, calls = self.computing(values)
        for call in calls:
            call()
        return value

    def computing(self, values: Mapping[str, Array]) -> tuple[Array, Calls]:
        """An array for the value, and the calls that put it there from what ``values`` hold when they run.

        Raises:
            ValueError: their shapes do not fit together.
        """
        arrays: dict[str, Array] = {name: values[name] for name in self.reads}
        shape = shape_of(self.expression, {name: array.shape for name, array in arrays.items()})
        out = np.empty(shape, np.result_type(np.float64, *arrays.values()))
        return out, self.bind(out, arrays)

    def mistaken(self, expression: Expression) -> Equation:
        """The same quantity, as somebody computed it by mistake."""
        return Equation(self.target, expression, self.phase, self.layer, listed=self.listed)

    def formula(self, layout: Layout, notation: Notation = TEXT) -> str:
        """The whole equation, such as ``Z1 = X W1 + b1``."""
        return notation.equation(self.target, layout.written(self.target, self.expression))


class Given(Struct, frozen=True):
    """What a step finds and does not compute: inputs and parameters."""

    target: Name
    phase: Phase
    layer: int
    listed: bool = True


class Program(Struct, frozen=True):
    """One training step: what it finds, then its equations in the order of computation."""

    given: tuple[Given, ...]
    equations: tuple[Equation, ...]
    depth: int
    """How many layers there are."""

    @property
    def listed(self) -> tuple[Given | Equation, ...]:
        """All that is shown of a step, in order."""
        quantities: tuple[Given | Equation, ...] = (*self.given, *self.equations)
        return tuple(quantity for quantity in quantities if quantity.listed)

    @property
    def forward(self) -> tuple[Equation, ...]:
        """The equations up to the output."""
        return tuple(equation for equation in self.equations if equation.phase == "forward")
