"""The running averages that rmsprop, adam and adamw are made of."""

from __future__ import annotations

from functools import partial

import numpy as np

from bpcli.rules.optimizers.optimizer import Decayed, UpdateRule
from bpcli.rules.rule import Array, Calls


class Mean(UpdateRule):
    """m = keep m_old + (1 - keep) g, with g = dW + decay W."""

    def __init__(self, keep: float, decay: float) -> None:
        self.g = Decayed(decay)
        self.keep = keep
        text = f"{{keep}} {{m_old}} + {{share}} {self.g.text}"
        super().__init__((*self.g.reads, "m_old"), text, keep=keep, share=1 - keep)

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """A running average of g."""
        g, calls = self.g.bind(inputs)
        return calls + running_average(out, inputs[-1], self.keep, g)


class MeanSquare(UpdateRule):
    """v = keep v_old + (1 - keep) g^2, with g = dW + decay W."""

    def __init__(self, keep: float, decay: float) -> None:
        self.g = Decayed(decay)
        self.keep = keep
        text = f"{{keep}} {{v_old}} + {{share}} {self.g.text}^2"
        super().__init__((*self.g.reads, "v_old"), text, keep=keep, share=1 - keep)

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """A running average of g squared."""
        g, calls = self.g.bind(inputs)
        square = np.empty_like(out)
        return [*calls, partial(np.multiply, g, g, square), *running_average(out, inputs[-1], self.keep, square)]


def running_average(out: Array, old: Array, keep: float, new: Array) -> Calls:
    """out = keep old + (1 - keep) new; ``out`` may be ``old``, not ``new``."""
    added = np.empty_like(out)
    return [
        partial(np.multiply, new, 1 - keep, added),
        partial(np.multiply, old, keep, out),
        partial(np.add, out, added, out),
    ]


def root_with_eps(out: Array, v: Array, eps: float, *, inside: bool) -> Calls:
    """out = sqrt(v) + eps, or, as some have it by mistake, sqrt(v + eps); ``out`` may be ``v``."""
    root, added = partial(np.sqrt, out, out), partial(np.add, out, eps, out)
    return [partial(np.add, v, eps, out), root] if inside else [partial(np.sqrt, v, out), added]


def root_text(v: str, *, eps_inside: bool) -> str:
    """``(sqrt(v) + eps)`` as a template."""
    return f"sqrt({v} + {{eps}})" if eps_inside else f"(sqrt({v}) + {{eps}})"
