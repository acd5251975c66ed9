"""What a run says of itself: its header, the numbers that sum up a step, and the closing look at the network."""

from __future__ import annotations

from collections.abc import Mapping

from bpcli.program.session import Session
from bpcli.program.setup import Setup
from bpcli.readers.records import Evaluation, Header, LayerSummary, Predictions
from bpcli.rules.metrics import MetricValue


def header_of(setup: Setup) -> Header:
    """What holds for all steps of this setup."""
    return Header(
        name=str(setup.config.name),
        conventions=conventions(setup),
        inputs=setup.X.shape[1],
        layers=tuple(LayerSummary(layer.units, layer.activation.name, layer.parameters) for layer in setup.layers),
        config=setup.config.as_mapping(),
        feature_names=setup.feature_names,
        class_names=setup.targets.class_names,
    )


def conventions(setup: Setup) -> dict[str, str]:
    """The choices that decide what the same network's numbers are."""
    config, loss = setup.config, setup.config.loss
    named = {"layout": config.layout, "delta": config.delta, "loss": loss.name, "over_samples": loss.over_samples}
    over_outputs = getattr(loss, "over_outputs", None)
    return named if over_outputs is None else {**named, "over_outputs": over_outputs}


def summary_numbers(session: Session) -> tuple[int, float, float, Mapping[str, MetricValue]]:
    """Step, loss, mean loss and metrics, in the order of a ``StepSummary``."""
    return session.step_number, session.loss(), session.mean_loss(), session.metrics()


def evaluate(session: Session) -> Evaluation:
    """Metrics and predictions over the whole data set, with the session's present parameters."""
    targets, layout = session.setup.targets, session.config.matrices
    A = session.outputs()
    outputs = layout.shown("A", A)
    metrics = session.measure(A, targets.Y)
    if targets.decision is None:
        return Evaluation(session.step_number, metrics, Predictions(outputs, layout.shown("Y", targets.Y)))
    classes, truth = targets.decision.of(A), targets.decision.of(targets.Y)
    return Evaluation(session.step_number, metrics, Predictions(outputs, truth, classes))
