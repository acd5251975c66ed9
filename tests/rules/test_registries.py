"""What holds for every registered rule: documented, with defaults, its formulas complete."""

from __future__ import annotations

import inspect
from itertools import product
from typing import Any

import numpy as np
import pytest
from msgspec import NODEFAULT, UNSET, Struct
from msgspec.structs import fields

import bpcli
from bpcli.config.schema import config_schema
from bpcli.rules.activations import ACTIVATIONS
from bpcli.rules.initializers import INITIALIZERS
from bpcli.rules.losses import LOSSES
from bpcli.rules.metrics import METRICS
from bpcli.rules.optimizers import OPTIMIZERS
from tests.conftest import thinned
from tests.random_configs import Case, cases, random_record

RECORDS = {
    f"{kind}-{name}": record
    for kind, rules in {
        "activation": ACTIVATIONS,
        "loss": LOSSES,
        "optimizer": OPTIMIZERS,
        "init": INITIALIZERS,
    }.items()
    for name, record in rules.items()
}


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_a_rule_is_documented(record: type[Struct]) -> None:
    """Its class says in its own words what it is; the schema that users read says it too."""
    text = record.__dict__.get("__doc__")
    assert text
    assert inspect.cleandoc(text)[0] != "_"
    assert config_schema()["$defs"][record.__name__]["description"].startswith(inspect.cleandoc(text)[:20])


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_is_documented(name: str) -> None:
    """Its function says what it measures."""
    assert METRICS[name].measure.__doc__


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_parameters_have_defaults(record: type[Struct]) -> None:
    """A name alone is enough, and the schema shows what each parameter starts from, if it is not left out."""
    record()
    properties = config_schema()["$defs"][record.__name__]["properties"]
    for field in fields(record):
        assert (field.default, field.default_factory) != (NODEFAULT, NODEFAULT), field.name
        assert ("default" in properties[field.name]) == (field.default is not UNSET), field.name


@pytest.mark.parametrize("case", thinned([case for case in cases() if case.seed == 0], 5), ids=lambda case: case.id)
def test_formulas_are_complete(case: Case) -> None:
    """In every layout each computed quantity has a formula of its own name, with nothing left to fill in."""
    config = case.config()
    for quantity in next(iter(bpcli.trace(config))).values.values():
        if quantity.phase in ("input", "parameter"):
            assert quantity.formula is None
            continue
        assert quantity.formula is not None
        left, right = quantity.formula.split(" = ", 1)
        assert left == quantity.name
        assert right.strip() == right != ""
        assert not set("{}") & set(right), right
        assert "None" not in right


@pytest.mark.parametrize(("name", "seed"), [*product(ACTIVATIONS, range(4))])
def test_an_activation_is_finite_wherever_its_value_is(name: str, seed: int) -> None:
    """Far out neither f nor f' becomes NaN, with any parameters."""
    rng = np.random.default_rng(seed)
    choice: Any = random_record(rng, ACTIVATIONS[name])
    far = [-1e4, -1000.0, -750.0, -700.0, -40.0, 0.0, 40.0, 700.0, 750.0, 1000.0, 1e4]
    config = {
        "data": {"x": [[z] for z in far], "y": [[0.0, 0.0]] * len(far)},
        "network": {"layers": [{"weights": [[1.0, 0.5]], "activation": choice}]},
        "loss": "mse",
    }
    step = next(iter(bpcli.trace(config)))
    assert all(np.isfinite(quantity.data).all() for quantity in step.values.values())
