"""A mistake planted into a step: the user's numbers, where they are wrong first, and what else explains them."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from msgspec import Struct

from tests.compare.handwritten import Array, Config, Quantities
from tests.compare.plants import GENERIC, Plan, Way, numbers, place, plans

SAME, SEEN = 1e-9, 1e-4
"""Relative to a matrix's largest entry: numbers that are alike, and a difference that nobody can overlook."""


class Planted(Struct, frozen=True):
    """What a user who made a mistake hands in, and what must be said of it."""

    config: Config
    at: int
    plan: Plan
    mine: Quantities
    right: Quantities
    """What follows from the numbers of the steps before."""
    first: str
    """The first of the given quantities that is wrong."""
    required: frozenset[str]
    """Mistakes that give these very numbers."""
    allowed: frozenset[str]
    """Those, and signs, factors and transpositions further upstream, among what is not given."""

    @property
    def mistakes(self) -> set[str]:
        """The names of what was done."""
        return {mistake for mistake, _ in self.plan.values()}


def difference(mine: Array, right: Array) -> float:
    """The largest difference over the largest right entry; infinite where the shapes differ."""
    if mine.shape != right.shape:
        return np.inf
    return float(np.max(np.abs(mine - right)) / max(np.max(np.abs(right)), 1e-2))


def planted(
    config: Config, plan: Plan, at: int = 1, given: Collection[str] | None = None, *, always: bool = False
) -> Planted | None:
    """The case, or None where the mistake cannot be seen clearly in what is ``given`` (None: everything)."""
    steps = range(1 if always else at, at + 1)
    mine, right = numbers(config, plan, at, steps), numbers(config, plan, at, range(steps.start, at))
    names = [name for name in mine if given is None or name in given]
    if not all(np.isfinite(value).all() and np.abs(value).max() < 1e6 for value in mine.values()):
        return None
    first = next((name for name in names if difference(mine[name], right[name]) > 0), None)
    if first is None or difference(mine[first], right[first]) < SEEN:
        return None
    hidden = set(mine) - set(names)
    ties = _ties(config, plan, at, hidden | {first}, first, mine[first]) if not always else set()
    if ties is None:
        return None
    required = {mistake for name, (mistake, _) in ties if mistake not in GENERIC or name == first}
    made = {mistake for mistake, _ in plan.values()}
    allowed = made | {mistake for _, (mistake, _) in ties}
    kept = {name: mine[name] for name in names}
    return Planted(config, at, plan, kept, right, first, frozenset(required | made), frozenset(allowed))


def _ties(
    config: Config, plan: Plan, at: int, scope: set[str], first: str, value: Array
) -> set[tuple[str, Way]] | None:
    """Other plans within ``scope`` that give the same numbers; None where one nearly does."""
    found = set()
    for other in plans(config, at):
        name = next(iter(other))
        elsewhere = place(name).parameter not in ("", place(first).parameter)
        if name not in scope or elsewhere or other == plan:
            continue
        off = difference(numbers(config, other, at)[first], value)
        if SAME < off < SEEN:
            return None
        if off <= SAME:
            found.add((name, other[name]))
    return found
