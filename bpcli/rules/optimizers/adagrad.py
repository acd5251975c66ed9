"""Adagrad: each entry's learning rate falls with the squares it has seen. Source: torch.optim.Adagrad."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from bpcli.rules.optimizers.averages import root_text, root_with_eps
from bpcli.rules.optimizers.optimizer import Decayed, MistakenUpdate, NonNegative, Optimizer, State, UpdateRule
from bpcli.rules.rule import Array, Calls


class Adagrad(Optimizer, frozen=True, kw_only=True, tag="adagrad"):
    """W_new = W - learning_rate g / (sqrt(sum) + eps), sum = sum_old + g^2."""

    learning_rate: NonNegative = 1e-2
    lr_decay: NonNegative = 0.0
    initial_accumulator_value: NonNegative = 0.0
    eps: NonNegative = 1e-10

    def state(self) -> list[State]:
        """The sum of squares."""
        return [State("sum", SumOfSquares(self), self.initial_accumulator_value)]

    def step(self) -> UpdateRule:
        """The gradient over the root of the sum."""
        return AdagradStep(self)

    def mistakes(self) -> Iterator[MistakenUpdate]:
        """Also: eps under the root; the step before's sum."""
        yield from Optimizer.mistakes(self)
        yield MistakenUpdate("epsilon_inside_root", self.state(), AdagradStep(self, eps_inside=True))
        yield MistakenUpdate("stale_state", self.state(), self.step().reading(sum="sum_old"))


class SumOfSquares(UpdateRule):
    """sum = sum_old + g^2."""

    def __init__(self, adagrad: Adagrad) -> None:
        self.g = Decayed(adagrad.weight_decay)
        super().__init__((*self.g.reads, "sum_old"), f"{{sum_old}} + {self.g.text}^2")

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """A square, a sum."""
        g, calls = self.g.bind(inputs)
        square = np.empty_like(out)
        return [*calls, partial(np.multiply, g, g, square), partial(np.add, inputs[-1], square, out)]


class AdagradStep(UpdateRule):
    """learning_rate / (1 + (t - 1) lr_decay) g / (sqrt(sum) + eps)."""

    def __init__(self, adagrad: Adagrad, *, eps_inside: bool = False) -> None:
        self.g = Decayed(adagrad.weight_decay)
        self.lr, self.decay, self.eps = adagrad.learning_rate, adagrad.lr_decay, adagrad.eps
        self.eps_inside = eps_inside
        rate = "{lr} / (1 + (t - 1) {lr_decay})" if self.decay else "{lr}"
        super().__init__(
            (*self.g.reads, "sum", "t"),
            f"{rate} {self.g.text} / {root_text('{sum}', eps_inside=eps_inside)}",
            lr=self.lr,
            lr_decay=self.decay,
            eps=self.eps,
        )

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The rate is looked up when the step runs."""
        *_, total, t = inputs
        g, calls = self.g.bind(inputs)

        def scale() -> None:
            np.multiply(out, self.lr / (1 + (float(t) - 1) * self.decay), out)

        return [
            *calls,
            *root_with_eps(out, total, self.eps, inside=self.eps_inside),
            partial(np.divide, g, out, out),
            scale,
        ]
