"""Two numbers that differ are written so that they look it, and large matrices so that the wrong entries show."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from bpcli.writers.comparison.choice import elide_around
from bpcli.writers.numbers import Notation
from bpcli.writers.told_apart import both_written, factor, written_apart


@pytest.mark.parametrize("seed", range(20))
def test_entries_that_differ_look_different(seed: int) -> None:
    """However little they differ and whatever their size; as many digits as that takes and no more than 17."""
    rng = np.random.default_rng(seed)
    right = rng.normal(size=(3, 4)) * 10.0 ** rng.integers(-12, 12)
    yours = right.copy()
    yours[1, 2] *= 1 + 10.0 ** -rng.integers(1, 12)
    write = written_apart(yours, right, [(yours[1, 2], right[1, 2])])
    assert write(yours[1, 2]) != write(right[1, 2])
    assert write(yours[0, 0]) == write(right[0, 0])
    both = both_written(yours[1, 2], right[1, 2])
    assert both[0] != both[1]
    for text, value in zip(both, (yours[1, 2], right[1, 2]), strict=True):
        assert float(text) == pytest.approx(value, rel=1e-3)


@pytest.mark.parametrize(
    ("yours", "right", "texts"),
    [
        (0.1988, 0.5318, ("0.1988", "0.5318")),
        (0.1, 0.10000001, ("0.10000000", "0.10000001")),
        (1.0, 2.0, ("1", "2")),
        (float("nan"), 0.5, ("NaN", "0.5")),
        (float("inf"), float("-inf"), ("inf", "-inf")),
        (3.0, 3.0, ("3", "3")),
        (1e-9, 2e-9, ("1.000e-9", "2.000e-9")),
        (5e-324, 0.0, ("4.941e-324", "0")),
    ],
)
def test_two_numbers(yours: float, right: float, texts: tuple[str, str]) -> None:
    """With equal digits, and with few where few will do."""
    assert both_written(yours, right) == texts


def test_one_power_of_ten_where_both_are_of_one_size() -> None:
    """It stands in the heading of both; where they are not, each number has its own."""
    right = np.array([[1.5e-5, 2.25e-5]])
    alike = written_apart(right * 2, right, [])
    assert isinstance(alike, Notation)
    assert factor(alike) == "1e-5"
    apart = written_apart(right * 1e12, right, [])
    assert factor(apart) == ""
    assert [apart(value) for value in (22512345.6789, 2.25e-5)] == ["2.251e7", "2.250e-5"]


@pytest.mark.parametrize("seed", range(200))
def test_the_most_wanted_is_always_there(seed: int) -> None:
    """In order, in no more places than there are, and no gap that a single index would fill."""
    rng = np.random.default_rng(seed)
    count, limit = int(rng.integers(1, 200)), int(rng.integers(3, 13))
    wanted = rng.permutation(count)[: rng.integers(1, 20)].tolist()
    shown = elide_around(count, limit, wanted)
    indices = [index for index in shown if index is not None]
    assert indices == sorted(set(indices))
    assert len(shown) <= max(limit, 1)
    assert wanted[0] in indices
    if count <= limit:
        assert shown == list(range(count))
        return
    bounds = [-1, *indices, count]
    gaps = [after - before - 1 for before, after in pairwise(bounds)]
    assert 1 not in gaps
    assert shown.count(None) == sum(gap > 1 for gap in gaps)
    assert sum(gaps) + len(indices) == count


def test_without_a_wish_the_first_and_the_last_are_shown() -> None:
    """As tables elsewhere do it."""
    assert elide_around(150, 6, []) == [0, 1, 2, 3, None, 149]
    assert elide_around(150, 7, [77]) == [0, 1, 2, None, 77, None, 149]
