"""Every way in which people get a program wrong: each mistake with what it puts in the place of some quantities.

The rules know the mistakes; here they meet the names of a program.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpcli.program.build import trained_parameters
from bpcli.program.equation import Equation, Program
from bpcli.program.network import Layer
from bpcli.rules.mistakes import Mistake
from bpcli.rules.names import Name, X
from bpcli.rules.optimizers import Optimizer
from bpcli.rules.optimizers.mistakes import update_mistakes


def mistakes(
    program: Program, labels: Sequence[Equation], optimizer: Optimizer, layers: Sequence[Layer]
) -> Iterator[Mistake]:
    """All mistakes that can be made in a program and in its targets, in the order of the equations."""
    near = _Near(program)
    for equation in (*labels, *program.equations):
        if equation.mistakes is not None:
            for name, expression in equation.mistakes(equation.expression, near):
                yield Mistake(name, {equation.target: expression})
    for parameter in trained_parameters(optimizer, layers):
        yield from update_mistakes(optimizer, parameter)


class _Near:
    """The names around a quantity."""

    def __init__(self, program: Program) -> None:
        self.targets = {equation.target for equation in program.equations}
        self.activations = (X, *(Name("A", number) for number in range(1, program.depth + 1)))

    def updated(self, parameter: Name) -> Name | None:
        new = parameter.with_suffix("new")
        return new if new in self.targets else None

    def other_activations(self, activation: Name) -> tuple[Name, ...]:
        return tuple(name for name in self.activations if name != activation)
