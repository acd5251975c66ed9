"""What is to be said of a training beside its numbers, in a sentence each."""

from __future__ import annotations

from bpcli.readers.records import DeadUnits, Explosion
from bpcli.writers.metric_numbers import six_decimals

NAMED = 8
"""So many units are named one by one."""


def explosion_note(explosion: Explosion) -> str:
    """That the loss has exploded, and what is mostly to blame."""
    first, loss = six_decimals(explosion.first), six_decimals(explosion.loss)
    return (
        f"step {explosion.step:,}: the loss explodes, {first} at step 1, now {loss}: "
        f"is learning_rate {explosion.learning_rate:g} too large?"
    )


def dead_note(dead: DeadUnits) -> str:
    """Which units of a layer are dead, and what that means."""
    verb, they = ("is", "it") if len(dead.units) == 1 else ("are", "they")
    return (
        f"layer {dead.layer}: {_units(dead)} {verb} dead: {dead.activation}' is 0 for all samples, {they} cannot learn"
    )


def _units(dead: DeadUnits) -> str:
    if len(dead.units) == dead.of:
        return f"all {dead.of:,} units" if dead.of > 1 else "its one unit"
    numbers = ", ".join(map(str, dead.units[:NAMED]))
    if len(dead.units) > NAMED:
        numbers = f"{numbers} ... ({len(dead.units):,} in all)"
    return f"unit{'s' * (len(dead.units) > 1)} {numbers} of {dead.of:,}"


def stopped_note(step: int, total: int) -> str:
    """That somebody stopped the run, and how far it had come."""
    return f"stopped at step {step:,} of {total:,}" if total else f"stopped at step {step:,}"
