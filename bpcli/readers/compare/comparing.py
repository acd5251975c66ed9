"""The whole comparison: which step, under which conventions, with which verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from bpcli.errors import UsageError
from bpcli.program.setup import Setup
from bpcli.readers.compare.carried import Carried
from bpcli.readers.compare.conventions import as_said, other_conventions, with_other_layout
from bpcli.readers.compare.fitting import Fitted, fit
from bpcli.readers.compare.judge import Judge
from bpcli.readers.compare.mine import Mine
from bpcli.readers.compare.nearness import RELATIVE, Tolerance
from bpcli.readers.compare.records import Comparison
from bpcli.readers.compare.reference import Course
from bpcli.readers.compare.rounding import single_precision
from bpcli.rules.rule import Array


def compare(
    setup: Setup, mine: Mine, *, at: int | None = None, atol: float = 0.0, rtol: float | None = None
) -> Comparison:
    """The user's numbers against the trace.

    Of several steps the first with something wrong is told, else the last. Where all of the user's numbers
    agree under other conventions than the config's, the comparison is made under those.

    Raises:
        ConfigError: a name or a shape that the step does not have.
        UsageError: a step that the user's numbers do not have.
    """
    steps = _steps(mine, at)
    tolerance = Tolerance(atol, _relative(setup, steps) if rtol is None else rtol)
    with np.errstate(all="ignore"):
        lines, setup = as_said(setup, mine.conventions)
        return _compared(setup, steps, mine.source, tolerance, lines)


def _relative(setup: Setup, steps: Mapping[int, Mapping[str, Array]]) -> float:
    """The tolerance of the shorter floats: the config's or the user's."""
    single = all(single_precision(arrays) for arrays in steps.values())
    return RELATIVE["float32" if single else setup.config.dtype]


def _compared(
    setup: Setup,
    steps: Mapping[int, Mapping[str, Array]],
    source: str,
    tolerance: Tolerance,
    said: tuple[str, ...],
) -> Comparison:
    comparison = _under(setup, steps, source, tolerance, said)
    if comparison.agrees:
        return comparison
    for lines, other in other_conventions(setup):
        if _agrees_under(other, steps, source, tolerance):
            return _under(other, steps, source, tolerance, (*said, *lines))
    if _looks_turned(setup, steps, source):
        lines, other = with_other_layout(setup)
        return _under(other, steps, source, tolerance, (*said, *lines))
    return comparison


def _under(
    setup: Setup,
    steps: Mapping[int, Mapping[str, Array]],
    source: str,
    tolerance: Tolerance,
    lines: tuple[str, ...] = (),
) -> Comparison:
    """The comparison under one set of conventions, up to the first step with something wrong."""
    for judge in _judges(setup, steps, source, tolerance):
        comparison = judge.comparison(lines)
        if not comparison.agrees:
            break
    return comparison


def _agrees_under(setup: Setup, steps: Mapping[int, Mapping[str, Array]], source: str, tolerance: Tolerance) -> bool:
    """Whether all of the user's numbers agree under these conventions."""
    return all(judge.agrees() for judge in _judges(setup, steps, source, tolerance))


def _judges(
    setup: Setup, steps: Mapping[int, Mapping[str, Array]], source: str, tolerance: Tolerance
) -> Iterator[Judge]:
    """A judge for each of the user's steps, in order; each knows the step before."""
    course, before = Course(setup), None
    for number in sorted(steps):
        reference = course.step(number)
        fitted = fit(steps[number], reference.shapes, setup.config.layout, source)
        before = Carried(fitted.arrays, reference, before if number - 1 in steps else None)
        yield Judge(fitted, before, tolerance, setup.config.layout)


def _looks_turned(setup: Setup, steps: Mapping[int, Mapping[str, Array]], source: str) -> bool:
    """Whether every matrix whose shape can tell has the shape of the other layout, and at least two do."""
    number = min(steps)
    fitted: Fitted = fit(steps[number], Course(setup).step(number).shapes, setup.config.layout, source)
    telling = [name for name, array in fitted.arrays.items() if array.ndim == 2 and array.shape[0] != array.shape[1]]
    return len(telling) > 1 and all(name in fitted.transposed for name in telling)


def _steps(mine: Mine, at: int | None) -> dict[int, Mapping[str, Array]]:
    """The user's steps by number: those that they gave, or the one asked for."""
    if None in mine.steps:
        return {1 if at is None else at: mine.steps[None]}
    numbered = {number: values for number, values in mine.steps.items() if number is not None}
    if at is not None and at not in numbered:
        raise UsageError(f"--at {at}: {mine.source} has steps {', '.join(map(str, sorted(numbered))) or 'none'}")
    wanted = {number: values for number, values in numbered.items() if at is None or number == at}
    if not wanted:
        raise UsageError(f"{mine.source} has no steps to compare")
    return wanted
