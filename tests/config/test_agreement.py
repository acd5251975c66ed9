"""The JSON Schema and the typed config take the same configs, whatever stands where."""

from __future__ import annotations

import json
import random
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from bpcli.config.document import parse
from bpcli.config.load import load
from bpcli.config.schema import config_schema
from bpcli.errors import ConfigError
from tests.config.whole_config import VARIANTS, Path, at, changed, paths

VALIDATOR = Draft202012Validator(config_schema())

ODD_VALUES: list[Any] = [
    None,
    True,
    -1,
    0,
    1,
    1.5,
    5.0,
    1e3,
    "foo",
    "",
    "é\n",
    10**30,
    2**63,
    [],
    [[]],
    [[1], [2]],
    [[1, 2], [3]],
    [None],
    [[[1]]],
    ["a", 1, [2]],
    {},
    {"a": 1},
    {"name": 5},
    {"name": "foo"},
    {"name": "adam"},
    {"name": "relu"},
    {"source": "foo"},
    "ReLU",
    "Accuracy",
    "SSE",
    "relu\n",
    "lea\u212ay_relu",
    ["Accuracy", "MSE"],
    {"name": "ADAM"},
]


def is_taken(config: dict[str, Any]) -> bool:
    """Whether the typed config takes the data, as far as their structure goes."""
    try:
        return not load(config).faults.paths
    except ConfigError:
        return False


def places() -> list[Path]:
    """Every place of every variant, once; of the entries of a list, but for layers, the first stands for all."""
    found = dict.fromkeys(path for variant in VARIANTS for path in paths(variant) if path)
    return [path for path in found if not any(isinstance(part, int) and part for part in (*path[:2], *path[3:]))]


@pytest.mark.parametrize("config", VARIANTS, ids=str)
def test_valid_configs_are_valid_for_both(config: dict[str, Any]) -> None:
    """What the other tests break is whole at first."""
    assert is_taken(config)
    assert VALIDATOR.is_valid(config)


@pytest.mark.parametrize("path", places(), ids=lambda path: ".".join(map(str, path)))
def test_odd_values_at_every_place(path: Path) -> None:
    """For each wrong kind, bound and name at each place, both say the same, and a fault is named at that place."""
    config = next(variant for variant in VARIANTS if path in set(paths(variant)))
    for value in ODD_VALUES:
        broken = changed(config, path, value)
        assert is_taken(broken) == VALIDATOR.is_valid(broken), (path, value)


@pytest.mark.parametrize("seed", range(15))
def test_random_changes(seed: int) -> None:
    """Several changes at once (values put, moved, dropped, keys renamed) leave the two in agreement."""
    rng = random.Random(seed)
    for _ in range(10):
        config = rng.choice(VARIANTS)
        for _ in range(rng.randint(1, 4)):
            config = mutated(config, rng)
        assert is_taken(config) == VALIDATOR.is_valid(config), json.dumps(config)


def mutated(config: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """The config with one thing changed."""
    there = [path for path in paths(config) if path]
    path = rng.choice(there)
    value = rng.choice([rng.choice(ODD_VALUES), at(config, rng.choice(there))])
    kind = rng.randrange(3)
    if kind == 0 or not isinstance(path[-1], str):
        return changed(config, path, value)
    parent = {key: item for key, item in at(config, path[:-1]).items() if key != path[-1]}
    if kind == 1:
        parent[path[-1] + "s"] = at(config, path)
    return changed(config, path[:-1], parent) if path[:-1] else parent


def test_whole_numbers_may_be_written_as_floats() -> None:
    """``1e3`` and ``5.0`` are whole numbers to JSON Schema, and so to bpcli; a matrix keeps its -0.0."""
    data = b"data: {x: [[-0.0]], y: [1]}\nnetwork: {layers: [{units: 1}]}\nloss: mse\n"
    loaded = load(parse(data + b"seed: 5.0\ntraining: {steps: 1e3}\n", "c").data)
    assert (loaded.config.seed, loaded.config.training.steps) == (5, 1000)
    assert msgspec.to_builtins(loaded.config)["data"]["x"][0][0].hex() == "-0x0.0p+0"
