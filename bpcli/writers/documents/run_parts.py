"""What a document says of a run: what it is, and each step with its equations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from bpcli.readers.records import Header, Quantity, TracedStep
from bpcli.rules.layouts import LAYOUTS
from bpcli.rules.metrics import MetricValue
from bpcli.writers.documents.equations import Known, equation_lines, label
from bpcli.writers.documents.parts import Equations, Heading, Items, Part, Sentence
from bpcli.writers.numbers import fixed, scalar
from bpcli.writers.view import View

DECIMALS = 6


def opening(header: Header) -> Iterator[Part]:
    """The run's name, its network, and the choices behind its numbers."""
    yield Heading(header.name, 1)
    yield Items(tuple(_choices(header)))


def _choices(header: Header) -> Iterator[tuple[str, str]]:
    if header.layers:
        layers = [f"{layer.units} {layer.activation}" for layer in header.layers]
        parameters = sum(layer.parameters for layer in header.layers)
        yield "network", f"{' → '.join([str(header.inputs), *layers])}, {parameters:,} parameters"
    conventions = dict(header.conventions)
    reduced = [what for what in ("samples", "outputs") if f"over_{what}" in conventions]
    over = [f"{conventions.pop(f'over_{what}')} over {what}" for what in reduced]
    if "loss" in conventions:
        yield "loss", ", ".join([conventions.pop("loss"), *over])
    if "optimizer" in header.config:
        yield "optimizer", ", ".join(_parameters(header.config["optimizer"]))
    for key, value in conventions.items():
        yield key, f"{value}: {LAYOUTS[value].meaning}" if key == "layout" and value in LAYOUTS else value
    for what, names in (("features", header.feature_names), ("classes", header.class_names)):
        if names:
            yield what, ", ".join(names)


def _parameters(rule: Mapping[str, Any]) -> Iterator[str]:
    """``sgd``, ``learning_rate 0.1``; nothing of what is not in use."""
    for key, value in rule.items():
        if key == "name":
            yield str(value)
        elif value is True:
            yield key
        elif value:
            yield f"{key} {_written(value)}"


def _written(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(_parameters(value))
    return " and ".join(map(_written, value)) if isinstance(value, list | tuple) else str(value)


def step_parts(header: Header, step: TracedStep, known: Known, view: View) -> Iterator[Part]:
    """The step's numbers in a line, then phase by phase each quantity."""
    of = header.config.get("training", {}).get("steps")
    yield Heading(f"Step {step.step} of {of}" if of else f"Step {step.step}")
    yield Sentence(f"{', '.join(_summary(step, view))}, before the update.")
    for phase, quantities in groupby(step.values.values(), lambda quantity: quantity.phase):
        yield Heading(phase.capitalize(), 3)
        for quantity in quantities:
            yield from _quantity(quantity, known, view)


def _summary(step: TracedStep, view: View) -> Iterator[str]:
    yield f"Loss {scalar(step.loss, view.digits)}"
    if step.mean_loss != step.loss:
        yield f"mean loss {scalar(step.mean_loss, view.digits)}"
    yield from metric_texts(step.metrics)


def metric_texts(metrics: Mapping[str, MetricValue]) -> Iterator[str]:
    """``accuracy 75.00 %``; of a confusion matrix nothing."""
    for name, value in metrics.items():
        if name == "accuracy" and isinstance(value, float):
            yield f"accuracy {value:.2%}".replace("%", " %")
        elif not isinstance(value, list):
            yield f"{name} {fixed(value, DECIMALS)}"


def _quantity(quantity: Quantity, known: Known, view: View) -> Iterator[Part]:
    lines = equation_lines(quantity, known, view)
    if quantity.expression is None and quantity.formula is not None:
        yield Sentence(quantity.formula, label(quantity))
        yield Equations(lines)
    else:
        yield Equations(lines, label(quantity))
