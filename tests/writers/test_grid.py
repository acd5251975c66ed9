"""Columns in matrix brackets."""

from __future__ import annotations

from bpcli.writers.columns import bands, column
from bpcli.writers.grid import grid
from bpcli.writers.styles import PLAIN


def test_bands_fit_and_cover() -> None:
    """Neighbours share a band while they fit; one that is too wide has its own."""
    assert list(bands([4, 4, 9, 2], 8)) == [slice(0, 2), slice(2, 3), slice(3, 4)]


def test_what_is_wider_than_the_room_goes_on_below() -> None:
    """Each band has its own heads and brackets, and the rows' labels again."""
    columns = [column(name, [name * 3], [PLAIN]) for name in "ab"]
    text = ["".join(segment.text for segment in line) for line in grid(["row"], columns, 14)]
    assert text == [
        "          a",
        "      ╭     ╮",
        "  row │ aaa │",
        "      ╰     ╯",
        "          b",
        "      ╭     ╮",
        "  row │ bbb │",
        "      ╰     ╯",
    ]
