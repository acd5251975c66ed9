"""Numbers as JSON has them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bpcli.errors import printable
from bpcli.writers.json_values import encoded, plain, rounded


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_rounding_keeps_what_would_vanish(dtype: str) -> None:
    """Decimals for what has them, significant digits for what is small, and zeros stay."""
    array = np.array([1.23456, -0.0123456, 1.23456e-9, 0.0, 123456.789], dtype)
    expected = np.array([1.235, -0.0123, 1.23e-9, 0.0, 123456.789], dtype)
    np.testing.assert_allclose(rounded(array, 3), expected, rtol=4 * float(np.finfo(dtype).eps))


@pytest.mark.parametrize("precision", [0, 3, 17])
def test_numbers_at_the_ends_of_the_floats_are_not_rounded_away(precision: int) -> None:
    """The largest do not become infinite, the smallest not zero, and nothing warns."""
    array = np.array([1.5e308, -1e300, 5e-324, 1.5e-310, np.inf, -np.inf, np.nan])
    np.testing.assert_array_equal(rounded(array, precision), array)


def test_what_json_has_no_numbers_for() -> None:
    """They are words, alone and in a matrix."""
    assert encoded(plain(np.array([[np.nan, 1.0], [np.inf, -np.inf]]))) == b'[["NaN",1.0],["Infinity","-Infinity"]]'
    assert encoded(plain(float("nan"))) == b'"NaN"'


@pytest.mark.parametrize(
    "text", ["\x7f", "\x9b31m", "\u202eleft", "\ufeff", "\U000e0001", 'é ü 漢 😀 \\ " \n', "a\x1bb"]
)
def test_text_that_a_terminal_would_obey(text: str) -> None:
    """It is escaped, in halves beyond the first plane, and reads back as it was; what is printable stays."""
    written = encoded({"name": text}).decode()
    assert json.loads(written) == {"name": text}
    assert printable(written) == written
    assert all(char in written for char in text if char in "éü漢😀")
