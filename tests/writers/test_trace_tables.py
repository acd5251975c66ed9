"""The whole trace."""

from __future__ import annotations

import pytest
from rich.console import Console

from bpcli.writers.trace_tables import TraceTables
from bpcli.writers.view import View
from tests.writers.hand_made import evaluation, header, pipe, printed, screen, step


def rendered(console: Console, view: View | None = None) -> str:
    """Two steps and the evaluation."""
    tables = TraceTables(console, view or View())
    tables.begin(header())
    for number in (1, 2):
        tables.step(step(number))
    tables.end(evaluation())
    return printed(console)


def test_everything_comes_in_the_order_of_computation() -> None:
    """Heading, then each step's sections, quantities and summary, then the evaluation."""
    text = rendered(pipe())
    expected = ["by hand", "step 1 ━", "input ─", "X\n", "forward ─", "Z1 =", "Z2 =", "loss ─", "loss ="]
    expected += [
        "step  1   loss 0.719186   accuracy  75.00 %",
        "step 2 ━",
        "step  2   loss",
        "evaluation after step 10 ─",
    ]
    places = [text.index(piece) for piece in expected]
    assert places == sorted(places)


def test_a_pipe_has_no_guessed_width_and_no_trailing_blanks() -> None:
    """Lines are as long as what they say."""
    lines = rendered(pipe()).splitlines()
    assert max(map(len, lines)) <= 80
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_a_screen_is_never_overrun(width: int) -> None:
    """Whatever its width, no line is longer."""
    assert max(map(len, rendered(screen(width)).splitlines())) <= width


def test_layers_begin_on_a_line_of_their_own() -> None:
    """Small matrices share a line within a layer only."""
    line = next(line for line in rendered(screen(200)).splitlines() if "Z1 =" in line)
    assert "Z2 =" not in line


def test_steps_are_printed_as_they_come() -> None:
    """Nothing waits for a later step, and without an evaluation there is none."""
    console = pipe()
    tables = TraceTables(console, View())
    tables.begin(header())
    tables.step(step(1))
    assert "step  1" in printed(console)
    tables.step(step(2))
    tables.end(None)
    assert "evaluation" not in printed(console)
    assert printed(console).endswith("accuracy  75.00 %\n")
