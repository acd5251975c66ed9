"""Numbers that are far off are wrong, however far: the tolerance never grows with the user's own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import bpcli
from bpcli.errors import UsageError
from bpcli.readers.nearness import Tolerance, agrees, differences, worst_entry
from tests.compare.handwritten import Array, Config
from tests.compare.nets import random_net
from tests.compare.plants import numbers

FAR_OFF = (np.inf, -np.inf, np.nan, 1e300)
NETS: dict[str, Config | str] = {
    "small": random_net(np.random.default_rng(4), 1, "columns", optimizer="adam"),
    "xor": "xor",
    "float32": random_net(np.random.default_rng(1), 2, "rows", optimizer="sgd") | {"dtype": "float32"},
    "sum": random_net(np.random.default_rng(3), 2, "rows", loss="mse", optimizer="sgd", sum=True),
}
NAN, INF = np.nan, np.inf


def right_numbers(net: str) -> dict[str, Array]:
    """The first step of a net."""
    config = NETS[net]
    step = bpcli.trace(config).steps[0] if isinstance(config, str) else None
    given = numbers(config) if isinstance(config, dict) else {}
    return {name: quantity.data for name, quantity in step.values.items()} if step else given


def far_off(right: Array) -> Iterator[Array]:
    """One entry of the matrix, and all of them, replaced by each of the numbers that are far off."""
    for value, everywhere in product(FAR_OFF, (False, True)):
        wrong = np.array(right, np.float64)
        wrong[... if everywhere else (0,) * wrong.ndim] = value
        yield wrong


@pytest.mark.parametrize(("net", "digits"), [*((net, None) for net in NETS), ("xor", 4), ("small", 3)])
def test_every_quantity_of_every_net(net: str, digits: int | None, long: bool) -> None:
    """Infinities, NaN and 1e300, in one entry or in all, alone or among right numbers, exact or rounded, are wrong.

    Each quantity gets one of them, the next its next one; with ``--long`` each gets all.
    """
    right = {name: value if digits is None else np.round(value, digits) for name, value in right_numbers(net).items()}
    assert len(right) >= 10
    for number, name in enumerate(right):
        ways = list(enumerate(far_off(right[name])))
        for way, wrong in ways if long else [ways[number % len(ways)]]:
            mine = {name: wrong} if (number // len(ways) + way) % 2 else {**right, name: wrong}
            comparison = bpcli.compare(NETS[net], mine)
            assert comparison.first_wrong == name, (name, wrong)


def test_what_follows_from_an_infinity_is_inherited() -> None:
    """The infinity itself is wrong first; what it makes of the loss is not wrong by itself."""
    step = bpcli.trace("mazur").steps[0]
    Z1 = step["Z1"].copy()
    Z1[0, 0] = np.nan
    A1 = 1 / (1 + np.exp(-Z1))
    comparison = bpcli.compare("mazur", {"Z1": Z1, "A1": A1})
    verdicts = {quantity.name: quantity.verdict for quantity in comparison.quantities}
    assert (comparison.first_wrong, verdicts["A1"]) == ("Z1", "inherited")


@pytest.mark.parametrize("value", ["Infinity", "-Infinity", "NaN"])
def test_an_infinity_is_no_constant_factor(value: str) -> None:
    """Whatever the right number is, times infinity it would be this."""
    assert bpcli.compare("xor", {"loss": value}).diagnosis == ()


def test_no_rounding_makes_an_infinity_right() -> None:
    """The logarithm of a probability that was rounded to 0 is infinite, and wrong."""
    config = {
        "data": {"x": [[1.0]], "y": [[0.0, 1.0]]},
        "network": {"layers": [{"weights": [[6.125, -6.125]], "activation": "softmax"}]},
        "loss": "cross_entropy",
    }
    mine = {"Z1": [[6.125, -6.125]], "A1": [[1.0, 0.0]], "loss": "Infinity"}
    assert bpcli.compare(config, mine).first_wrong == "loss"


@pytest.mark.parametrize(
    ("yours", "right", "same"),
    [
        (INF, INF, True), (-INF, -INF, True), (NAN, NAN, True),
        (INF, -INF, False), (INF, NAN, False), (NAN, INF, False),
        (INF, 1e308, False), (1e308, INF, False), (0.0, NAN, False), (1.0, 1.0 + 1e-9, True), (1.0, 1.0 + 1e-6, False),
    ],
)  # fmt: skip
def test_when_two_numbers_agree(yours: float, right: float, same: bool) -> None:
    """Only equal infinities do, and NaN where NaN is right; however much the digits would allow."""
    for may_be_off in (0.0, 1e-8) if np.isfinite(yours) and np.isfinite(right) else (0.0, 1e308, INF):
        assert agrees(np.array([yours]), np.array([right]), Tolerance(0.0, 1e-7), may_be_off) == same


def test_the_tolerance_is_that_of_the_right_numbers() -> None:
    """A right matrix of small numbers allows little, however large the other one is."""
    small, large = np.array([1.0, 2.0]), np.array([1.0, 2e9])
    assert not agrees(large, small, Tolerance(0.0, 1e-7))
    assert not agrees(np.array([1.001, 2.0]), small, Tolerance(0.0, 1e-7))
    assert agrees(np.array([1.0 + 1e-7, 2.0]), small, Tolerance(0.0, 1e-7))


def test_equal_infinities_are_no_difference() -> None:
    """The worst entry is one that differs; NaN is worst of all."""
    yours, right = np.array([INF, 1.0, 2.0]), np.array([INF, 1.5, 2.0])
    assert differences(yours, right).tolist() == [0.0, 0.5, 0.0]
    assert worst_entry(yours, right) == (1,)
    assert worst_entry(np.array([INF, 1.0, NAN]), right) == (2,)


@pytest.mark.parametrize("value", [NAN, INF, -INF, -1e-9])
@pytest.mark.parametrize("name", ["atol", "rtol"])
def test_a_tolerance_that_is_none(name: str, value: float) -> None:
    """It is refused, not taken for one that lets everything pass."""
    with pytest.raises(UsageError, match=f"{name} is {value}; allowed: a finite number, at least 0"):
        bpcli.compare("xor", {"loss": 1.0}, **{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["Infinity", "NaN", 1e300, 1.7e308])
def test_nothing_on_standard_error(value: float | str, tmp_path: Path) -> None:
    """NumPy warns of nothing; the answer alone is written, and the exit status is 1."""
    path = tmp_path / "m.json"
    path.write_text(json.dumps({"Z1": [[value] * 4] * 4, "dW1": [[value] * 4] * 2, "loss": value}))
    command = [sys.executable, "-W", "always", "-m", "bpcli", "compare", "xor", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert "Z1 is wrong first" in done.stdout
