"""What a run keeps from step to step: parameters, the optimizer's state, the step's number."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np

from bpcli.program.build import trained_parameters
from bpcli.program.network import Layer, parameters_of
from bpcli.rules.arrays import Array
from bpcli.rules.names import Name
from bpcli.rules.optimizers import Optimizer, Parameter
from bpcli.rules.optimizers.optimizer import State


class Memory:
    """Named arrays that a step reads and updates in place.

    All parameters lie one after another in ``flat``, so that one look tells whether they are finite.
    """

    def __init__(self, layers: Sequence[Layer], optimizer: Optimizer, dtype: np.dtype[np.generic]) -> None:
        starts = {
            name: layer.W if name.is_of_weights else layer.b
            for number, layer in enumerate(layers, 1)
            for name in parameters_of(number, layer)
        }
        self.flat = np.empty(sum(start.size for start in starts.values() if start is not None), dtype)
        self.parameters = self._placed(starts)
        self.t = np.zeros((), np.float64)
        self.arrays: dict[str, Array] = {"t": self.t, **self.parameters}
        for p in trained_parameters(optimizer, layers):
            self._add_updated(p, optimizer.states(p))

    def _placed(self, starts: dict[Name, Array | None]) -> dict[str, Array]:
        placed: dict[str, Array] = {}
        end = 0
        for name, start in starts.items():
            assert start is not None
            placed[name] = self.flat[end : end + start.size].reshape(start.shape)
            placed[name][...] = start
            end += start.size
        return placed

    def _add_updated(self, p: Parameter, states: Sequence[State]) -> None:
        """A state before and after a step, like W and W_new, is one array: updates are in place."""
        W = self.arrays[p.name.with_suffix("new")] = self.arrays[p.name]
        for state in states:
            now = p.name.with_suffix(state.suffix)
            array = np.full(() if state.scalar else W.shape, state.start, W.dtype)
            self.arrays[now] = self.arrays[now.old] = array

    def is_finite(self) -> bool:
        """Whether every parameter is a finite number."""
        return isfinite(self.flat.dot(self.flat)) or bool(np.isfinite(self.flat).all())
