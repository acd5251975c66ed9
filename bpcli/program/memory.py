"""What a run keeps from step to step: parameters, the optimizer's state, the step's number."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np

from bpcli.program.network import Layer, parameters_of
from bpcli.rules.optimizers import Optimizer
from bpcli.rules.rule import Array


class Memory:
    """Named arrays that a step reads and updates in place.

    All parameters lie one after another in ``flat``, so that one look tells whether they are finite.
    """

    def __init__(self, layers: Sequence[Layer], optimizer: Optimizer, dtype: np.dtype[np.generic]) -> None:
        starts = {
            name: layer.W if name[0] == "W" else layer.b
            for number, layer in enumerate(layers, 1)
            for name in parameters_of(number, layer)
        }
        self.flat = np.empty(sum(start.size for start in starts.values() if start is not None), dtype)
        self.parameters = self._placed(starts)
        self.t = np.zeros((), np.float64)
        self.arrays: dict[str, Array] = {"t": self.t, **self.parameters}
        for name, W in self.parameters.items():
            if not optimizer.freezes(name):
                self._add_updated(name, W, optimizer)

    def _placed(self, starts: dict[str, Array | None]) -> dict[str, Array]:
        placed, end = {}, 0
        for name, start in starts.items():
            assert start is not None
            placed[name] = self.flat[end : end + start.size].reshape(start.shape)
            placed[name][...] = start
            end += start.size
        return placed

    def _add_updated(self, name: str, W: Array, optimizer: Optimizer) -> None:
        """A state before and after a step, like W and W_new, is one array: updates are in place."""
        self.arrays[f"{name}_new"] = W
        for state in optimizer.state():
            array = np.full(W.shape, state.start, W.dtype)
            self.arrays[f"{name}_{state.suffix}"] = self.arrays[f"{name}_{state.suffix}_old"] = array

    def is_finite(self) -> bool:
        """Whether every parameter is a finite number."""
        return isfinite(self.flat.dot(self.flat)) or bool(np.isfinite(self.flat).all())
