"""The loss as a function of one parameter, in wider floats: only what that parameter can reach is computed.

A unit's weights and bias move its own column of Z, and of A where the activation works entry by entry; the next
layer's Z is then that column's part and a rest that stays. The program's own equations compute it all, bound to
columns and rows of the step's matrices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from bpcli.program.bound import Bound, bind
from bpcli.program.equation import Equation
from bpcli.readers.check.boundaries import Side, boundaries, sides
from bpcli.readers.check.checked_step import CheckedStep
from bpcli.rules import linear
from bpcli.rules.arrays import Array
from bpcli.rules.expression import Read
from bpcli.rules.names import Name

REST = Name("rest")
"""What stays of the next layer's Z while one unit moves."""


class PerturbedLayer:
    """One layer of a step whose parameters can be moved, unit by unit."""

    def __init__(self, step: CheckedStep, number: int) -> None:
        self.step, self.number = step, number
        self.boundaries = list(boundaries(step.setup, number))
        computed = [equation for equation in step.program.equations if equation.phase in ("forward", "loss")]
        start = next(place for place, equation in enumerate(computed) if equation.target == f"Z{number}")
        equations = computed[start:]
        elementwise = step.setup.layers[number - 1].activation.elementwise
        self.by_columns = elementwise and number < len(step.setup.layers)
        self.before, after = (equations[:3], equations[3:]) if self.by_columns else ([], equations)
        self.after = self._bind(after, {})

    def unit(self, index: int) -> PerturbedUnit:
        """Its ``index``-th unit, ready to move."""
        if not self.by_columns:
            return PerturbedUnit(self, self.after, self.step.computed)
        Z, A, affine = self.before
        column, wide = slice(index, index + 1), self.step.wide
        own: dict[str, Array] = {name: wide[name][:, column] for name in Z.reads[1:]}
        W = affine.reads[1]
        rest = wide[affine.target] - wide[A.target][:, column] @ wide[W][column]
        next_Z = self.after.arrays[affine.target]
        arrays: dict[str, Array] = {**own, W: wide[W][column], REST: rest, affine.target: next_Z}
        with_rest = linear.affine(Read(A.target), Read(W), Read(REST))
        before = self._bind([Z, A, Equation(affine.target, with_rest, "forward", affine.layer)], arrays)
        bound = Bound(
            {**self.after.arrays, **{name: before.arrays[name] for name in (Z.target, A.target)}},
            [*before.parts, *self.after.parts],
            [*before.calls, *self.after.calls],
        )
        columns: dict[str, Array] = {name: self.step.computed[name][:, column] for name in (Z.target, A.target)}
        return PerturbedUnit(self, bound, {**self.step.computed, **columns})

    def _bind(self, equations: list[Equation], arrays: Mapping[str, Array]) -> Bound:
        """Equations on the step's matrices, or on ``arrays``; what they compute gets arrays of its own."""
        wide = self.step.wide
        targets = {equation.target for equation in equations} - set(arrays)
        given = {name: array for name, array in wide.items() if name not in targets}
        if self.by_columns and not arrays:
            given[f"Z{self.number + 1}"] = np.empty_like(wide[f"Z{self.number + 1}"])
        return bind(equations, {**given, **arrays}, wide["loss"].dtype)


class PerturbedUnit:
    """One unit of a step whose weights and bias can be moved, one entry at a time."""

    def __init__(self, layer: PerturbedLayer, bound: Bound, computed: Mapping[str, Array]) -> None:
        self.layer, self._bound = layer, bound
        self._bound.run()
        self.sides: list[Side] = sides(layer.boundaries, bound.arrays, computed)

    def losses(self, name: str, entry: tuple[int, int], h: float) -> tuple[Any, Any, Side | None]:
        """The loss with one entry of the parameter ``name`` moved down and up by ``h``, and what that crosses."""
        parameter = self.layer.step.wide[name]
        middle = parameter[entry]
        crossed, found = [], []
        for place in (middle - h, middle + h):
            parameter[entry] = place
            self._bound.run()
            found.append(self._bound.arrays["loss"][()])
            crossed += list(self._crossed())
        parameter[entry] = middle
        crossed.sort(key=lambda side: not side.boundary.jumps)
        return found[0], found[1], crossed[0] if crossed else None

    def _crossed(self) -> Iterator[Side]:
        return (side for side in self.sides if side.is_left(self._bound.arrays))
