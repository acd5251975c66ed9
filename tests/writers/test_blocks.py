"""Blocks of lines side by side."""

from __future__ import annotations

from rich.console import Console
from rich.segment import Segment

from bpcli.writers.blocks import Block, print_lines, side_by_side
from tests.writers.hand_made import pipe, printed, screen


def block(text: str) -> Block:
    """The text's lines."""
    return Block([[Segment(line)] for line in text.splitlines()])


BLOCKS = [block("aa\naaaa"), block("b"), block("cc\ncc\ncc"), block("d" * 7)]


def lines(console: Console, blocks: list[Block]) -> list[str]:
    """What is printed on this console."""
    print_lines(list(side_by_side(blocks, console)), console)
    return printed(console).splitlines()


def test_neighbours_stand_beside_each_other_while_they_fit() -> None:
    """In reading order, each as wide as it is, nothing after the last."""
    assert lines(screen(width=13), BLOCKS) == ["aa     b   cc", "aaaa       cc", "           cc", "ddddddd"]


def test_in_a_pipe_they_stand_below_each_other() -> None:
    """Nobody knows how wide the reader's screen is."""
    assert lines(pipe(), BLOCKS) == ["aa", "aaaa", "b", "cc", "cc", "cc", "ddddddd"]


def test_what_is_wider_than_the_screen_is_not_cut() -> None:
    """It is the terminal's to wrap."""
    assert lines(screen(width=5), [block("x" * 30)]) == ["x" * 30]
