"""One line a step."""

from __future__ import annotations

from bpcli.readers.records import StepSummary
from bpcli.writers.history_table import history_lines, step_line
from tests.writers.hand_made import header


def test_steps_stand_below_each_other() -> None:
    """A heading, then each step's numbers at the same place."""
    summaries = [
        StepSummary(9, 0.719186, 0.719186, {"accuracy": 0.75}),
        StepSummary(10, 1.5, 1.5, {"accuracy": 1.0}),
    ]
    assert [line.plain for line in history_lines(header(), summaries)] == [
        "by hand\n2 → 3 relu → 2 softmax · 17 parameters",
        "step  9   loss 0.719186   accuracy  75.00 %",
        "step 10   loss 1.500000   accuracy 100.00 %",
    ]


def test_the_mean_loss_appears_where_it_differs() -> None:
    """A sum over samples has both numbers."""
    line = step_line(header(), StepSummary(1, 2.0, 0.5, {"mse": 0.25, "confusion": [[1]]}))
    assert line == "step  1   loss 2.000000   mean loss 0.500000   mse 0.250000"
