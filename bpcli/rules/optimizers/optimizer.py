"""What every optimizer is: for each parameter its state's equations and the step that they give.

Formulas, state and defaults are PyTorch's (torch.optim). An optimizer names what it reads by role,
for a parameter W: ``W``, its gradient ``dW``, ``t`` (the step's number, from 1), and its own state by
suffix, ``m`` as this step made it and ``m_old`` as the step before left it.
"""

from collections.abc import Iterator
from copy import copy
from functools import partial
from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta, Struct
from msgspec.structs import replace

from bpcli.rules.rule import Array, Calls, Elementwise, Layout, Rule, written
from bpcli.rules.slips import Plain

NonNegative = Annotated[float, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, lt=1)]


class UpdateRule(Elementwise):
    """A rule of an optimizer, for one parameter; all matrices have the parameter's shape.

    ``out`` may be the array of a state that is read: each rule reads it before it writes.
    """

    def __init__(self, reads: tuple[str, ...], text: str, **constants: float) -> None:
        self.reads = reads
        self.text = text
        self.constants = constants

    def reading(self, **others: str) -> "UpdateRule":
        """The same rule with other roles read in the place of some: ``m="m_old"``."""
        changed = copy(self)
        changed.reads = tuple(others.get(role, role) for role in self.reads)
        for role, other in others.items():
            changed.text = changed.text.replace(f"{{{role}}}", f"{{{other}}}")
        return changed

    def formula(self, layout: Layout, *inputs: str) -> str:
        """The text with the parameter's own names and the optimizer's numbers."""
        numbers: dict[str, Any] = {name: written(value) for name, value in self.constants.items()}
        return self.text.format(**dict(zip(self.reads, inputs, strict=True)), **numbers)


class State(Struct, frozen=True):
    """A matrix that an optimizer keeps for each parameter: its suffix, its rule, what it starts from."""

    suffix: str
    rule: UpdateRule
    start: float = 0.0


class MistakenUpdate(Struct, frozen=True):
    """An update as somebody wrote it by mistake: all its equations, for they belong together."""

    name: str
    states: list[State]
    step: UpdateRule
    new: Rule | None = None
    negated: bool = False
    """Whether the step has the wrong sign."""


class Optimizer(Struct, frozen=True, kw_only=True, tag_field="name", forbid_unknown_fields=True):
    """What all optimizers share. ``freeze`` keeps parameters as they are; their gradients are traced."""

    learning_rate: NonNegative = 1e-3
    weight_decay: NonNegative = 0.0
    freeze: Literal["biases"] | list[str] = []

    @property
    def name(self) -> str:
        """The name in the config."""
        return str(self.__struct_config__.tag)

    def freezes(self, parameter: str) -> bool:
        """Whether the parameter called ``parameter`` stays as it is."""
        return parameter.startswith("b") if self.freeze == "biases" else parameter in self.freeze

    def conflicts(self) -> Iterator[tuple[str, str, str]]:
        """Parameters that do not go together: the key, what was found, what is allowed."""
        yield from ()

    def state(self) -> list[State]:
        """What is kept from step to step, in the order in which it is computed."""
        return []

    def step(self) -> UpdateRule:
        """The rule for what is taken from the parameter."""
        raise TypeError(f"{self.name} takes no step")

    def mistakes(self) -> Iterator[MistakenUpdate]:
        """How people get the update wrong; a subclass adds its own to these of all."""
        yield MistakenUpdate("gradient_added", self.state(), self.step(), Plain(np.add, "{} + {}"))
        yield MistakenUpdate("gradient_added", self.state(), self.step(), negated=True)
        yield self.mistaken("learning_rate_missing", learning_rate=1.0)

    def mistaken(self, name: str, **changes: Any) -> MistakenUpdate:
        """The mistake of running this optimizer with other numbers."""
        other = replace(self, **changes)
        return MistakenUpdate(name, other.state(), other.step())


class Decayed:
    """The gradient with the weight decay added to it, g = dW + decay W: what most optimizers start from."""

    def __init__(self, decay: float) -> None:
        self.decay = decay
        self.reads = ("dW", "W") if decay else ("dW",)
        self.text = f"({{dW}} + {written(decay)} {{W}})" if decay else "{dW}"

    def bind(self, inputs: tuple[Array, ...]) -> tuple[Array, Calls]:
        """The array that will hold g, and the calls that fill it; without decay that is dW itself."""
        dW = inputs[0]
        if not self.decay:
            return dW, []
        g = np.empty_like(dW)
        return g, [partial(np.multiply, inputs[1], self.decay, g), partial(np.add, g, dW, g)]
