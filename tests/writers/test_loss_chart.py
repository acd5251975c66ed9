"""The loss as a small chart."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from bpcli.readers.loss_watch import ThinnedLosses
from bpcli.readers.records import LossCurve
from bpcli.writers.loss_chart import BLOCKS, ROWS, render_loss_chart, stretched
from tests.writers.hand_made import pipe, printed, screen


def curve(*losses: float) -> LossCurve:
    """The curve of these losses."""
    thinned = ThinnedLosses()
    thinned.add(losses)
    made = thinned.curve()
    assert made is not None
    return made


def chart(made: LossCurve, width: int = 80) -> list[str]:
    """What is printed on a terminal, without the blank line at the top."""
    console = screen(width)
    render_loss_chart(made, console)
    blank, *lines = printed(console).splitlines()
    assert blank == ""
    return lines


def heights(lines: list[str]) -> list[int]:
    """How many eighths of a place are filled in each column."""
    rows = [line.partition(" │ ")[2] for line in lines[:ROWS]]
    return [sum(map(BLOCKS.index, column)) for column in zip(*rows, strict=True)]


def test_a_curve_with_its_scale() -> None:
    """Highest and lowest at the left, steps below, in words where it began and ended."""
    lines = chart(curve(*[1 - step / 20 for step in range(11)]), 40)
    assert lines[0].startswith("1.000000 │ █")
    assert lines[2].startswith("0.500000 │ █")
    assert lines[3] == "         ╰ step 1         step 11"
    assert lines[4:] == ["loss  1.000000 at step 1, lowest at the ", "end: 0.500000 at step 11"]
    assert heights(lines) == [each for part in range(10, -1, -1) for each in [max(1, round(part * 2.4))] * 2]


def test_a_loss_over_decades_is_drawn_by_its_logarithm() -> None:
    """Equal steps down for equal factors, and the chart says so."""
    lines = chart(curve(*[10.0**-power for power in range(7)]))
    assert lines[ROWS].split() == ["╰", "step", "1", "log", "scale", "step", "7"]
    drawn = heights(lines)
    assert {high - low for high, low in pairwise(drawn[:: len(drawn) // 7])} <= {3, 4}
    assert "log scale" in "".join(chart(curve(1.0, 0.5, 0.03)))
    assert "log scale" not in "".join(chart(curve(1.0, 0.5, 0.04)))


def test_zero_has_no_logarithm() -> None:
    """It is drawn at the bottom, and in words it is 0."""
    lines = chart(curve(1.0, 1e-3, 1e-6, 0.0))
    assert lines[ROWS - 1].startswith("1.0000e-06 │ ")
    assert heights(lines)[-1] == 1
    assert lines[-1] == "loss  1.000000 at step 1, lowest at the end: 0 at step 4"


@pytest.mark.parametrize(
    ("losses", "said"),
    [
        ([0.5], "0.500000 at step 1"),
        ([0.5, 0.5, 0.5], "0.500000 in all 3 steps"),
        ([0.0, 0.0, 0.0], "0 in all 3 steps"),
        ([0.5, 0.25], "0.500000 at step 1, lowest at the end: 0.250000 at step 2"),
        ([math.nan], "NaN at step 1"),
        ([math.inf, math.inf], "inf in all 2 steps"),
        ([5e-324, 0.0], "4.9407e-324 at step 1, lowest at the end: 0 at step 2"),
    ],
)
def test_what_needs_no_chart(losses: list[float], said: str) -> None:
    """Few steps and a loss that never changes are told in one line."""
    assert chart(curve(*losses)) == [f"loss  {said}"]


@pytest.mark.parametrize("last", [math.nan, math.inf])
def test_a_loss_that_ends_in_no_number(last: float) -> None:
    """What is finite is drawn, the rest is said."""
    lines = chart(curve(0.5, 0.7, 900.0, last))
    assert len(lines) == ROWS + 2
    assert lines[0].startswith("900.000000 │ ")
    assert lines[-1].startswith("loss  lowest at the start: 0.500000 at step 1, last ")


def test_a_turn_is_told() -> None:
    """The lowest between first and last."""
    assert chart(curve(0.5, 0.25, 0.75))[-1] == (
        "loss  0.500000 at step 1, lowest 0.250000 at step 2, last 0.750000 at step 3"
    )


@pytest.mark.parametrize("width", [5, 13, 20, 24, 40, 80, 200])
@pytest.mark.parametrize("count", [3, 7, 59, 60, 61, 1000, 100_000])
def test_it_fits(width: int, count: int) -> None:
    """The drawing is never wider than the screen; where columns are means, it says of how many steps."""
    lines = chart(curve(*[1 / step for step in range(1, count + 1)]), width)
    assert max(map(len, lines[: ROWS + 1])) <= width
    if width >= 20:
        assert lines[ROWS].endswith(f"step {count:,}" if width > 24 else "step 1")
        assert len(heights(lines)) <= 60
        assert ("means of" in " ".join(lines)) == (count > 511)


def test_a_long_training_begins_where_it_began() -> None:
    """The first place is the first loss, however soon it fell, and the scale holds it."""
    lines = chart(curve(2.5, *[0.1] * 5000, *[0.2] * 5000))
    assert lines[0].startswith("2.500000 │ █ ")
    assert heights(lines)[:2] == [8 * ROWS, 1]
    assert lines[ROWS - 1].startswith("0.100000 │ ")


def test_in_a_pipe() -> None:
    """Where there is no width it is as wide as usual, and one line stays one line."""
    console = pipe()
    render_loss_chart(curve(*[1 / step for step in range(1, 1001)]), console)
    assert max(map(len, printed(console).splitlines())) < 110


def test_no_steps() -> None:
    """Nothing is printed of a run that made none."""
    console = screen()
    render_loss_chart(None, console)
    assert printed(console) == ""


def test_every_part_counts_once() -> None:
    """More parts than places are averaged, none left out."""
    assert stretched([1.0, 2.0, 3.0, 4.0], 2) == [1.5, 3.5]
    assert stretched([1.0, 2.0, 6.0], 2) == [1.0, 4.0]
    assert stretched([1.0, 2.0], 5) == [1.0, 1.0, 2.0, 2.0]
