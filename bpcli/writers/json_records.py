"""The records of a run as the mappings that the JSON formats write."""

from __future__ import annotations

from typing import Any

from bpcli.readers.records import Evaluation, Header, Quantity, StepSummary, TracedStep
from bpcli.writers.json_values import plain


def trace_header(header: Header) -> dict[str, Any]:
    """All of a ``bpcli.trace`` but its steps and evaluation; a captured one has no config."""
    layers = [
        {"units": layer.units, "activation": layer.activation, "parameters": layer.parameters}
        for layer in header.layers
    ]
    return {
        "format": "bpcli.trace",
        "version": 1,
        "name": header.name,
        "conventions": dict(header.conventions),
        "layers": layers,
        **({"config": dict(header.config)} if header.config else {}),
    }


def history_header(header: Header) -> dict[str, Any]:
    """All of a ``bpcli.history`` but its steps and evaluation."""
    return {"format": "bpcli.history", "version": 1, "name": header.name}


def summary(step: StepSummary, precision: int | None) -> dict[str, Any]:
    """A step's numbers."""
    return {
        "step": step.step,
        "loss": plain(step.loss, precision),
        "mean_loss": plain(step.mean_loss, precision),
        "metrics": plain(dict(step.metrics), precision),
    }


def traced(step: TracedStep, precision: int | None) -> dict[str, Any]:
    """A step with its quantities."""
    values = {name: _quantity(quantity, precision) for name, quantity in step.values.items()}
    return {**summary(step, precision), "values": values}


def _quantity(quantity: Quantity, precision: int | None) -> dict[str, Any]:
    formula = {} if quantity.formula is None else {"formula": quantity.formula}
    return {
        "phase": quantity.phase,
        "layer": quantity.layer,
        **formula,
        "shape": list(quantity.shape),
        "data": plain(quantity.data, precision),
    }


def evaluation_record(evaluation: Evaluation, precision: int | None) -> dict[str, Any]:
    """The closing evaluation."""
    predictions = evaluation.predictions
    if predictions.classes is None:
        said = {"outputs": predictions.outputs, "targets": predictions.targets}
    else:
        said = {"probabilities": predictions.outputs, "classes": predictions.classes, "targets": predictions.targets}
    return {"metrics": plain(dict(evaluation.metrics), precision), "predictions": plain(said, precision)}
