"""Numbers as a person reads them."""

from __future__ import annotations

import numpy as np
import pytest

from bpcli.writers.numbers import aligned, notation, rounded, scalar


@pytest.mark.parametrize(
    ("entries", "written", "factor"),
    [
        ([0.123456789, -1.5], ["0.123", "-1.500"], ""),
        ([1 / 3, 2.518e-8], ["0.3333", "2.5e-8"], ""),
        ([1 / 3, 0.00068, -0.0068], ["0.3333", "6.8e-4", "-0.0068"], ""),
        ([2.5e-5, -1e-4], ["0.250", "-1.000"], "1e-4"),
        ([1 / 3, 12345678.9], ["3.3e-8", "1.235"], "1e7"),
        ([0.0, 1.0, -3.0], ["0", "1", "-3"], ""),
        ([0.0, -0.0, 1 / 3], ["0", "0", "0.3333"], ""),
        ([np.nan, np.inf, -np.inf], ["NaN", "inf", "-inf"], ""),
        ([0.0, 1e6], ["0", "1000000"], ""),
        ([9.99996, 1 / 3], ["10.00", "0.33"], ""),
        ([0.017443217, 0.0869], ["0.01744", "0.08690"], ""),
        ([1e-310, 2e-313], ["1.000", "0.0020"], "1e-310"),
        ([1.5e300, 1.7e308], ["1.5e-8", "1.700"], "1e308"),
    ],
)
@pytest.mark.filterwarnings("error")
def test_entries_suit_their_matrix(entries: list[float], written: list[str], factor: str) -> None:
    """The largest has four digits, no entry fewer than two, and one power of ten is said once."""
    write = notation(np.array([entries]), 4)
    assert (list(map(write, entries)), write.factor) == (written, factor)


@pytest.mark.parametrize(
    ("entries", "written"),
    [
        ([5.1, 4.9, 5.0], ["5.1", "4.9", "5.0"]),
        ([0.05, 0.1], ["0.05", "0.10"]),
        ([1234.5, 2.25], ["1234.50", "2.25"]),
        ([150000.0, 3.0], ["150000", "3"]),
        ([250000.5, 3.0], ["250000.5", "3.0"]),
    ],
)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_data_stay_as_given(entries: list[float], written: list[str], dtype: str) -> None:
    """Short numbers have the digits that somebody wrote, and not four zeros."""
    data = np.array(entries, dtype)
    assert list(map(notation(data, 4), data.tolist())) == written


@pytest.mark.parametrize("digits", range(1, 18))
def test_nonzero_is_never_shown_as_zero(digits: int) -> None:
    """However few the digits, only an exact zero looks like one, and the entry is met to the digits it has."""
    entries = [1.7320508 * 10.0**-power for power in range(-3, 12)]
    write = notation(np.array(entries), digits)
    shown = [float(write(entry)) * 10.0**write.power for entry in entries]
    assert shown == pytest.approx(entries, rel=0.5 * 10.0 ** (1 - min(digits, 2)))


def test_float32_is_written_with_the_digits_asked_for() -> None:
    """No digits of the wider type appear."""
    data = np.array([[0.1, 2.5]], dtype=np.float32)
    assert list(map(notation(data, 4), data[0].tolist())) == ["0.1", "2.5"]


def test_points_stand_below_each_other() -> None:
    """Zeros keep the place before the point, and what is not a number stands at the right."""
    values = [1 / 3, -12.25, 0.0, 3e-7, float("nan")]
    write = notation(np.array(values), 6)
    assert aligned(values, write) == ["  0.3333", "-12.2500", "  0     ", "  3.0e-7", "     NaN"]


@pytest.mark.parametrize(
    ("value", "written"), [(0.71918573, "0.7192"), (2.0, "2"), (1.23456e-5, "1.235e-5"), (0.0, "0"), (np.inf, "inf")]
)
def test_a_number_alone_is_a_matrix_of_its_own(value: float, written: str) -> None:
    """It has the digits of a largest entry, and its power of ten beside it."""
    assert scalar(value) == written


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_rounding_goes_by_the_largest(dtype: str) -> None:
    """Three digits of the largest, two of what would vanish beside it, and zeros stay."""
    array = np.array([1.23456, -0.0123456, 1.23456e-9, 0.0], dtype)
    expected = np.array([1.23, -0.012, 1.2e-9, 0.0], dtype)
    np.testing.assert_array_equal(rounded(array, 3), expected)
    np.testing.assert_array_equal(rounded(np.array([123456.7, 1.0]), 3), [123000.0, 1.0])


@pytest.mark.parametrize("digits", range(1, 18))
def test_no_entry_has_more_digits_than_were_asked_for(digits: int) -> None:
    """Also just below a power of ten, where rounding to few digits crosses it, and at the end of the floats."""
    for largest in (0.9980423500048808, 9.9951234567890123, 99.949999999999989, 1.7976931348623157e308, 0.5):
        for near in rounded(np.array([largest, -largest * 0.9996]), digits).tolist():
            assert len(repr(near).partition("e")[0].replace(".", "").replace("-", "").strip("0")) <= digits


@pytest.mark.parametrize("digits", [1, 3, 10, 17])
def test_numbers_at_the_ends_of_the_floats_are_not_rounded_away(digits: int) -> None:
    """The largest do not become infinite, the smallest not zero, and nothing warns."""
    for entry in (1.5e308, 1.7976931348623157e308, 1.5e300, -1e300, 5e-324, 2e-313, 1.5e-310):
        near = rounded(np.array([entry, np.inf, -np.inf, np.nan]), digits)
        assert near[0] == pytest.approx(entry, rel=0.5)
        np.testing.assert_array_equal(near[1:], [np.inf, -np.inf, np.nan])
