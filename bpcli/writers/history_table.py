"""Training at a glance: the network, then one line a step, its numbers below each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from bpcli.readers.records import Header, StepSummary
from bpcli.rules.metrics import MetricValue
from bpcli.writers.heading import network_lines
from bpcli.writers.numbers import fixed

DECIMALS = 6


def history_lines(header: Header, summaries: Iterable[StepSummary]) -> Iterator[Text]:
    """A heading, then one line for each summary as it comes."""
    yield network_lines(header)
    for summary in summaries:
        yield Text(step_line(header, summary))


def step_line(header: Header, summary: StepSummary) -> str:
    """``step  10   loss 0.719186   accuracy 75.00 %``; the mean loss too where it is another number."""
    width = len(str(header.config.get("training", {}).get("steps", "")))
    loss, mean = (fixed(value, DECIMALS) for value in (summary.loss, summary.mean_loss))
    parts = [f"step {summary.step:>{width}}", f"loss {loss:>8}"]
    if mean != loss:
        parts.append(f"mean loss {mean:>8}")
    return "   ".join([*parts, *metric_texts(summary.metrics.items())])


def metric_texts(metrics: Iterable[tuple[str, MetricValue]]) -> Iterator[str]:
    """``accuracy  75.00 %``, ``r2 0.934211``; a confusion matrix is not a matter of one line."""
    for name, value in metrics:
        if name == "accuracy" and isinstance(value, float):
            yield f"{name} {value:>7.2%}".replace("%", " %")
        elif not isinstance(value, list):
            yield f"{name} {fixed(value, DECIMALS):>8}"
