"""The closing look at a network: what it says of every sample, and how well."""

from __future__ import annotations

from bpcli.program.session import Session
from bpcli.readers.layout import in_layout
from bpcli.readers.records import Evaluation, Predictions


def evaluate(session: Session) -> Evaluation:
    """Metrics and predictions over the whole data set, with the session's present parameters."""
    targets, layout = session.setup.targets, session.config.layout
    A = session.outputs()
    metrics = session.measure(A, targets.Y)
    if targets.decision is None:
        return Evaluation(session.step_number, metrics, Predictions(in_layout(A, layout), in_layout(targets.Y, layout)))
    classes, truth = targets.decision.of(A), targets.decision.of(targets.Y)
    return Evaluation(session.step_number, metrics, Predictions(in_layout(A, layout), truth, classes))
