"""The numbers that sum up the step that a session has just made."""

from __future__ import annotations

from collections.abc import Mapping

from bpcli.program.session import Session
from bpcli.rules.metrics import MetricValue


def summary_numbers(session: Session) -> tuple[int, float, float, Mapping[str, MetricValue]]:
    """Step, loss, mean loss and metrics, in the order of a ``StepSummary``."""
    return session.step_number, session.loss(), session.mean_loss(), session.metrics()
