"""A run, a step and a training on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from bpcli.readers.records import Glance, Header, StepSummary, TracedStep, Training
from bpcli.rules.metrics import MetricValue
from bpcli.writers.heading import network, optimizer_text
from bpcli.writers.metric_numbers import metric_number, metric_texts, six_decimals
from bpcli.writers.notebook.elements import Html, beside, bold, cell, element, line, table, text
from bpcli.writers.notebook.matrices import quantity_page
from bpcli.writers.notebook.predictions import evaluation_page
from bpcli.writers.numbers import scalar
from bpcli.writers.view import LIMIT, elide, hidden


def header_page(header: Header) -> Html:
    """Network, conventions, loss and optimizer."""
    said = [network(header), *(f"{key} {value}" for key, value in header.conventions.items()), optimizer_text(header)]
    return line(bold(header.name), text(" · ".join(["", *filter(None, said)])))


def glance_page(glance: Glance) -> Html:
    """The run, how to look at it, and its first step."""
    how = f"{glance.steps:,} step{'s' * (glance.steps != 1)}: trace[0], trace['dW1'], trace.evaluation"
    first = step_page(glance.first) if glance.first is not None else Html("")
    return element("div", header_page(glance.header), line(text(how)), first)


def training_page(training: Training) -> Html:
    """The run, its history, and how the network does."""
    header = training.header
    return element(
        "div", header_page(header), history_page(training.history), evaluation_page(training.evaluation, header)
    )


def step_page(step: TracedStep) -> Html:
    """What the step comes to, then its quantities by phase, beside each other."""
    sections: list[Html] = []
    for phase, quantities in groupby(step.values.values(), lambda quantity: quantity.phase):
        sections += (line(element("i", text(phase))), beside(map(quantity_page, quantities)))
    return element("div", summary_line(step), *sections)


def summary_line(step: StepSummary) -> Html:
    """``step 1   loss 0.7192   accuracy 75.00 %``."""
    texts = [" ".join(each.split()) for each in metric_texts(step.metrics.items())]
    return line(bold(f"step {step.step}"), text(" · ".join(["", f"loss {scalar(step.loss)}", *texts])))


def history_page(history: Sequence[StepSummary]) -> Html:
    """Loss and metrics by step, the first and the last of many."""
    names = [name for name, value in history[0].metrics.items() if not isinstance(value, list)] if history else []
    shown = elide(len(history), LIMIT)
    rows = (
        _history_row(None if place is None else history[place], names, hidden(len(history), shown)) for place in shown
    )
    return table(["step", "loss", *names], rows)


def _history_row(summary: StepSummary | None, names: Sequence[str], gap: str) -> list[Html]:
    if summary is None:
        return [text(gap), *[cell("⋮")] * (len(names) + 1)]
    metrics = (metric_number(name, _single(summary.metrics, name)) for name in names)
    return [text(summary.step), cell(six_decimals(summary.loss)), *map(cell, metrics)]


def _single(metrics: Mapping[str, MetricValue], name: str) -> float:
    value = metrics.get(name, float("nan"))
    return float("nan") if isinstance(value, list) else float(value)
