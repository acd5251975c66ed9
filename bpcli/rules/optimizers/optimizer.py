"""What every optimizer is: for each parameter the state that it keeps, and the step that this gives.

Formulas, state and defaults are PyTorch's (torch.optim).
"""

from collections.abc import Iterator
from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field
from msgspec.structs import replace

from bpcli.rules.expression import Expression, Read
from bpcli.rules.mistakes import Mistake
from bpcli.rules.names import OLD, Name
from bpcli.rules.registry import NonNegative, Positive, Rule


class Parameter(Struct, frozen=True):
    """A parameter as an optimizer sees it: its name, and the gradient that it is given."""

    name: Name
    gradient: Expression

    @property
    def value(self) -> Expression:
        """The parameter as the step finds it."""
        return Read(self.name)

    def now(self, suffix: str, *, scalar: bool = False) -> Expression:
        """A state as this step made it."""
        return Read(self.name.with_suffix(suffix), scalar)

    def old(self, suffix: str, *, scalar: bool = False) -> Expression:
        """A state as the step before left it."""
        return self.now(suffix + OLD, scalar=scalar)


class State(Struct, frozen=True):
    """What an optimizer keeps from step to step for a parameter: how it is renewed, and what it starts from.

    It has the parameter's shape, or is one number (``scalar``).
    """

    suffix: str
    expression: Expression
    start: float = 0.0
    scalar: bool = False


class Optimizer(Rule, frozen=True, kw_only=True):
    """What all optimizers share.

    ``freeze`` keeps parameters as they are; their gradients are traced. ``clip_norm`` makes the gradients of all
    trained parameters shorter, so that together they are at most so long.
    """

    learning_rate: NonNegative = 1e-3
    weight_decay: NonNegative = 0.0
    clip_norm: Positive | UnsetType = UNSET
    freeze: Literal["biases"] | list[str] = field(default_factory=list)

    def freezes(self, parameter: str) -> bool:
        """Whether the parameter called ``parameter`` stays as it is."""
        return parameter.startswith("b") if self.freeze == "biases" else parameter in self.freeze

    def conflicts(self) -> Iterator[tuple[str, str, str]]:
        """Parameters that do not go together: the key, what was found, what is allowed."""
        yield from ()

    def states(self, p: Parameter) -> list[State]:
        """What is kept from step to step, in the order in which it is computed."""
        return []

    def step(self, p: Parameter) -> Expression:
        """What is taken from the parameter."""
        raise TypeError(f"{self.name} takes no step")

    def expressions(self, p: Parameter) -> dict[Name, Expression]:
        """The whole update of a parameter: its states, its step, and what is left of it."""
        states = {p.name.with_suffix(state.suffix): state.expression for state in self.states(p)}
        return {**states, step_of(p): self.step(p), p.name.with_suffix("new"): p.value - p.now("step")}

    def mistakes(self, p: Parameter) -> Iterator[Mistake]:
        """How people get this update wrong, besides what goes wrong with all of them (``update_mistakes``)."""
        yield from ()

    def decayed(self, p: Parameter) -> Expression:
        """The gradient with the weight decay added to it, which most optimizers start from."""
        return p.gradient + self.constant("weight_decay") * p.value if self.weight_decay else p.gradient

    def mistaken(self, name: str, p: Parameter, **changes: Any) -> Mistake:
        """The mistake that comes to this optimizer with other parameters."""
        return Mistake(name, replace(self, **changes).expressions(p))


def step_of(p: Parameter) -> Name:
    """The name of what is taken from a parameter."""
    return p.name.with_suffix("step")


def running_average(keep: Expression, old: Expression, new: Expression) -> Expression:
    """``keep`` of the old average, and of what is new the rest."""
    return keep * old + (1 - keep) * new
