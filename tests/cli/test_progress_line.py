"""The line that says how far something has come."""

from __future__ import annotations

import re

import pytest

from bpcli.cli.progress_line import Doing, line

TRAINING = Doing("training", "step", 12_345, 99_999, 0.3, ("loss 0.719186", "accuracy 100.00 %", "mse 0.250000"))
NUMBERS = r"step 12,345/99,999|loss 0\.719186|accuracy 100\.00 %|mse 0\.250000|41,150 steps/s|0:03 left"
WHOLE = re.compile(rf"training|━+─+|{NUMBERS}")


def test_a_wide_terminal_shows_all_of_it() -> None:
    """Every number with its name, and the bar as far as it has come."""
    assert line(TRAINING, 200).plain == (
        "training  ━━━━━───────────────────────────────────  step 12,345/99,999  loss 0.719186  "
        "accuracy 100.00 %  mse 0.250000  41,150 steps/s  0:03 left"
    )


@pytest.mark.parametrize("width", range(18, 200))
def test_a_narrow_terminal_drops_parts_and_cuts_none(width: int) -> None:
    """What is left fits and is whole. The step comes first, then loss, bar and time; at 80 the accuracy fits too."""
    text = line(TRAINING, width).plain
    parts = text.split("  ")
    assert len(text) <= width
    assert all(WHOLE.fullmatch(part) for part in parts), parts
    assert "step 12,345/99,999" in parts
    assert ("loss 0.719186" in parts) == (width >= 18 + 2 + 13)
    assert ("━" in text) >= (width >= 18 + 2 + 13 + 2 + 8)
    assert ("accuracy 100.00 %" in parts) >= (width >= 79)


def test_a_slow_thing() -> None:
    """Speed keeps its digits, time has hours, and what has no unit has no speed."""
    text = line(Doing("training", "step", 9, 1000, 80.0), 120).plain
    assert "0.113 steps/s" in text
    assert text.endswith("  step     9/1,000  0.113 steps/s  2:26:49 left")
    assert line(Doing("checking", "", 3, 40, 1.0), 120).plain.endswith("─   3/40  0:13 left")
