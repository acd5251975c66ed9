"""RMSprop: the gradient over the root of its running mean square. Source: torch.optim.RMSprop."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from bpcli.rules.optimizers.averages import Mean, MeanSquare, root_text, root_with_eps
from bpcli.rules.optimizers.optimizer import Decayed, MistakenUpdate, NonNegative, Optimizer, Share, State, UpdateRule
from bpcli.rules.optimizers.velocity import VelocityStep
from bpcli.rules.rule import Array, Calls


class RMSprop(Optimizer, frozen=True, kw_only=True, tag="rmsprop"):
    """W_new = W - learning_rate g / (sqrt(v) + eps), v = alpha v_old + (1 - alpha) g^2.

    ``centered`` takes the square of the running mean m off v; with ``momentum`` a velocity gathers
    the quotients.
    """

    learning_rate: NonNegative = 1e-2
    alpha: Share = 0.99
    eps: NonNegative = 1e-8
    momentum: NonNegative = 0.0
    centered: bool = False

    def state(self) -> list[State]:
        """The mean square; the mean, if centered; the velocity, with momentum."""
        return [
            State("v", MeanSquare(self.alpha, self.weight_decay)),
            *([State("m", Mean(self.alpha, self.weight_decay))] if self.centered else []),
            *([State("velocity", QuotientVelocity(self))] if self.momentum else []),
        ]

    def step(self) -> UpdateRule:
        """The quotient or the velocity, times learning_rate."""
        return VelocityStep(self.learning_rate) if self.momentum else Quotient(self, self.learning_rate)

    def mistakes(self) -> Iterator[MistakenUpdate]:
        """Also: eps under the root; the step before's averages."""
        yield from Optimizer.mistakes(self)
        yield self._with_quotient("epsilon_inside_root", eps_inside=True)
        yield self._with_quotient("stale_state", v="v_old", m="m_old")
        if self.momentum:
            yield MistakenUpdate("stale_state", self.state(), self.step().reading(velocity="velocity_old"))

    def _with_quotient(self, name: str, *, eps_inside: bool = False, **others: str) -> MistakenUpdate:
        """A mistake in the quotient, which stands in the velocity where there is one."""
        if not self.momentum:
            return MistakenUpdate(name, self.state(), Quotient(self, self.learning_rate, eps_inside).reading(**others))
        *averages, _ = self.state()
        velocity = State("velocity", QuotientVelocity(self, eps_inside).reading(**others))
        return MistakenUpdate(name, [*averages, velocity], self.step())


class Quotient(UpdateRule):
    """rate g / (sqrt(v) + eps), or with centered rate g / (sqrt(v - m^2) + eps)."""

    def __init__(self, rmsprop: RMSprop, rate: float = 1.0, eps_inside: bool = False) -> None:
        self.g = Decayed(rmsprop.weight_decay)
        self.rate, self.eps, self.centered = rate, rmsprop.eps, rmsprop.centered
        self.eps_inside = eps_inside
        lead = "{rate} " if rate != 1 else ""
        spread = "{v} - {m}^2" if self.centered else "{v}"
        self.quotient_text = f"{lead}{self.g.text} / {root_text(spread, eps_inside=eps_inside)}"
        reads = (*self.g.reads, "v", "m") if self.centered else (*self.g.reads, "v")
        super().__init__(reads, self.quotient_text, rate=rate, eps=self.eps)

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """``out`` is scratch until the last call."""
        calls = self.bind_quotient(out, inputs)
        return [*calls, partial(np.multiply, out, self.rate, out)] if self.rate != 1 else calls

    def bind_quotient(self, out: Array, inputs: tuple[Array, ...]) -> Calls:
        """g / (sqrt(...) + eps)."""
        g, calls = self.g.bind(inputs)
        v, *m = inputs[len(self.g.reads) :][: 1 + self.centered]
        return [
            *calls,
            *([partial(np.multiply, m[0], m[0], out), partial(np.subtract, v, out, out)] if m else []),
            *root_with_eps(out, out if m else v, self.eps, inside=self.eps_inside),
            partial(np.divide, g, out, out),
        ]


class QuotientVelocity(UpdateRule):
    """velocity = momentum velocity_old + g / (sqrt(v) + eps)."""

    def __init__(self, rmsprop: RMSprop, eps_inside: bool = False) -> None:
        self.quotient = Quotient(rmsprop, eps_inside=eps_inside)
        self.momentum = rmsprop.momentum
        super().__init__(
            (*self.quotient.reads, "velocity_old"),
            f"{{momentum}} {{velocity_old}} + {self.quotient.quotient_text}",
            momentum=self.momentum,
            eps=rmsprop.eps,
        )

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The quotient in scratch, then the sum."""
        quotient = np.empty_like(out)
        return [
            *self.quotient.bind_quotient(quotient, inputs),
            partial(np.multiply, inputs[-1], self.momentum, out),
            partial(np.add, out, quotient, out),
        ]
