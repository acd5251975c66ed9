"""Stochastic gradient descent, with momentum and Nesterov's look ahead. Source: torch.optim.SGD."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from bpcli.rules.optimizers.optimizer import Decayed, MistakenUpdate, NonNegative, Optimizer, State, UpdateRule
from bpcli.rules.optimizers.velocity import VelocityStep
from bpcli.rules.rule import Array, Calls


class SGD(Optimizer, frozen=True, kw_only=True, tag="sgd"):
    """W_new = W - learning_rate g; with momentum the velocity stands for g."""

    momentum: NonNegative = 0.0
    dampening: float = 0.0
    nesterov: bool = False

    def conflicts(self) -> Iterator[tuple[str, str, str]]:
        """Nesterov looks ahead along the whole velocity, as in PyTorch."""
        if self.nesterov and (self.momentum == 0 or self.dampening != 0):
            yield "nesterov", "nesterov without what it looks ahead along", "allowed: with momentum, without dampening"

    def state(self) -> list[State]:
        """The velocity, where there is momentum."""
        return [State("velocity", Velocity(self))] if self.momentum else []

    def step(self) -> UpdateRule:
        """learning_rate times the velocity, or the gradient, or both."""
        if self.momentum:
            return NesterovStep(self) if self.nesterov else VelocityStep(self.learning_rate)
        return PlainStep(self)

    def mistakes(self) -> Iterator[MistakenUpdate]:
        """Also: nesterov where it is not asked for, or not where it is; the step before's velocity."""
        yield from Optimizer.mistakes(self)
        if self.momentum:
            yield self.mistaken("nesterov_mismatch", nesterov=not self.nesterov)
            yield MistakenUpdate("stale_state", self.state(), self.step().reading(velocity="velocity_old"))


class Velocity(UpdateRule):
    """velocity = momentum velocity_old + (1 - dampening) g; at the first step it is g."""

    def __init__(self, sgd: SGD) -> None:
        self.g = Decayed(sgd.weight_decay)
        self.momentum, self.share = sgd.momentum, 1 - sgd.dampening
        added = f"{{share}} {self.g.text} (at t = 1: {self.g.text})" if sgd.dampening else self.g.text
        super().__init__(
            (*self.g.reads, "velocity_old", "t"),
            f"{{momentum}} {{velocity_old}} + {added}",
            momentum=self.momentum,
            share=self.share,
        )

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The old velocity is 0 at the first step, so that only the share differs there."""
        *_, old, t = inputs
        g, calls = self.g.bind(inputs)
        added = np.empty_like(out)

        def add_share() -> None:
            np.multiply(g, self.share if t > 1 else 1.0, added)
            np.add(out, added, out)

        add = add_share if self.share != 1 else partial(np.add, out, g, out)
        return [*calls, partial(np.multiply, old, self.momentum, out), add]


class PlainStep(UpdateRule):
    """learning_rate g."""

    def __init__(self, sgd: SGD) -> None:
        self.g = Decayed(sgd.weight_decay)
        self.lr = sgd.learning_rate
        super().__init__(self.g.reads, f"{{lr}} {self.g.text}", lr=self.lr)

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """One product."""
        g, calls = self.g.bind(inputs)
        return [*calls, partial(np.multiply, g, self.lr, out)]


class NesterovStep(UpdateRule):
    """learning_rate (g + momentum velocity)."""

    def __init__(self, sgd: SGD) -> None:
        self.g = Decayed(sgd.weight_decay)
        self.lr, self.momentum = sgd.learning_rate, sgd.momentum
        text = f"{{lr}} ({self.g.text} + {{momentum}} {{velocity}})"
        super().__init__((*self.g.reads, "velocity"), text, lr=self.lr, momentum=self.momentum)

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The velocity is looked ahead along once more."""
        g, calls = self.g.bind(inputs)
        return [
            *calls,
            partial(np.multiply, inputs[-1], self.momentum, out),
            partial(np.add, out, g, out),
            partial(np.multiply, out, self.lr, out),
        ]
