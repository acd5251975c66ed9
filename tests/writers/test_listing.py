"""A list fits its screen by having fewer columns, and prose by having more lines."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from rich.style import Style

from bpcli.writers.blocks import Line
from bpcli.writers.listing import ListColumn, listing, points_aligned
from bpcli.writers.prose import hanging, prose


def texts(lines: list[Line]) -> list[str]:
    """The characters alone."""
    return ["".join(segment.text for segment in line) for line in lines]


def cells(*of: str) -> list[Segment]:
    """Cells without a style."""
    return list(map(Segment, of))


COLUMNS = [
    ListColumn("name", cells("W1", "delta12")),
    ListColumn("yours", cells("0.5", "-12.25"), is_number=True, goes=1),
    ListColumn("right", cells("0.25", "3"), is_number=True, goes=1),
    ListColumn("at", cells("[0,1]", ""), goes=2),
    ListColumn("note", cells("", ""), goes=0),
]


@pytest.mark.parametrize(
    ("room", "head"),
    [
        (100, "name       yours   right   at"),
        (32, "name       yours   right   at"),
        (31, "name       yours   right"),
        (24, "name       yours   right"),
        (23, "name"),
        (2, "name"),
    ],
)
def test_columns_go_as_a_whole(room: int, head: str) -> None:
    """Those that may go, the highest number first, two of one number together; one without text is never there."""
    lines = texts(listing(COLUMNS, room))
    assert lines[0] == head
    assert len(lines) == 4
    assert [line.split()[0] for line in lines[2:]] == ["W1", "delta12"]
    assert set(lines[1]) == {"─"}
    assert not any(line.endswith(" ") for line in lines)


def test_numbers_stand_at_the_right() -> None:
    """Under their heading; words at the left."""
    assert texts(listing(COLUMNS[:2], 100))[2:] == ["W1           0.5", "delta12   -12.25"]


def test_points_stand_below_each_other() -> None:
    """Where there is a number; an empty place stays empty."""
    assert points_aligned(["0.5", "", "-12.25", "3"]) == ["  0.5 ", "", "-12.25", "  3   "]
    assert points_aligned(["", ""]) == ["", ""]


def test_words_are_not_cut() -> None:
    """A sentence wraps at its blanks; a word that is longer than the room stands alone."""
    bold = Style(bold=True)
    lines = prose(("all is", bold), "well that ends_extraordinarily well", room=9)
    assert texts(lines) == ["all is", "well that", "ends_extraordinarily", "well"]
    assert lines[0] == [Segment("all is", bold)]


def test_later_lines_stand_under_the_first() -> None:
    """Behind the label, which is there once."""
    assert texts(hanging("  yours  ", "a + b + c", room=14)) == ["  yours  a + b", "         + c"]
