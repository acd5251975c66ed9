"""What a comparison must say of a planted mistake, and of numbers that are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import bpcli
from tests.compare.handwritten import Array, Config, Quantities
from tests.compare.planted import Planted

if TYPE_CHECKING:
    from bpcli.readers.compare.records import ComparedQuantity, Comparison

RIGHT = ("match", "rounded")


def compared(case: Planted) -> Comparison:
    """The comparison of a planted case."""
    return bpcli.compare(case.config, case.mine, at=case.at)


def named(comparison: Comparison, quantity: str) -> set[str]:
    """The mistakes found in a quantity."""
    return {finding.mistake for finding in comparison.diagnosis if finding.quantity == quantity}


def assert_found(case: Planted) -> None:
    """The first wrong quantity and the mistake are right; all that explains the numbers is named, nothing else."""
    comparison = compared(case)
    assert not comparison.clean
    assert comparison.first_wrong == case.first
    found = named(comparison, case.first)
    assert case.mistakes <= found, f"{case.mistakes} not found, but {found}"
    assert case.required <= found, f"{case.required - found} would explain the numbers as well"
    assert found <= case.allowed, f"{found - case.allowed} would not give these numbers"
    assert comparison.conventions == ()
    assert_verdicts(case, comparison)
    assert_worst(case, next(quantity for quantity in comparison.quantities if quantity.name == case.first))


def assert_verdicts(case: Planted, comparison: Comparison) -> None:
    """Before it all matches; after it all follows, unless the same mistake shows again past what is not given."""
    verdicts = {quantity.name: quantity.verdict for quantity in comparison.quantities}
    assert set(case.mine) == {name for name, verdict in verdicts.items() if verdict != "missing"}
    order = list(verdicts)
    for name in case.mine:
        if name == case.first:
            assert verdicts[name] == "wrong"
        elif order.index(name) < order.index(case.first):
            assert verdicts[name] == "match", name
        elif verdicts[name] == "wrong":
            assert name in case.plan or case.mistakes & named(comparison, name), f"{name} is wrong"


def assert_worst(case: Planted, quantity: ComparedQuantity) -> None:
    """The largest difference, and the entry where it is, in the config's layout."""
    mine, right = np.asarray(case.mine[case.first]), case.right[case.first]
    if mine.shape != right.shape:
        return
    assert quantity.max_abs_diff == pytest.approx(float(np.abs(mine - right).max()), rel=1e-9)
    assert quantity.worst is not None
    assert quantity.yours == pytest.approx(float(mine[quantity.worst]), rel=1e-12)
    assert quantity.expected == pytest.approx(float(right[quantity.worst]), rel=1e-9, abs=1e-12)


def assert_clean(
    config: Config, mine: Quantities, at: int = 1, verdicts: tuple[str, ...] = ("match", "rounded")
) -> None:
    """Nothing is wrong, and nothing but rounding is found."""
    comparison = bpcli.compare(config, mine, at=at)
    wrong = [quantity for quantity in comparison.quantities if quantity.verdict not in (*verdicts, "missing")]
    assert wrong == []
    assert comparison.clean
    assert comparison.first_wrong is None
    assert comparison.conventions == ()
    assert {finding.mistake for finding in comparison.diagnosis} <= {"rounded"}


def to_decimals(value: Array, digits: int) -> Array:
    """Rounded to so many decimals."""
    return np.round(value, digits)


def to_significant(value: Array, digits: int) -> Array:
    """Rounded to so many significant digits."""
    return np.asarray(np.vectorize(lambda entry: float(f"{entry:.{digits - 1}e}"))(value))
