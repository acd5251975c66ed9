"""Rules that nobody means to use: what the usual mistakes compute in place of the right one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from bpcli.rules.rule import Array, Call, Calls, Elementwise, Layout, Rule, Shape, written


class Times(Rule):
    """Another rule's output times a constant that does not belong there."""

    def __init__(self, rule: Rule, factor: float, text: str | None = None) -> None:
        self.rule, self.factor = rule, factor
        self.text = written(factor) if text is None else text

    def shape(self, *inputs: Shape) -> Shape:
        """The other rule's."""
        return self.rule.shape(*inputs)

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The other rule's calls, scaled."""
        return [*self.rule.bind(out, *inputs), partial(np.multiply, out, self.factor, out)]

    def formula(self, layout: Layout, *inputs: str) -> str:
        """``1/m (A2 - Y)``."""
        return f"{self.text} ({self.rule.formula(layout, *inputs)})"


class TimesSamples(Times):
    """Another rule's output times m to some power; the first input has a row a sample."""

    def __init__(self, rule: Rule, power: int) -> None:
        super().__init__(rule, 1.0, "m" if power > 0 else "1/m")
        self.power = power

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The other rule's calls, scaled by the batch."""
        factor = float(len(inputs[0])) ** self.power
        return [*self.rule.bind(out, *inputs), partial(np.multiply, out, factor, out)]


class Copied(Elementwise):
    """What was read, unchanged."""

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """A copy."""
        return [partial(np.copyto, out, inputs[0])]

    def formula(self, layout: Layout, *inputs: str) -> str:
        """The name that was read."""
        return inputs[0]


class Plain(Elementwise):
    """An expression that needs no buffers, written as a template over the names read."""

    def __init__(self, function: Callable[..., Array], text: str) -> None:
        self.function, self.text = function, text

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """One assignment."""

        def assign() -> None:
            out[...] = self.function(*inputs)

        call: Call = assign
        return [call]

    def formula(self, layout: Layout, *inputs: str) -> str:
        """The filled template."""
        return self.text.format(*inputs)
