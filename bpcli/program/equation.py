"""An equation: a name for what is computed, the names that it reads, and the rule."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from bpcli.rules.rule import Layout, Rule

Phase = Literal["input", "parameter", "forward", "loss", "backward", "update"]


class Equation(Struct, frozen=True):
    """``target = rule(*reads)``, in a phase of the step and for a layer.

    What is not ``listed`` is computed on the way and shown nowhere.
    """

    target: str
    reads: tuple[str, ...]
    rule: Rule
    phase: Phase
    layer: int
    listed: bool = True

    def formula(self, layout: Layout) -> str:
        """The whole equation as text, such as ``Z1 = X W1 + b1``."""
        return f"{self.target} = {self.rule.formula(layout, *self.reads)}"


class Given(Struct, frozen=True):
    """What a step finds and does not compute: inputs and parameters."""

    target: str
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
