"""Every equation that a program can have: of every rule, with every reduction, penalty and option."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, product
from typing import Any

import numpy as np

from bpcli.program.equation import Equation
from bpcli.program.session import Session
from bpcli.program.setup import prepare
from bpcli.rules.activations import ACTIVATIONS
from bpcli.rules.losses import LOSSES
from bpcli.rules.optimizers import OPTIMIZERS
from tests.check.nets import three_layers
from tests.random_configs import Config, random_record


@cache
def every_equation() -> Sequence[Equation]:
    """Those of enough programs to have all; the same expression for the same target comes once."""
    equations = chain.from_iterable(session.program.equations for session in every_session())
    return list({(each.target, each.expression): each for each in equations}.values())


def every_session() -> Iterator[Session]:
    """Runs before their first step, between them with every equation."""
    return (Session(prepare(config)) for config in _configs())


def _configs() -> Iterator[Config]:
    rng = np.random.default_rng(0)
    for name in ACTIVATIONS:
        yield three_layers(hidden=random_record(rng, ACTIVATIONS[name]), output=name, loss="mse")
    for name, samples, outputs, delta in product(LOSSES, *[("mean", "sum")] * 2, ("batch", "per_sample")):
        l2 = 0.1 if outputs == "mean" else 0.0
        loss: dict[str, Any] = {"name": name, "over_samples": samples, "l2": l2, "l2_biases": 2 * l2}
        if "over_outputs" in LOSSES[name].__struct_fields__:
            loss["over_outputs"] = outputs
        for output in ("sigmoid", "softmax"):
            yield three_layers(output=output, loss=loss, delta=delta)
    for name in OPTIMIZERS:
        for _ in range(24):
            optimizer = random_record(rng, OPTIMIZERS[name], freeze=list)
            if not optimizer.get("nesterov"):
                yield three_layers(optimizer=optimizer)
    yield three_layers(optimizer={"name": "sgd", "momentum": 0.9, "nesterov": True, "weight_decay": 0.1})
