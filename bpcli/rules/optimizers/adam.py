"""Adam, AdamW and NAdam: both moments of the gradient, corrected for their start. Source: torch.optim."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import structs

from bpcli.rules.expression import Constant, Expression, largest, lift, sqrt, t
from bpcli.rules.mistakes import Mistake
from bpcli.rules.optimizers.optimizer import Optimizer, Parameter, State, running_average
from bpcli.rules.registry import NonNegative, Share


class Moments(Optimizer, frozen=True, kw_only=True):
    """What the three have in common: the running means of the gradient and of its square."""

    betas: tuple[Share, Share] = (0.9, 0.999)
    eps: NonNegative = 1e-8

    @property
    def decouples(self) -> bool:
        """Whether the decay acts on the parameter by itself, past the moments."""
        return False

    @property
    def beta1(self) -> Constant:
        """How much of the old mean stays."""
        return Constant(self.betas[0], "beta1")

    @property
    def beta2(self) -> Constant:
        """How much of the old mean square stays."""
        return Constant(self.betas[1], "beta2")

    def gradient(self, p: Parameter) -> Expression:
        """What the moments are made of."""
        return p.gradient if self.decouples else self.decayed(p)

    def states(self, p: Parameter) -> list[State]:
        g = self.gradient(p)
        return [
            State("m", running_average(self.beta1, p.old("m"), g)),
            State("v", running_average(self.beta2, p.old("v"), g**2)),
        ]

    def root(self, v: Expression) -> Expression:
        """The root of the corrected mean square, with eps beside it."""
        return sqrt(v / (1 - self.beta2**t)) + self.constant("eps")

    def with_decay(self, p: Parameter, step: Expression) -> Expression:
        """The step, and the decay where it acts by itself."""
        if not (self.decouples and self.weight_decay):
            return step
        return step + self.constant("learning_rate") * self.constant("weight_decay") * p.value

    def mistakes(self, p: Parameter) -> Iterator[Mistake]:
        """beta1 stands where beta2 belongs, and the other way round."""
        yield self.mistaken("betas_swapped", p, betas=self.betas[::-1])


class Adam(Moments, frozen=True, kw_only=True, tag="adam"):
    """The corrected mean over the root of the corrected mean square.

    ``weight_decay`` is added to the gradient; ``amsgrad`` divides by the largest v so far.
    """

    amsgrad: bool = False

    def states(self, p: Parameter) -> list[State]:
        moments = Moments.states(self, p)
        return [*moments, State("v_max", largest(p.old("v_max"), p.now("v")))] if self.amsgrad else moments

    def step(self, p: Parameter) -> Expression:
        corrected = p.now("m") / (1 - self.beta1**t)
        root = self.root(p.now("v_max" if self.amsgrad else "v"))
        return self.with_decay(p, self.constant("learning_rate") * corrected / root)


class AdamW(Adam, frozen=True, kw_only=True, tag="adamw"):
    """Adam whose weight decay takes learning_rate weight_decay W off the parameter by itself."""

    weight_decay: NonNegative = 1e-2

    @property
    def decouples(self) -> bool:
        return True

    def mistakes(self, p: Parameter) -> Iterator[Mistake]:
        """Those of adam; and the decay added to the gradient, as adam has it."""
        yield from Adam.mistakes(self, p)
        yield Mistake("weight_decay_coupled", Adam(**structs.asdict(self)).expressions(p))


class NAdam(Moments, frozen=True, kw_only=True, tag="nadam"):
    """Adam with Nesterov's look ahead, along a momentum that grows towards beta1. Source: Dozat 2016.

    ``decoupled_weight_decay`` has the decay act as adamw's does.
    """

    learning_rate: NonNegative = 2e-3
    momentum_decay: NonNegative = 4e-3
    decoupled_weight_decay: bool = False

    growth: ClassVar[float] = 0.96
    """The base with which the momentum nears beta1, as PyTorch has it."""

    @property
    def decouples(self) -> bool:
        return self.decoupled_weight_decay

    def states(self, p: Parameter) -> list[State]:
        """Both moments, and the product of the momenta so far."""
        product = p.old("mu_product", scalar=True) * self._momentum(t)
        return [*Moments.states(self, p), State("mu_product", product, start=1.0, scalar=True)]

    def step(self, p: Parameter) -> Expression:
        """A step along the gradient, and one along the mean as the next step will weigh it."""
        now, coming, product = self._momentum(t), self._momentum(t + 1), p.now("mu_product", scalar=True)
        rate, root = self.constant("learning_rate"), self.root(p.now("v"))
        along_gradient = rate * (1 - now) / (1 - product) * self.gradient(p) / root
        along_mean = rate * coming / (1 - product * coming) * p.now("m") / root
        return self.with_decay(p, along_gradient + along_mean)

    def _momentum(self, step: Expression) -> Expression:
        """The momentum of the step with this number; it grows towards beta1."""
        return self.beta1 * (1 - 0.5 * lift(self.growth) ** (step * self.constant("momentum_decay")))
