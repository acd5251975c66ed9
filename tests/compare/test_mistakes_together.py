"""Mistakes made in every layer and step, two at once, in part of the numbers; and those that give the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import numpy as np
import pytest

import bpcli
from tests.compare.handwritten import Config, Quantities, Run
from tests.compare.judging import assert_found, compared, named, to_significant
from tests.compare.nets import random_net
from tests.compare.planted import SEEN, Planted, difference, planted
from tests.compare.plants import GENERIC, Plan, numbers, place, plans, planting
from tests.conftest import thinned

HABITS = [
    "missing_average", "averaged_twice", "activation_for_derivative", "derivative_at_activation",
    "missing_derivative", "bias_not_added", "bias_gradient_not_summed", "preactivation_used",
    "updated_weights_used", "gradient_added", "learning_rate_missing",
]  # fmt: skip
"""What a loop over the layers gets wrong in all of them."""


def nets(key: str, **asked: object) -> Iterator[tuple[np.random.Generator, Config]]:
    """Random nets of 2 to 4 layers."""
    for seed in count():
        rng = np.random.default_rng([*key.encode(), seed])
        yield rng, random_net(rng, int(rng.integers(2, 5)), str(rng.choice(["rows", "columns"])), **asked)


def everywhere(config: Config, mistake: str) -> Plan:
    """One variant of a mistake wherever it can be made."""
    single = [(name, way) for plan in plans(config) for name, way in plan.items() if way[0] == mistake]
    kinds = {place(name).kind for name, _ in single}
    if "fprime" in kinds:
        single = [(name, way) for name, way in single if place(name).kind == "fprime"]
    if mistake == "gradient_added":
        single = [(name, way) for name, way in single if place(name).kind == "new"]
    single = [(name, way) for name, way in single if name != "loss"]
    if mistake == "preactivation_used":
        single = [(name, way) for name, way in single if place(name).kind == "dW"]
    variant = single[0][1][1] if single and mistake != "preactivation_used" else None
    return {name: way for name, way in single if variant is None or way[1] == variant}


@pytest.mark.parametrize("seed", thinned(range(2), 2))
@pytest.mark.parametrize("mistake", HABITS)
@pytest.mark.parametrize("at", [1, 2])
def test_a_mistake_made_in_every_layer_and_step(mistake: str, seed: int, at: int) -> None:
    """The first is told first, and each place is wrong by itself."""
    if (mistake, at) == ("bias_gradient_not_summed", 2):
        pytest.skip("its bias would be no row any more")
    case = habit(mistake, seed, at)
    comparison = compared(case)
    assert comparison.first_wrong == case.first
    for name in case.plan:
        assert mistake in named(comparison, name), name
    wrong = {quantity.name for quantity in comparison.quantities if quantity.verdict == "wrong"}
    assert wrong == set(case.plan)


def habit(mistake: str, seed: int, at: int) -> Planted:
    """A net in which a mistake made wherever it can be is seen in each place."""
    for _, config in nets(f"{mistake} {seed}", optimizer="sgd", fused=False):
        plan = everywhere(config, mistake)
        case = planted(config, plan, at, always=True) if len(plan) > 1 else None
        if case and separate(case):
            return case
    raise AssertionError


def separate(case: Planted) -> bool:
    """Whether each of a plan's mistakes can be seen where it is made, and none makes up for another."""
    correct = numbers(case.config, at=case.at)
    for name in case.plan:
        if difference(case.mine[name], correct[name]) < SEEN:
            return False
        others = {other: way for other, way in case.plan.items() if other != name}
        follows = numbers_with_history(case, others)
        if not np.isfinite(follows[name]).all() or difference(case.mine[name], follows[name]) < SEEN:
            return False
    return True


def numbers_with_history(case: Planted, now: Plan) -> Quantities:
    """The step's numbers with these mistakes, after steps with all of the case's."""
    run = Run(case.config)
    with np.errstate(all="ignore"):
        run.hook = planting(case.plan, range(1, case.at))
        for _ in range(case.at - 1):
            run.step()
        run.hook = planting(now, range(case.at, case.at + 1))
        return run.step()


@pytest.mark.parametrize("seed", thinned(range(40), 3))
def test_two_mistakes_at_once(seed: int) -> None:
    """Both are found, each in its own quantity, and nothing else is wrong."""
    case = two_mistakes(seed)
    comparison = compared(case)
    assert comparison.first_wrong == case.first
    for name, (mistake, _) in case.plan.items():
        assert mistake in named(comparison, name)
    wrong = {quantity.name for quantity in comparison.quantities if quantity.verdict == "wrong"}
    assert wrong == set(case.plan)


def two_mistakes(seed: int) -> Planted:
    """Two single mistakes in different quantities of a net, both to be seen."""
    for rng, config in nets(f"two {seed}"):
        single = [plan for plan in plans(config) if len(plan) == 1]
        one, other = (single[index] for index in rng.choice(len(single), 2, replace=False))
        shapes = {way[0] for plan in (one, other) for way in plan.values()} & {"transposed", "bias_gradient_not_summed"}
        case = planted(config, {**one, **other}) if set(one) != set(other) and not shapes else None
        if case and separate(case):
            return case
    raise AssertionError


@pytest.mark.parametrize("seed", thinned(range(20), 3))
def test_without_parameters(seed: int) -> None:
    """At the first step X, Y, W and b are known without being given."""
    case = single_mistake(f"bare {seed}", lambda name: place(name).kind not in ("X", "Y", "W", "b"))
    assert_found(case)


@pytest.mark.parametrize("seed", thinned(range(20), 3))
def test_only_Z_and_delta_and_the_loss(seed: int) -> None:
    """A, dA and f' are worked out from them; without the loss, a factor two would be another loss."""
    assert_found(single_mistake(f"Z and delta {seed}", lambda name: place(name).kind in ("Z", "delta", "loss")))


@pytest.mark.parametrize("seed", thinned(range(20), 3))
def test_only_gradients_and_the_loss(seed: int) -> None:
    """What most programs have at hand."""
    assert_found(single_mistake(f"gradients {seed}", lambda name: place(name).kind in ("dW", "db", "loss")))


@pytest.mark.parametrize("seed", thinned(range(20), 3))
def test_only_one_gradient(seed: int) -> None:
    """Only dW1 and the loss; the mistake is made in dW1 or in what it is made from."""
    assert_found(
        single_mistake(f"only {seed}", lambda name: name in ("dW1", "loss"), places=("fprime1", "delta1", "dW1"))
    )


@pytest.mark.parametrize("seed", thinned(range(40), 3))
def test_any_part_of_the_numbers(seed: int) -> None:
    """Of a random part of the numbers, the first that differs is the first wrong one."""
    draw = np.random.default_rng([7, seed])
    case = single_mistake(f"part {seed}", lambda _: bool(draw.random() < 0.5))
    assert compared(case).first_wrong == case.first


def single_mistake(key: str, keep: Callable[[str], bool], places: tuple[str, ...] = ()) -> Planted:
    """A single mistake, not merely a sign or a factor, to be seen in the names kept."""
    for rng, config in nets(key, delta="per_sample"):
        able = [
            plan
            for plan in plans(config)
            for name, (mistake, _) in list(plan.items())[:1]
            if mistake not in (*GENERIC, "bias_gradient_not_summed") and (name in places if places else name != "loss")
        ]
        names = {name for name in numbers(config) if keep(name)}
        plan = able[rng.integers(len(able))] if able else {}
        case = planted(config, plan, 1, names) if plan and names else None
        if case:
            return case
    raise AssertionError


TIES = [
    ("half_mse", "missing_average", {"missing_average", "extra_factor_two"}),
    ("mse", "averaged_twice", {"averaged_twice", "missing_factor_two"}),
]


@pytest.mark.parametrize(("loss", "mistake", "both"), TIES)
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_two_samples_make_an_average_a_factor_two(loss: str, mistake: str, both: set[str], depth: int) -> None:
    """Both names are there."""
    asked: Config = {"samples": 2, "loss": loss, "delta": "batch", "fused": False}
    config = random_net(np.random.default_rng(depth), depth, **asked)
    case = planted(config, {f"dA{depth}": (mistake, "")})
    assert case is not None
    assert case.required == both
    assert_found(case)


@pytest.mark.parametrize("at_first", ["stale_state", "nesterov_mismatch"])
def test_nesterov_without_its_look_ahead_is_a_stale_state_at_the_first_step(at_first: str) -> None:
    """The velocity before the first step is zero."""
    config = random_net(np.random.default_rng(3), 2, optimizer="nesterov", activations={1: "tanh", 2: "tanh"})
    case = planted(config, {"W1_step": (at_first, "")})
    assert case is not None
    assert case.required == {"stale_state", "nesterov_mismatch"}
    assert_found(case)


def test_one_sample_has_no_average_to_leave_out() -> None:
    """With m = 1 neither can be seen."""
    config = random_net(np.random.default_rng(1), 2, samples=1, delta="per_sample")
    assert planted(config, {"dW1": ("missing_average", "")}) is None
    assert planted(config, {"dW1": ("averaged_twice", "")}) is None


@pytest.mark.parametrize("digits", [4, 6, 8])
@pytest.mark.parametrize("seed", thinned(range(8), 2))
def test_a_mistake_in_rounded_numbers(digits: int, seed: int) -> None:
    """Rounded to 4, 6 or 8 significant digits, a mistake is still found where it was made."""
    case = single_mistake(f"rounded {seed}", lambda _: True)
    mine = {name: to_significant(value, digits) for name, value in case.mine.items()}
    comparison = bpcli.compare(case.config, mine)
    assert comparison.first_wrong == case.first
    assert case.mistakes & named(comparison, case.first)


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
@pytest.mark.parametrize("layout", ["rows", "columns"])
def test_a_matrix_that_is_not_square_transposed(depth: int, layout: str) -> None:
    """Given the other way round, while all else is right."""
    for seed in count():
        config = random_net(np.random.default_rng([depth, seed]), depth, layout)
        mine = numbers(config)
        if len(set(mine["dW1"].shape)) == 2:
            break
    mine["dW1"] = mine["dW1"].T
    comparison = bpcli.compare(config, mine)
    assert comparison.first_wrong == "dW1"
    assert named(comparison, "dW1") == {"transposed"}
    assert {quantity.verdict for quantity in comparison.quantities if quantity.name != "dW1"} == {"match"}
