"""The step along a velocity, which sgd and rmsprop take alike."""

from __future__ import annotations

from functools import partial

import numpy as np

from bpcli.rules.optimizers.optimizer import UpdateRule
from bpcli.rules.rule import Array, Calls


class VelocityStep(UpdateRule):
    """learning_rate velocity."""

    def __init__(self, learning_rate: float) -> None:
        self.lr = learning_rate
        super().__init__(("velocity",), "{lr} {velocity}", lr=self.lr)

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """One product."""
        return [partial(np.multiply, inputs[0], self.lr, out)]
