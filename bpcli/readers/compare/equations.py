"""What a comparison asks of an equation: its result for other numbers than the reference's, and its kind."""

from __future__ import annotations

from collections.abc import Callable

from bpcli.program.equation import Equation
from bpcli.rules.activations import Slope
from bpcli.rules.rule import Array

Value = Callable[[str], Array]
"""The numbers of a quantity by its name."""


def result_of(equation: Equation, value: Value) -> Array:
    """What an equation gives where the quantities that it reads have these values."""
    return equation.rule.compute(*(value(name) for name in equation.reads))


def is_derivative(equation: Equation | None) -> bool:
    """Whether it is an activation's slope, which people work out on the way and rarely round."""
    return equation is not None and isinstance(equation.rule, Slope)
