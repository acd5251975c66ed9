"""The conventions that the user may have had instead: the same gradient, written another way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations, product

from msgspec import structs

from bpcli.config.model import Config
from bpcli.program.setup import Setup
from bpcli.rules.layouts import LAYOUTS
from bpcli.rules.losses import LOSSES
from bpcli.rules.names import Name

SWAPPED_LOSSES = {"mse": "half_mse", "half_mse": "mse"}


def other_conventions(setup: Setup, given: Collection[str]) -> Iterator[tuple[tuple[str, ...], Setup]]:
    """Every set of other conventions, few changes first: the config's lines, and the setup under them.

    Nothing but the weights tells ``layout: torch``, and one matrix alone may as well be transposed by mistake.
    """
    weights = [name for name in given if Name.parsed(name).is_of_weights]
    changes = _changes(setup.config, [name for name in LAYOUTS if name != "torch" or len(weights) > 1])
    for count in range(1, len(changes) + 1):
        for chosen in combinations(changes, count):
            if not {"delta", "over_samples"} <= set(chosen):  # a sum has no 1/m that could stand elsewhere
                for values in product(*(changes[key] for key in chosen)):
                    yield _changed(setup, dict(zip(chosen, values, strict=True)))


def as_said(setup: Setup, said: Mapping[str, str]) -> tuple[tuple[str, ...], Setup]:
    """The setup under the layout and delta that a trace says of itself, and the config's lines for them."""
    possible = _changes(setup.config, LAYOUTS)
    wanted = {key: said[key] for key in ("layout", "delta") if said.get(key) in possible.get(key, ())}
    return _changed(setup, wanted)


def other_layouts(setup: Setup) -> Iterator[tuple[tuple[str, ...], Setup]]:
    """The setup in each layout that it does not have."""
    return (_changed(setup, {"layout": name}) for name in _changes(setup.config, LAYOUTS)["layout"])


def _changes(config: Config, layouts: Iterable[str]) -> dict[str, list[str]]:
    """For each convention of the config, what it could be instead."""
    loss = config.loss
    changes = {
        "layout": [name for name in layouts if name != config.layout],
        "over_samples": ["sum" if loss.over_samples == "mean" else "mean"],
    }
    if loss.over_samples == "mean":
        changes["delta"] = ["batch" if config.delta == "per_sample" else "per_sample"]
    if loss.name in SWAPPED_LOSSES:
        changes["name"] = [SWAPPED_LOSSES[loss.name]]
    if hasattr(loss, "over_outputs"):
        changes["over_outputs"] = ["sum" if loss.averages_outputs else "mean"]
    return changes


def _changed(setup: Setup, values: Mapping[str, str]) -> tuple[tuple[str, ...], Setup]:
    """The config's lines that say these values, and the setup under them."""
    config, lines = setup.config, []
    for key, value in values.items():
        if key in ("layout", "delta"):
            config = structs.replace(config, **{key: value})
            lines.append(f"{key}: {value}")
        else:
            loss = structs.asdict(config.loss)
            other = LOSSES[value](**loss) if key == "name" else structs.replace(config.loss, **{key: value})
            config = structs.replace(config, loss=other)
            lines.append(f"loss.{key}: {value}")
    return tuple(lines), structs.replace(setup, config=config)
