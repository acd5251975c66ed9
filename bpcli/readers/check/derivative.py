"""The derivative of the loss in one entry of one parameter, with a step that fits the entry."""

from __future__ import annotations

from math import frexp, isfinite, ldexp, nan, sqrt
from typing import Any

import numpy as np
from msgspec import Struct

from bpcli.readers.check.boundaries import Boundary
from bpcli.readers.check.perturbed import PerturbedUnit
from bpcli.readers.check.ridders import Estimate, extrapolate

REACH = 0.5
"""How far the first step moves Z: curved enough to measure, and well within where functions of Z are smooth."""
GOAL = 1e-11
"""The relative error that a derivative is worth more steps for."""
LEAST = 16
"""In square roots of eps the smallest first step, as part of the entry: the entry can still take 1/sqrt(eps) of it."""
AFTER_BOUNDARY, AFTER_DOUBT = 4, 16
"""What the step is divided by where a boundary lies within it, and where its estimate will not settle."""


class Derivative(Struct, frozen=True):
    """What differences say of an entry: an estimate, or none where a kink lies within the smallest step."""

    estimate: Estimate | None
    boundary: Boundary | None = None
    """The last one that made the step smaller."""

    @property
    def value(self) -> Any:
        """The estimate, or NaN."""
        return nan if self.estimate is None else self.estimate.value

    @property
    def error(self) -> float:
        """How far the estimate may be off."""
        return 0.0 if self.estimate is None else self.estimate.error

    @property
    def nears_kink(self) -> bool:
        """Whether a kink made the step smaller."""
        return self.boundary is not None and self.boundary.jumps

    @property
    def cause(self) -> str:
        """What lies near the entry."""
        return "the end of where the loss is finite" if self.boundary is None else self.boundary.cause


class Entry:
    """One entry of a parameter, about to be moved.

    ``input_size`` is the largest factor with which a move of it enters Z; ``scale`` the gradient below which
    its digits do not count.
    """

    def __init__(self, unit: PerturbedUnit, name: str, entry: tuple[int, int], input_size: float, scale: float) -> None:
        self.unit, self.name, self.entry, self.scale = unit, name, entry, scale
        size = abs(float(unit.layer.step.wide[name][entry]))
        eps = float(np.finfo(unit.layer.step.wide[name].dtype).eps)
        reach = min(REACH / input_size if input_size else 1.0, max(1.0, size))
        self.first = _power_of_two(max(reach, LEAST * size * sqrt(eps)))
        self.smallest = self.first * sqrt(eps)
        self.noise = eps * abs(unit.layer.step.loss)
        self.boundary: Boundary | None = None

    def derivative(self) -> Derivative:
        """The best estimate over ever smaller steps, until one is good enough."""
        best, h = None, self.first
        while h >= self.smallest and (best is None or best.error > self._goal(best.value)):
            estimate = extrapolate(self._differences, h, self._goal, self.noise)
            if estimate is not None and best is not None and estimate.error >= best.error:
                break
            best = estimate if estimate is not None else best
            h /= AFTER_BOUNDARY if estimate is None else AFTER_DOUBT
        return Derivative(best if best is not None else self._across_a_seam(), self.boundary)

    def _goal(self, value: Any) -> float:
        return GOAL * max(float(abs(value)), self.scale)

    def _differences(self, h: float) -> Any:
        """A central difference; None where a boundary, or the end of the loss's domain, is crossed."""
        below, above, crossed = self.unit.losses(self.name, self.entry, h)
        if crossed is not None:
            self.boundary = crossed.boundary
            return None
        return (above - below) / (2 * h) if isfinite(below) and isfinite(above) else None

    def _across_a_seam(self) -> Estimate | None:
        """At a seam both sides have one slope: the smallest steps see it from both."""
        if self.boundary is None or self.boundary.jumps:
            return None
        h = self.smallest
        slopes = []
        for step in (h, 2 * h):
            below, above, crossed = self.unit.losses(self.name, self.entry, step)
            if crossed is not None and crossed.boundary.jumps:
                self.boundary = crossed.boundary
                return None
            slopes.append((above - below) / (2 * step))
        return Estimate(slopes[0], self.noise / h + float(abs(slopes[0] - slopes[1])))


def _power_of_two(number: float) -> float:
    """The largest power of two up to ``number``: a parameter plus it, or less it, is exact."""
    return ldexp(0.5, frexp(number)[1])
