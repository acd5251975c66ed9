"""Every dW and db of a step against finite differences of its loss, in floats wider than its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from msgspec import Struct

from bpcli.program.equation import Equation
from bpcli.readers.check.checked_step import CheckedStep
from bpcli.readers.check.derivative import Derivative, Entry
from bpcli.readers.check.perturbed import PerturbedLayer
from bpcli.readers.check.records import FINITE_DIFFERENCES, Compared, Kink
from bpcli.readers.check.relative_error import RELATIVE_ERRORS
from bpcli.readers.selection import Selection
from bpcli.rules.arrays import Array
from bpcli.rules.names import Name, activation_before

Place = tuple[int, int]
NO_LONGER_FLOATS = "this platform has no floats longer than float64: differences are good to about 1e-9"


class Moved(Struct, frozen=True):
    """An entry of a gradient, and what moving its parameter says of it."""

    gradient: str
    place: Place
    derivative: Derivative


class DifferenceCheck:
    """A check by differences, one entry of a gradient after another.

    ``sample`` is how many entries of each gradient are looked at, all by default; they are drawn by the
    config's seed.
    """

    def __init__(self, step: CheckedStep, selection: Selection, sample: int | None = None) -> None:
        self.step, self.sample = step, sample
        floats = np.finfo(step.wide["loss"].dtype)
        self.reference, self.precision = FINITE_DIFFERENCES, f"{floats.nmant + 1}-bit mantissa"
        self.error = RELATIVE_ERRORS[step.setup.config.dtype]
        self.notes = () if floats.eps < self.error.eps else (NO_LONGER_FLOATS,)
        gradients = [each for each in step.program.equations if each.target.is_gradient]
        self.gradients = sorted(filter(selection.shows, gradients), key=lambda each: each.layer)

    @property
    def total(self) -> int:
        """How many entries are looked at."""
        sizes = (self.step.parameters[gradient.target.parameter].size for gradient in self.gradients)
        return sum(size if self.sample is None else min(size, self.sample) for size in sizes)

    def pieces(self) -> Iterator[Moved]:
        """The derivative in one entry after another, gradient by gradient."""
        stream = np.random.default_rng(self.step.setup.config.seed)
        for number, gradients in groupby(self.gradients, key=lambda each: each.layer):
            with np.errstate(all="ignore"):  # a large step may leave the finite numbers; it is then made smaller
                layer = PerturbedLayer(self.step, number)
            for gradient in gradients:
                yield from self._moved(layer, gradient, self._places(gradient, stream))

    def compared(self, pieces: Iterable[Moved]) -> Iterator[Compared]:
        """The verdict on each gradient, from its pieces."""
        for name, moved in groupby(pieces, key=lambda each: each.gradient):
            there = list(moved)
            yield self._compared(name, [each.place for each in there], [each.derivative for each in there])

    def _places(self, gradient: Equation, stream: np.random.Generator) -> list[Place]:
        """The entries to look at, unit by unit."""
        shape = self.step.computed[gradient.target].shape
        size = int(np.prod(shape))
        if self.sample is None or self.sample >= size:
            flat: Sequence[int] = range(size)
        else:
            flat = sorted(stream.choice(size, self.sample, replace=False, shuffle=False).tolist())
        return sorted((divmod(index, shape[1]) for index in flat), key=lambda place: (place[1], place[0]))

    def _moved(self, layer: PerturbedLayer, gradient: Equation, places: list[Place]) -> Iterator[Moved]:
        name, sizes = gradient.target.parameter, self._input_sizes(gradient)
        for unit_index, group in groupby(places, key=lambda place: place[1]):
            with np.errstate(all="ignore"):
                unit = layer.unit(unit_index)
            for place in group:
                with np.errstate(all="ignore"):
                    entry = Entry(unit, name, place, sizes[place[0]], self._floor(gradient.target))
                    derivative = entry.derivative()
                yield Moved(gradient.target, place, derivative)

    def _input_sizes(self, gradient: Equation) -> Array:
        """For each row of the parameter the largest number that it is multiplied by; 1 for a bias."""
        if gradient.target.is_of_biases:
            return np.ones(1)
        sizes: Array = np.abs(self.step.computed[activation_before(gradient.layer)]).max(axis=0)
        return sizes

    def _floor(self, name: str, unsure: Any = 0.0) -> Any:
        """The floor of a gradient's errors; ``unsure`` is what the differences themselves may be off by."""
        rounding = self.step.rounding(name) + unsure
        return self.error.floor(self.step.computed[name], rounding, self.step.loss)

    def _compared(self, name: Name, places: list[Place], found: list[Derivative]) -> Compared:
        """The verdict, apart from entries at a kink: those without an estimate, or with one too near it to tell."""
        gradient, layout = self.step.computed[name], self.step.setup.config.matrices
        a = np.array([gradient[place] for place in places], self.step.wide["loss"].dtype)
        n = np.array([each.value for each in found], a.dtype)
        unsure = np.array([each.error for each in found])
        telling = self.error.allowed * np.maximum(np.maximum(abs(a), abs(n)), self._floor(name))
        too_near = np.array([each.nears_kink for each in found], bool) & (unsure > telling)
        at_kink = too_near | np.isnan(n)
        kept, indices = np.flatnonzero(~at_kink), [layout.index(name, place) for place in places]
        kinks = sorted(Kink(indices[i], found[i].cause) for i in np.flatnonzero(at_kink))
        floor = self._floor(name, unsure[kept])
        return self.error.judged(
            str(name), gradient.size, a[kept], n[kept], floor, lambda place: indices[kept[place]], kinks
        )
