"""Adagrad and RMSprop: the larger the gradients of an entry were so far, the smaller its steps."""

from bpcli.rules.expression import Expression, sqrt, t
from bpcli.rules.optimizers.optimizer import Optimizer, Parameter, State, running_average
from bpcli.rules.registry import NonNegative, Share


class Adagrad(Optimizer, frozen=True, kw_only=True, tag="adagrad"):
    """The gradient over the root of the sum of its squares. Source: torch.optim.Adagrad."""

    learning_rate: NonNegative = 1e-2
    lr_decay: NonNegative = 0.0
    initial_accumulator_value: NonNegative = 0.0
    eps: NonNegative = 1e-10

    def states(self, p: Parameter) -> list[State]:
        return [State("sum", p.old("sum") + self.decayed(p) ** 2, self.initial_accumulator_value)]

    def step(self, p: Parameter) -> Expression:
        """The rate falls with the steps too, if ``lr_decay`` says so."""
        rate: Expression = self.constant("learning_rate")
        if self.lr_decay:
            rate = rate / (1 + self.constant("lr_decay") * (t - 1))
        return rate * self.decayed(p) / (sqrt(p.now("sum")) + self.constant("eps"))


class RMSprop(Optimizer, frozen=True, kw_only=True, tag="rmsprop"):
    """The gradient over the root of its running mean square. Source: torch.optim.RMSprop.

    ``centered`` takes the square of the running mean off the mean square; ``momentum`` gathers the quotients.
    """

    learning_rate: NonNegative = 1e-2
    alpha: Share = 0.99
    eps: NonNegative = 1e-8
    momentum: NonNegative = 0.0
    centered: bool = False

    def states(self, p: Parameter) -> list[State]:
        alpha, g = self.constant("alpha"), self.decayed(p)
        states = [State("v", running_average(alpha, p.old("v"), g**2))]
        if self.centered:
            states.append(State("m", running_average(alpha, p.old("m"), g)))
        if self.momentum:
            quotient = g / self._root(p)
            states.append(State("velocity", self.constant("momentum") * p.old("velocity") + quotient))
        return states

    def step(self, p: Parameter) -> Expression:
        rate = self.constant("learning_rate")
        return rate * p.now("velocity") if self.momentum else rate * self.decayed(p) / self._root(p)

    def _root(self, p: Parameter) -> Expression:
        spread = p.now("v") - p.now("m") ** 2 if self.centered else p.now("v")
        return sqrt(spread) + self.constant("eps")
