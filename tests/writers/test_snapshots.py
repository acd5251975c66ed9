"""What a person sees stays what somebody looked at."""

from __future__ import annotations

import pytest

from tests.writers.snapshots import FOLDER, SHOTS, Shot, shown


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.path.stem)
def test_a_view_is_as_it_was_found_good(shot: Shot) -> None:
    """``python -m tests.writers.snapshots`` writes a text anew where a change is meant."""
    assert shown(shot) == shot.path.read_text(encoding="utf-8")


def test_no_text_is_left_over() -> None:
    """Every file is that of a view which is still looked at."""
    assert {path.name for path in FOLDER.iterdir()} == {shot.path.name for shot in SHOTS}
