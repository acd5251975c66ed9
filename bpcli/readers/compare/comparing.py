"""The whole comparison: which step, under which conventions, with which verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from bpcli.errors import UsageError
from bpcli.program.setup import Setup
from bpcli.readers.compare.conventions import as_said, other_conventions, other_layouts
from bpcli.readers.compare.fitting import fit
from bpcli.readers.compare.judge import Judge
from bpcli.readers.compare.matrices import PlaceOf
from bpcli.readers.compare.mine import Mine
from bpcli.readers.compare.records import Comparison
from bpcli.readers.compare.reference import ReferenceRun
from bpcli.readers.compare.rounding import Written, single_precision, written
from bpcli.readers.compare.user_step import UserStep
from bpcli.readers.nearness import Tolerance
from bpcli.readers.selection import no_such_step, one_step, step_number
from bpcli.rules.arrays import Array

RELATIVE = {"float64": 1e-7, "float32": 1e-4}
"""How far numbers may be off where the user does not say; the shorter floats count, the config's or the user's."""

MORE_STEPS = "--set training.steps=N"

Steps = Mapping[int, Mapping[str, Array]]


def compare(
    setup: Setup, mine: Mine, *, at: str | int | None = None, atol: float = 0.0, rtol: float | None = None
) -> Comparison:
    """The user's numbers against the trace.

    Of several steps the first with something wrong is told, else the last. Where all of the user's numbers
    agree under other conventions than the config's, the comparison is made under those.

    Raises:
        ConfigError: a name or a shape that the step does not have.
        UsageError: a step that the user's numbers or the run do not have, a tolerance that is none.
    """
    steps = _steps(mine, at, setup.config.training.steps)
    with np.errstate(all="ignore"):  # what is far off may overflow; it is wrong then, and said so
        all_written = {number: {name: written(array) for name, array in step.items()} for number, step in steps.items()}
        single = all(single_precision(step.values()) for step in all_written.values())
        relative = RELATIVE["float32" if single else setup.config.dtype]
        tolerance = Tolerance(atol, relative if rtol is None else rtol)
        lines, setup = as_said(setup, mine.conventions)
        return _Comparing(setup, steps, all_written, mine.place_of, tolerance, lines).best()


class _Comparing(Struct, frozen=True):
    """The user's steps under one set of conventions, which these lines of a config say."""

    setup: Setup
    steps: Steps
    all_written: Mapping[int, Mapping[str, Written]]
    place: PlaceOf
    tolerance: Tolerance
    lines: tuple[str, ...]

    def best(self) -> Comparison:
        """The comparison, under other conventions where those make all right or turn every matrix."""
        comparison = self.comparison()
        if comparison.agrees:
            return comparison
        given = {name for step in self.steps.values() for name in step}
        for other in map(self._under, other_conventions(self.setup, given)):
            if all(judge.agrees() for judge in other._judges()):
                return other.comparison()
        return next((other.comparison() for other in self._turned()), comparison)

    def comparison(self) -> Comparison:
        """The verdicts up to the first step with something wrong."""
        for judge in self._judges():
            comparison = judge.comparison(self.lines)
            if not comparison.agrees:
                break
        return replace(comparison, steps=tuple(sorted(self.steps)))

    def _under(self, conventions: tuple[tuple[str, ...], Setup]) -> _Comparing:
        lines, setup = conventions
        return replace(self, setup=setup, lines=(*self.lines, *lines))

    def _judges(self) -> Iterator[Judge]:
        """A judge for each of the user's steps, in order; each knows the step before."""
        run, layout, before = ReferenceRun(self.setup), self.setup.config.matrices, None
        for number in sorted(self.steps):
            reference = run.step(number)
            fitted = fit(self.steps[number], reference.shapes, layout, self.place)
            before = before if number - 1 in self.steps else None
            before = UserStep(fitted, self.all_written[number], reference, before)
            yield Judge(before, self.tolerance, layout)

    def _turned(self) -> Iterator[_Comparing]:
        """The same under each other layout in which all shapes are right, if two or more are not in this one."""
        if len(next(self._judges()).user.fitted.transposed) > 1:
            others = map(self._under, other_layouts(self.setup))
            yield from (other for other in others if not next(other._judges()).user.fitted.transposed)


def _steps(mine: Mine, at: str | int | None, last: int) -> Steps:
    """The user's steps by number: those that they gave, or the one asked for.

    ``last`` is the run's last step; a whole trace may have been made with more.
    """
    if None in mine.steps:
        return {one_step(1 if at is None else at, last, MORE_STEPS): mine.steps[None]}
    given = {number: values for number, values in mine.steps.items() if number is not None}
    if not given:
        raise UsageError(f"{mine.source} has no steps to compare")
    wanted = given if at is None else {number: given[number] for number in (_given(at, given, mine.source),)}
    if max(wanted) > max(last, len(given)):
        raise UsageError(no_such_step(f"{mine.source}, step {max(wanted)}", last, MORE_STEPS))
    return wanted


def _given(at: str | int, given: Steps, source: str) -> int:
    number = step_number(at, last=max(given))
    if number not in given:
        raise UsageError(f"--at {at}: {source} has steps {', '.join(map(str, sorted(given)))}")
    return number
