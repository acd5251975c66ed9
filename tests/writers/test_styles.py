"""Sign and magnitude by colour."""

from __future__ import annotations

import pytest

from bpcli.writers.styles import LOUD, NEGATIVE, POSITIVE, QUIET, shade


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_finite_is_loud(value: float) -> None:
    """NaN and infinity cannot be overlooked."""
    assert shade(value, 1.0) == LOUD


def test_sign_is_hue_and_magnitude_is_strength() -> None:
    """The largest entry has the strongest shade of its sign, the smallest the weakest."""
    assert (shade(2.0, 2.0), shade(0.01, 2.0)) == (POSITIVE[-1], POSITIVE[0])
    assert (shade(-2.0, 2.0), shade(-0.01, 2.0)) == (NEGATIVE[-1], NEGATIVE[0])


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_zero_is_quiet(zero: float) -> None:
    """Zeros recede, also where the whole matrix is zero."""
    assert shade(zero, 0.0) == QUIET
