"""Tables side by side."""

from __future__ import annotations

from rich.text import Text

from bpcli.writers.shelves import print_side_by_side
from tests.writers.hand_made import pipe, printed, screen

TEXTS = [Text("aa\naaaa"), Text("b"), Text("cc\ncc\ncc"), Text("d" * 7)]


def test_neighbours_stand_beside_each_other_while_they_fit() -> None:
    """In reading order, each as wide as it is, nothing after the last."""
    console = screen(width=13)
    print_side_by_side(TEXTS, console)
    assert printed(console).splitlines() == ["aa     b   cc", "aaaa       cc", "           cc", "ddddddd"]


def test_in_a_pipe_they_stand_below_each_other() -> None:
    """Nobody knows how wide the reader's screen is."""
    console = pipe()
    print_side_by_side(TEXTS, console)
    assert printed(console).splitlines() == ["aa", "aaaa", "b", "cc", "cc", "cc", "ddddddd"]


def test_what_is_wider_than_the_screen_is_not_cut() -> None:
    """It is the terminal's to wrap."""
    console = screen(width=5)
    print_side_by_side([Text("x" * 30)], console)
    assert printed(console) == "x" * 30 + "\n"
