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
    numbers = ", ".join(map(str, dead.units[:NAMED]))
    if len(dead.units) > NAMED:
        numbers = f"{numbers} ... ({len(dead.units):,} in all)"
    units, verb, they = ("unit", "is", "it") if len(dead.units) == 1 else ("units", "are", "they")
    return (
        f"layer {dead.layer}: {units} {numbers} of {dead.of:,} {verb} dead: {dead.activation}' is 0 for all samples, "
        f"{they} cannot learn"
    )


def stopped_note(step: int, total: int) -> str:
    """That somebody stopped the run, and how far it had come."""
    return f"stopped at step {step:,} of {total:,}" if total else f"stopped at step {step:,}"
