"""Numbers as a person reads them."""

from __future__ import annotations

import numpy as np
import pytest

from bpcli.writers.numbers import aligned, notation, scalar


@pytest.mark.parametrize(
    ("entries", "written"),
    [
        ([0.12345, -1.5], ["0.1235", "-1.5000"]),
        ([0.12345, 2.518e-8], ["0.1235", "2.518e-08"]),
        ([2.5e-5, -1e-4], ["2.500e-05", "-1.000e-04"]),
        ([0.5, 12345678.9], ["0.5000", "1.235e+07"]),
        ([0.0, 1.0, -3.0], ["0", "1", "-3"]),
        ([0.0, -0.0, 0.5], ["0", "0", "0.5000"]),
        ([np.nan, np.inf, -np.inf], ["NaN", "inf", "-inf"]),
        ([0.0, 1e6], ["0", "1.000e+06"]),
    ],
)
@pytest.mark.filterwarnings("error")
def test_entries_suit_their_matrix(entries: list[float], written: list[str]) -> None:
    """Whole, fixed-point or scientific: whichever loses nothing."""
    assert list(map(notation(np.array([entries]), 4), entries)) == written


@pytest.mark.parametrize("precision", range(9))
def test_nonzero_is_never_shown_as_zero(precision: int) -> None:
    """However few the decimals, only an exact zero looks like one."""
    entries = [1.7 * 10.0**-power for power in range(12)]
    write = notation(np.array(entries), precision)
    assert all(float(write(entry)) != 0 for entry in entries)


def test_float32_is_written_with_the_digits_asked_for() -> None:
    """No digits of the wider type appear."""
    data = np.array([[0.1, 2.5]], dtype=np.float32)
    assert list(map(notation(data, 4), data[0].tolist())) == ["0.1000", "2.5000"]


def test_points_stand_below_each_other() -> None:
    """Zeros keep the place before the point, and what is not a number stands at the right."""
    values = [0.5, -12.25, 0.0, 3e-7, float("nan")]
    write = notation(np.array(values), 4)
    assert aligned(values, write) == [
        "  0.5000   ",
        "-12.2500   ",
        "  0        ",
        "  3.000e-07",
        "        NaN",
    ]


def test_zeros_among_decimals_stand_at_the_point() -> None:
    """A column of zeros looks the same as the zeros of its neighbours."""
    assert aligned([0.0, 0.0], notation(np.array([0.0, 0.5]), 4)) == ["0     ", "0     "]


def test_a_lone_whole_number_keeps_its_decimals() -> None:
    """A loss of 2 is as long as its neighbours."""
    assert [scalar(value, 6) for value in (2.0, 0.0, 3e-9)] == ["2.000000", "0", "3.00000e-09"]
