"""Adagrad: each entry's learning rate falls with the squares it has seen. Source: torch.optim.Adagrad."""

from bpcli.rules.expression import Expression, sqrt, t
from bpcli.rules.optimizers.optimizer import NonNegative, Optimizer, Parameter, State


class Adagrad(Optimizer, frozen=True, kw_only=True, tag="adagrad"):
    """The gradient over the root of the sum of its squares."""

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
