"""One line a step, the labels once."""

from __future__ import annotations

import pytest

from bpcli.readers.records import StepSummary
from bpcli.rules.metrics import MetricValue
from bpcli.writers.history_table import history_lines
from tests.writers.hand_made import header

SUMMARIES = [
    StepSummary(9, 0.719186, 0.719186, {"accuracy": 0.75}),
    StepSummary(10, 1.5, 1.5, {"accuracy": 1.0}),
]


def test_steps_stand_below_each_other() -> None:
    """A heading, the labels, then each step's numbers at the same place."""
    assert [line.plain for line in history_lines(header(), SUMMARIES, 80)] == [
        "by hand\n2 → 3 relu → 2 softmax · 17 parameters",
        "step           loss   accuracy",
        "   9       0.719186    75.00 %",
        "  10       1.500000   100.00 %",
    ]


def test_the_mean_loss_has_a_column_where_it_is_another_number() -> None:
    """A sum over samples and a penalty, whatever the first step's numbers are."""
    for loss in ({"over_samples": "sum"}, {"l2": 0.1}, {"l2_biases": 0.1}):
        config = {"training": {"steps": 10}, "loss": {"name": "mse", **loss}}
        lines = [line.plain for line in history_lines(header(config=config), SUMMARIES, 80)]
        assert lines[1].split() == ["step", "loss", "mean", "loss", "accuracy"]
        assert lines[2].split() == ["9", "0.719186", "0.719186", "75.00", "%"]


@pytest.mark.parametrize("width", [1, 30, 40, 50, 60, 70, 80])
def test_a_narrow_terminal_has_fewer_columns(width: int) -> None:
    """Columns go from the right, whole; step and loss stay."""
    metrics: dict[str, MetricValue] = {"mse": 0.25, "mae": 0.5, "r2": -1.25, "confusion": [[1]]}
    lines = [line.plain for line in history_lines(header(), [StepSummary(1, 2.0, 2.0, metrics)], width)]
    labels = lines[1].split()
    assert labels == ["step", "loss", "mse", "mae", "r2"][: len(labels)]
    assert len(labels) == max(2, min(5, (width + 3 - 7) // 15 + 1))
    assert lines[2].split() == ["1", "2.000000", "0.250000", "0.500000", "-1.250000"][: len(labels)]
    assert len(lines[1]) == len(lines[2]) <= max(width, 19)


@pytest.mark.parametrize(
    ("loss", "written"),
    [
        (0.0, "0"),
        (1e-4, "0.000100"),
        (9.9e-5, "9.9000e-05"),
        (99999.0, "99999.000000"),
        (1e300, "1.0000e+300"),
        (float("nan"), "NaN"),
        (float("inf"), "inf"),
    ],
)
def test_any_loss_has_its_place(loss: float, written: str) -> None:
    """Columns stay aligned with losses of any size, and none but 0 is shown as 0."""
    *_, line = history_lines(header(), [StepSummary(1, loss, loss)], 80)
    assert line.plain == f"   1   {written:>12}"
