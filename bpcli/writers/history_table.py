"""Training at a glance: the network, the labels once, then a line of numbers for each step, below each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct
from rich.text import Text

from bpcli.readers.records import Header, StepSummary
from bpcli.rules.metrics import MetricValue
from bpcli.writers.heading import network_lines
from bpcli.writers.metric_numbers import metric_number, six_decimals
from bpcli.writers.styles import QUIET

NUMBER, SHARE, GAP = 12, 8, 3
"""How wide a number is at the most, and a percentage, and how far columns stand apart."""


class HistoryColumn(Struct, frozen=True):
    """One number of each step, at the right under its label."""

    label: str
    width: int
    write: Callable[[StepSummary], str]


def history_lines(header: Header, summaries: Iterable[StepSummary], width: int) -> Iterator[Text]:
    """A heading, then one line for each summary as it comes; columns that ``width`` has no room for are left out."""
    yield network_lines(header)
    columns: list[HistoryColumn] = []
    for summary in summaries:
        if not columns:
            columns = _fitting([*_columns(header, summary.metrics)], width)
            yield Text(_line(columns, [column.label for column in columns]), QUIET)
        yield Text(_line(columns, [column.write(summary) for column in columns]))


def _line(columns: Iterable[HistoryColumn], cells: Iterable[str]) -> str:
    return (" " * GAP).join(f"{cell:>{column.width}}" for column, cell in zip(columns, cells, strict=True))


def _columns(header: Header, metrics: Mapping[str, MetricValue]) -> Iterator[HistoryColumn]:
    """Step, loss, the mean loss where that is another number, and the metrics; a confusion matrix has no column."""
    total = str(header.config.get("training", {}).get("steps", ""))
    yield HistoryColumn("step", max(len("step"), len(total)), lambda summary: str(summary.step))
    yield HistoryColumn("loss", NUMBER, lambda summary: six_decimals(summary.loss))
    if _has_other_mean(header):
        yield HistoryColumn("mean loss", NUMBER, lambda summary: six_decimals(summary.mean_loss))
    for name, value in metrics.items():
        if not isinstance(value, list):
            yield HistoryColumn(name, SHARE if name == "accuracy" else NUMBER, _metric(name))


def _metric(name: str) -> Callable[[StepSummary], str]:
    def write(summary: StepSummary) -> str:
        value = summary.metrics[name]
        return "" if isinstance(value, list) else metric_number(name, value)

    return write


def _fitting(columns: list[HistoryColumn], width: int) -> list[HistoryColumn]:
    """The columns from the left on that there is room for: step and loss at the least."""
    while len(columns) > 2 and sum(column.width + GAP for column in columns) - GAP > width:
        columns = columns[:-1]
    return columns


def _has_other_mean(header: Header) -> bool:
    """Whether the loss is a sum over samples, or has penalties in it."""
    loss = header.config.get("loss", {})
    return loss.get("over_samples") == "sum" or any(loss.get(key) for key in ("l2", "l2_biases"))
