"""What is left out of a large matrix."""

from __future__ import annotations

import pytest

from bpcli.writers.view import View, elide, hidden


def test_what_is_small_is_shown_whole() -> None:
    """Twelve rows are no reason to leave one out."""
    assert View().rows(12) == list(range(12))


def test_the_middle_is_left_out() -> None:
    """First and last rows stay; the gap counts the others."""
    shown = elide(150, 5)
    assert shown == [0, 1, None, 148, 149]
    assert hidden(150, shown) == "146 more"


def test_full_leaves_nothing_out() -> None:
    """A full view has one choice, everything."""
    assert list(View(full=True).columns(20)) == [list(range(20))]
    assert View(full=True).rows(20) == list(range(20))


@pytest.mark.parametrize("count", [1, 2, 3, 13])
def test_choices_end_with_first_gap_and_last(count: int) -> None:
    """The narrowest choice still tells where a matrix begins and ends."""
    assert list(View().columns(count))[-1] == elide(count, min(count, 3))
