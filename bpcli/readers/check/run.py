"""A check from a setup: which step, which quantities, against what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bpcli.errors import UsageError
from bpcli.frameworks import training_by
from bpcli.program.session import Session
from bpcli.program.setup import Setup
from bpcli.readers.check.against import FrameworkCheck
from bpcli.readers.check.checked_step import next_checked_step
from bpcli.readers.check.differences import DifferenceCheck
from bpcli.readers.check.records import Check
from bpcli.readers.selection import one_step, select

CheckRun = DifferenceCheck | FrameworkCheck


def start_check(
    setup: Setup,
    *,
    at: str | int = 1,
    only: str | None = None,
    layer: int | None = None,
    sample: int | None = None,
    against: str | None = None,
) -> CheckRun:
    """Run up to step ``at``, a number or ``last``, and make its check ready; :func:`finished` carries it out.

    Raises:
        UsageError: a step, name or layer that there is not; a framework that is not installed.
        NonFiniteError: a number became NaN or infinite.
    """
    session = Session(setup)
    at = one_step(at, setup.config.training.steps)
    selection = select(session.program, setup.config.training.steps, only=only, layer=layer)
    if against is not None:
        if sample is not None:
            raise UsageError(f"--sample goes with finite differences; --against {against} compares every entry")
        run: CheckRun = FrameworkCheck(session, at, training_by(against, setup), selection)
    else:
        session.advance(at - 1)
        run = DifferenceCheck(next_checked_step(session), selection, sample)
    if not run.total:
        compared = "dW and db" if against is None else "forward, backward and new parameters"
        raise UsageError(f"nothing to check: {compared} are compared, and none is left by --only and --layer")
    return run


def finished(run: CheckRun, watched: Callable[[Iterable[Any]], Iterable[Any]] = iter) -> Check:
    """The whole check; ``watched`` hands on its pieces, of which there are ``run.total``."""
    parameters = tuple(run.compared(watched(run.pieces())))
    return Check(run.step.number, run.reference, run.error.allowed, run.precision, parameters, run.notes)
