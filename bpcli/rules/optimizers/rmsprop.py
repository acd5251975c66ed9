"""RMSprop: the gradient over the root of its running mean square. Source: torch.optim.RMSprop."""

from bpcli.rules.expression import Expression, sqrt
from bpcli.rules.optimizers.optimizer import NonNegative, Optimizer, Parameter, Share, State, running_average


class RMSprop(Optimizer, frozen=True, kw_only=True, tag="rmsprop"):
    """``centered`` takes the square of the running mean off the mean square; ``momentum`` gathers the quotients."""

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
