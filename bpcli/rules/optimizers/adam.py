"""Adam and AdamW: both moments of the gradient, corrected for their start. Source: torch.optim.Adam."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

import numpy as np
from msgspec import structs

from bpcli.rules.optimizers.averages import Mean, MeanSquare, root_text, root_with_eps
from bpcli.rules.optimizers.optimizer import MistakenUpdate, NonNegative, Optimizer, Share, State, UpdateRule
from bpcli.rules.rule import Array, Calls


class Adam(Optimizer, frozen=True, kw_only=True, tag="adam"):
    """W_new = W - learning_rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps).

    ``weight_decay`` is added to the gradient; ``amsgrad`` divides by the largest v so far.
    """

    betas: tuple[Share, Share] = (0.9, 0.999)
    eps: NonNegative = 1e-8
    amsgrad: bool = False

    decoupled: ClassVar[bool] = False
    """Whether the decay acts on the parameter by itself, past the moments."""

    def state(self) -> list[State]:
        """Both moments, and with amsgrad the largest second one."""
        decay = 0.0 if self.decoupled else self.weight_decay
        moments = [State("m", Mean(self.betas[0], decay)), State("v", MeanSquare(self.betas[1], decay))]
        return [*moments, State("v_max", Largest())] if self.amsgrad else moments

    def step(self) -> UpdateRule:
        """The quotient of the corrected moments."""
        return AdamStep(self)

    def mistakes(self) -> Iterator[MistakenUpdate]:
        """Also: what goes wrong in the quotient, with the betas, and with moments of the step before."""
        yield from Optimizer.mistakes(self)
        yield self.mistaken("betas_swapped", betas=self.betas[::-1])
        for corrected in ((False, False), (False, True), (True, False)):
            yield self._with_step("bias_correction_missing", AdamStep(self, corrected=corrected))
        yield self._with_step("epsilon_inside_root", AdamStep(self, eps_inside=True))
        for shift in (-1, 1):
            yield self._with_step("timestep_off_by_one", AdamStep(self, shift=shift))
        v = "v_max" if self.amsgrad else "v"
        for others in ({"m": "m_old", v: f"{v}_old"}, {"m": "m_old"}, {v: f"{v}_old"}):
            yield self._with_step("stale_state", self.step().reading(**others))

    def _with_step(self, name: str, step: UpdateRule) -> MistakenUpdate:
        return MistakenUpdate(name, self.state(), step)


class AdamW(Adam, frozen=True, kw_only=True, tag="adamw"):
    """Adam whose weight decay takes learning_rate weight_decay W off the parameter by itself."""

    weight_decay: NonNegative = 1e-2

    decoupled: ClassVar[bool] = True

    def mistakes(self) -> Iterator[MistakenUpdate]:
        """Also: the decay added to the gradient, as adam has it."""
        yield from Adam.mistakes(self)
        coupled = Adam(**structs.asdict(self))
        yield MistakenUpdate("weight_decay_coupled", coupled.state(), coupled.step())


class Largest(UpdateRule):
    """v_max = max(v_max_old, v)."""

    def __init__(self) -> None:
        super().__init__(("v", "v_max_old"), "max({v_max_old}, {v})")

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """One comparison."""
        return [partial(np.maximum, *inputs, out=out)]


class AdamStep(UpdateRule):
    """learning_rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps), and adamw's decay.

    ``corrected`` (m, v), ``eps_inside`` the root and a ``shift`` of t are there for the mistakes.
    """

    def __init__(
        self,
        adam: Adam,
        *,
        corrected: tuple[bool, bool] = (True, True),
        eps_inside: bool = False,
        shift: int = 0,
    ) -> None:
        self.adam, self.corrected, self.eps_inside, self.shift = adam, corrected, eps_inside, shift
        self.decay = adam.learning_rate * adam.weight_decay if adam.decoupled else 0.0
        v = "v_max" if adam.amsgrad else "v"
        super().__init__(
            ("m", v, "t", "W") if self.decay else ("m", v, "t"),
            self._text(v),
            lr=adam.learning_rate,
            beta1=adam.betas[0],
            beta2=adam.betas[1],
            eps=adam.eps,
            weight_decay=adam.weight_decay,
        )

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """The corrections are looked up when the step runs."""
        m, v, t, *W = inputs
        lr, eps = self.adam.learning_rate, self.adam.eps
        root = root_with_eps(out, out, eps, inside=self.eps_inside)

        def quotient() -> None:
            of_m, of_v = self._corrections(float(t))
            np.divide(v, of_v, out)
            for call in root:
                call()
            np.divide(m, out, out)
            np.multiply(out, lr / of_m if of_m else np.inf, out)

        return [quotient, *self._decay(out, W)]

    def _corrections(self, t: float) -> tuple[float, float]:
        """1 - beta1^t and 1 - beta2^t."""
        now = t + self.shift
        of_m, of_v = (1 - beta**now if on else 1.0 for beta, on in zip(self.adam.betas, self.corrected, strict=True))
        return of_m, of_v

    def _decay(self, out: Array, W: list[Array]) -> Calls:
        if not W:
            return []
        decay = np.empty_like(out)
        return [partial(np.multiply, W[0], self.decay, decay), partial(np.add, out, decay, out)]

    def _text(self, v: str) -> str:
        t = "t" if not self.shift else f"(t {'+' if self.shift > 0 else '-'} 1)"
        m_hat = f"({{m}} / (1 - {{beta1}}^{t}))" if self.corrected[0] else "{m}"
        v_hat = f"{{{v}}} / (1 - {{beta2}}^{t})" if self.corrected[1] else f"{{{v}}}"
        text = f"{{lr}} {m_hat} / {root_text(v_hat, eps_inside=self.eps_inside)}"
        return text + (" + {lr} * {weight_decay} {W}" if self.decay else "")
