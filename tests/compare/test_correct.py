"""Numbers that are right get a clean answer: exact, rounded, in float32, in part, and with digits carried by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import bpcli
from tests import conftest
from tests.compare.handwritten import Array, Config, Quantities, Run
from tests.compare.judging import assert_clean, to_decimals, to_significant
from tests.compare.nets import LOSSES, OPTIMIZERS, random_net
from tests.compare.plants import numbers

COMBINATIONS = list(product(LOSSES, OPTIMIZERS, ("rows", "columns"), (0, 1)))
ROUNDED = list(product((3, 4, 5, 6, 7, 8), (to_decimals, to_significant), range(12)))
Round = Callable[[Array, int], Array]
NOTEBOOKS = Path(__file__).parents[1] / "golden" / "notebooks"


def net(*key: object) -> tuple[np.random.Generator, Config]:
    """A random net of this key, of 1 to 4 layers."""
    rng = np.random.default_rng(list("-".join(map(str, key)).encode()))
    layout = str(rng.choice(["rows", "columns"]))
    return rng, random_net(rng, int(rng.integers(1, 5)), layout, sum=bool(rng.random() < 0.2))


def test_there_are_enough() -> None:
    """At least 200 exact, and 200 rounded."""
    assert len(COMBINATIONS) + 30 >= 200
    assert len(ROUNDED) + len(ROUNDED[::5]) + len(ROUNDED[::3]) >= 200


@pytest.mark.parametrize(("loss", "optimizer", "layout", "seed"), COMBINATIONS)
def test_correct_traces(loss: str, optimizer: str, layout: str, seed: int) -> None:
    """Every loss with every optimizer, both layouts, the first step or the second, everything or a part."""
    rng = np.random.default_rng([*loss.encode(), *optimizer.encode(), layout == "rows", seed])
    config = random_net(rng, int(rng.integers(1, 5)), layout, loss=loss, optimizer=optimizer, sum=rng.random() < 0.2)
    at = int(rng.integers(1, 3))
    mine = numbers(config, at=at)
    if seed:
        mine = {name: value for name, value in mine.items() if rng.random() < 0.4}
    assert_clean(config, mine, at, verdicts=("match",))


@pytest.mark.parametrize(("digits", "to", "seed"), ROUNDED)
def test_rounded_traces(digits: int, to: Round, seed: int) -> None:
    """Each number rounded by itself, to 3 to 8 decimals or significant digits."""
    rng, config = net("rounded", seed, digits)
    at = int(rng.integers(1, 3))
    mine = {name: to(value, digits) for name, value in numbers(config, at=at).items()}
    assert_clean(config, mine, at)


@pytest.mark.parametrize(("digits", "to", "seed"), ROUNDED[::5])
def test_rounded_traces_in_part(digits: int, to: Round, seed: int) -> None:
    """Some of the rounded numbers."""
    rng, config = net("part", seed, digits)
    mine = {name: to(value, digits) for name, value in numbers(config).items() if rng.random() < 0.4}
    assert_clean(config, mine)


@pytest.mark.parametrize(("digits", "to", "seed"), ROUNDED[::3])
def test_rounded_on_the_way(digits: int, to: Round, seed: int) -> None:
    """As by hand: each number is rounded and the next computed from it."""

    def carry(run: Run, name: str, right: Array) -> Array:
        return np.asarray(to(right, digits))

    _, config = net("carried", seed, digits)
    mine = Run(config, carry).step()
    assert_clean(config, mine, verdicts=("match", "rounded"))


@pytest.mark.parametrize("seed", range(30))
def test_float32_traces(seed: int) -> None:
    """All of it computed in float32."""
    rng, config = net("float32", seed)
    run = Run(config, dtype=np.float32)
    at = int(rng.integers(1, 3))
    mine: Quantities = [run.step() for _ in range(at)][-1]
    assert_clean(config, mine, at)


def test_by_hand_numbers_of_the_columns_example() -> None:
    """Carried with the probability rounded to 0.368; the notebook's own check called them wrong."""
    by_hand = json.loads((NOTEBOOKS / "columns.json").read_text())["by_hand"]
    mine = {name: by_hand[name] for name in ("dW2", "db2", "dW1", "db1")}
    comparison = bpcli.compare("columns", mine)
    assert comparison.clean
    assert comparison.first_wrong is None
    assert comparison.conventions == ()
    assert {finding.mistake for finding in comparison.diagnosis} == {"rounded"}
    given = [quantity.verdict for quantity in comparison.quantities if quantity.name in mine]
    assert set(given) == {"rounded"}


def test_a_sum_that_cancels() -> None:
    """0.1 + 0.2 - 0.3 is 0 or 6e-17, as one adds it up; neither is wrong."""
    layer = {"activation": "identity", "weights": [[1.0]], "bias": [0.0]}
    data = {"x": [[0.1], [0.2], [-0.3]], "y": [[0.0]] * 3}
    config: Config = {"data": data, "network": {"layers": [layer]}, "loss": "half_mse"}
    step = bpcli.trace(config).steps[0]
    mine = {name: step[name] for name in ("Z1", "A1", "delta1", "dW1")}
    for db in (0.0, 2e-17, -1e-17):
        assert_clean(config, {**mine, "db1": np.array([[db]])})


def test_a_whole_number_is_not_rounded_to_no_decimals() -> None:
    """2 where 2.4 belongs is wrong: whole numbers alone do not show any rounding."""
    config: Config = {
        "data": {"x": [[1.0]], "y": [[0.0]]},
        "network": {"layers": [{"activation": "identity", "weights": [[2.4]], "bias": [0.0]}]},
        "loss": "half_mse",
    }
    assert bpcli.compare(config, {"Z1": [[2]]}).first_wrong == "Z1"
    assert bpcli.compare(config, {"Z1": [[2.4]], "delta1": [[2]]}).first_wrong == "delta1"


def test_two_digits_alone_show_no_coarse_rounding() -> None:
    """0.72 is the loss to its digits; 2.5 is not the sum of the losses, as if all behind it had one decimal."""
    comparison = bpcli.compare("xor", {"loss": 0.72})
    assert (comparison.clean, comparison.conventions) == (True, ())
    assert bpcli.compare("xor", {"loss": 2.5}).first_wrong == "loss"


@pytest.mark.parametrize("digits", [3, 4, 6])
@pytest.mark.parametrize("name", ["xor", "iris", "mazur"])
def test_a_trace_with_few_digits_is_rounded(name: str, digits: int, run: conftest.Run) -> None:
    """What is small beside the others has two digits of its own there, further behind the point than theirs."""
    written = run("trace", name, "--steps", "1", "--json", "--precision", str(digits)).out
    status, out, _ = run("compare", name, "-", "--json", stdin=written)
    verdicts = {quantity["verdict"] for quantity in json.loads(out)["quantities"]}
    assert (status, verdicts) == (0, {"match", "rounded"})
