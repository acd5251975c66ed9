"""Stochastic gradient descent, with momentum and Nesterov's look ahead. Source: torch.optim.SGD."""

from collections.abc import Iterator

from bpcli.rules.expression import Expression, t, where
from bpcli.rules.mistakes import Mistake
from bpcli.rules.optimizers.optimizer import Optimizer, Parameter, State
from bpcli.rules.registry import NonNegative


class SGD(Optimizer, frozen=True, kw_only=True, tag="sgd"):
    """The gradient times the learning rate; with momentum the velocity stands for the gradient."""

    momentum: NonNegative = 0.0
    dampening: float = 0.0
    nesterov: bool = False

    def conflicts(self) -> Iterator[tuple[str, str, str]]:
        """Nesterov looks ahead along the whole velocity, as in PyTorch."""
        if self.nesterov and (self.momentum == 0 or self.dampening != 0):
            yield "nesterov", "nesterov without what it looks ahead along", "allowed: with momentum, without dampening"

    def states(self, p: Parameter) -> list[State]:
        """The velocity, where there is momentum. The first gradient is not dampened."""
        if not self.momentum:
            return []
        g = self.decayed(p)
        added = where(t > 1, 1 - self.constant("dampening"), 1) * g if self.dampening else g
        return [State("velocity", self.constant("momentum") * p.old("velocity") + added)]

    def step(self, p: Parameter) -> Expression:
        g = self.decayed(p)
        if self.momentum:
            velocity = p.now("velocity")
            g = g + self.constant("momentum") * velocity if self.nesterov else velocity
        return self.constant("learning_rate") * g

    def mistakes(self, p: Parameter) -> Iterator[Mistake]:
        """Nesterov where it is not asked for, or not where it is."""
        if self.momentum:
            yield self.mistaken("nesterov_mismatch", p, nesterov=not self.nesterov)
