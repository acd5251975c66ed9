"""What a stored trace's config tells of its quantities: the expression of each, the kind of number, the classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import Struct

from bpcli.config.load import load
from bpcli.config.model import Config
from bpcli.errors import ConfigError
from bpcli.program.build import build, trained_parameters
from bpcli.program.network import Layer
from bpcli.rules.expression import Expression

NO_DATA = {"source": "xor"}
"""In place of the config's data, which no formula needs, so that they need not be there."""


class Meaning(Struct, frozen=True):
    """Nothing of it is known without a config."""

    config: Mapping[str, Any] = {}
    """The config in full, every short form written out."""
    dtype: str = "float64"
    expressions: Mapping[str, Expression | None] = {}
    """By name, in the order of computation; None of what is given."""
    starts: Mapping[str, tuple[float, bool]] = {}
    """What each state of the optimizer is before the first step, and whether it is a single number."""
    class_names: tuple[str, ...] | None = None
    doubt: str | None = None
    """Why nothing is known, and ``config`` is empty, although the trace has one."""


def meaning_of(config: Mapping[str, Any], units: Sequence[int]) -> Meaning:
    """What the config tells, of a network whose layers have so many units."""
    if not config:
        return Meaning()
    try:
        loaded = load({**config, "data": NO_DATA})
        loaded.faults.raise_all()
    except ConfigError as error:
        return Meaning(doubt=str(error.faults[0]))
    if len(loaded.config.network.layers) != len(units):
        found = f"network.layers has {len(loaded.config.network.layers)} entries, and the trace {len(units)} layers"
        return Meaning(doubt=found)
    data = config.get("data")
    return Meaning(
        {**loaded.config.as_mapping(), "data": data},
        loaded.config.dtype,
        _expressions(loaded.config),
        _starts(loaded.config),
        _class_names(data.get("y") if isinstance(data, Mapping) else None, units[-1]),
    )


def _expressions(config: Config) -> dict[str, Expression | None]:
    program = build(config, _shapeless(config))
    found: dict[str, Expression | None] = {str(given.target): None for given in program.given}
    for equation in program.equations:
        if equation.listed:
            found[str(equation.target)] = config.matrices.written(equation.target, equation.expression)
    return found


def _starts(config: Config) -> dict[str, tuple[float, bool]]:
    return {
        str(p.name.with_suffix(state.suffix).old): (state.start, state.scalar)
        for p in trained_parameters(config.optimizer, _shapeless(config))
        for state in config.optimizer.states(p)
    }


def _shapeless(config: Config) -> list[Layer]:
    """The layers without their numbers: formulas ask only whether there is a bias."""
    nothing = np.zeros((0, 0))
    layers = config.network.layers
    return [Layer(layer.activation, nothing, None if layer.bias is False else nothing) for layer in layers]


def _class_names(y: Any, units: int) -> tuple[str, ...] | None:
    """The classes' names as a run has them: labels that are words, in alphabetical order, and numbers for the rest."""
    if not isinstance(y, list) or not y or not all(isinstance(label, str) for label in y):
        return None
    names, count = sorted(set(y)), max(units, 2)
    return (*names, *map(str, range(len(names), count))) if len(names) <= count else None
