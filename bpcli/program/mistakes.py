"""Every way in which people get a program wrong: each mistake as the equations that it puts in place.

The rules know the mistakes; here they meet the names of a program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from bpcli.config.model import Config
from bpcli.program.build import role_names
from bpcli.program.equation import Equation, Program
from bpcli.program.network import Layer, parameters_of
from bpcli.rules.optimizers import NewParameter
from bpcli.rules.optimizers.optimizer import MistakenUpdate
from bpcli.rules.rule import Rule
from bpcli.rules.slips import Times


class Variant(Struct, frozen=True):
    """A mistake: its name, and the equations that stand in place of the program's own, by target."""

    mistake: str
    equations: Mapping[str, Equation]


def variants(program: Program, config: Config, layers: Sequence[Layer]) -> list[Variant]:
    """All mistakes that can be made in a program, in the order of its equations."""
    near = _Near(program)
    found: list[Variant] = []
    for equation in program.equations:
        for mistake in equation.rule.mistakes(equation.reads, near):
            changed = _replaced(equation, mistake.rule, mistake.reads)
            found.append(Variant(mistake.name, {equation.target: changed}))
    return [*found, *_of_updates(program, config, layers)]


class _Near:
    """The names around a quantity."""

    def __init__(self, program: Program) -> None:
        self.targets = {equation.target for equation in program.equations}
        self.activations = ("X", *(f"A{number}" for number in range(1, program.depth + 1)))

    def preactivation(self, activation: str) -> str | None:
        return f"Z{activation[1:]}" if activation in self.activations and activation != "X" else None

    def updated(self, parameter: str) -> str | None:
        return f"{parameter}_new" if f"{parameter}_new" in self.targets else None

    def other_activations(self, activation: str) -> tuple[str, ...]:
        return tuple(name for name in self.activations if name != activation)


def _of_updates(program: Program, config: Config, layers: Sequence[Layer]) -> Iterator[Variant]:
    equations = {equation.target: equation for equation in program.equations}
    for number, layer in enumerate(layers, 1):
        for name in parameters_of(number, layer):
            if f"{name}_new" in equations:
                for mistake in config.optimizer.mistakes():
                    yield Variant(mistake.name, _update(name, mistake, equations[f"{name}_new"]))


def _update(name: str, mistake: MistakenUpdate, last: Equation) -> dict[str, Equation]:
    step: Rule = Times(mistake.step, -1.0, "-") if mistake.negated else mistake.step
    rules: dict[str, tuple[Rule, tuple[str, ...]]] = {
        f"{name}_{state.suffix}": (state.rule, role_names(state.rule.reads, name)) for state in mistake.states
    }
    rules[f"{name}_step"] = (step, role_names(mistake.step.reads, name))
    rules[f"{name}_new"] = (mistake.new or NewParameter(), last.reads)
    return {target: Equation(target, reads, rule, "update", last.layer) for target, (rule, reads) in rules.items()}


def _replaced(equation: Equation, rule: Rule, reads: tuple[str, ...]) -> Equation:
    return Equation(equation.target, reads, rule, equation.phase, equation.layer, equation.listed)
