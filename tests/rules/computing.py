"""A rule on its own, as a program computes it: its expression bound to arrays, its numerics where it has some."""

from __future__ import annotations

from bpcli.program.equation import Equation
from bpcli.rules.activations import Activation
from bpcli.rules.arrays import Array
from bpcli.rules.expression import Expression, Read
from bpcli.rules.names import Name, Y
from bpcli.rules.numerics import Numerics, computed_as

Z1, A1, DA1, TARGETS = Read(Name("Z", 1)), Read(Name("A", 1)), Read(Name("dA", 1)), Read(Y)


def computed(expression: Expression, numerics: Numerics | None = None, **values: Array) -> Array:
    """What a program would have for the expression, by its NumPy calls."""
    return Equation(Name("computed"), expression, "forward", 1, numerics).compute(values)


def value_of(activation: Activation, Z: Array) -> Array:
    """A = f(Z), as a program has it."""
    return computed(activation.called(Z1), computed_as(activation.computed(Z1)), Z1=Z)
