"""The conventions that the user may have had instead: the same gradient, written another way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from msgspec import structs

from bpcli.config.model import Config
from bpcli.program.setup import Setup
from bpcli.rules.losses import LOSSES

Change = tuple[str, Config]
SWAPPED_LOSSES = {"mse": "half_mse", "half_mse": "mse"}


def other_conventions(setup: Setup) -> Iterator[tuple[tuple[str, ...], Setup]]:
    """Every set of other conventions, few changes first: the config's lines, and the setup under them."""
    names = list(_single(setup.config))
    for count in range(1, len(names) + 1):
        for chosen in combinations(names, count):
            if not {"delta", "over_samples"} <= set(chosen):  # a sum has no 1/m that could stand elsewhere
                yield _changed(setup, chosen)


def as_said(setup: Setup, said: Mapping[str, str]) -> tuple[tuple[str, ...], Setup]:
    """The setup under the layout and delta that a trace says of itself, and the config's lines for them."""
    known = _single(setup.config)
    names = ("layout", "delta")
    return _changed(
        setup, tuple(name for name in names if name in known and known[name][0] == f"{name}: {said.get(name)}")
    )


def with_other_layout(setup: Setup) -> tuple[tuple[str, ...], Setup]:
    """The setup in the layout that it does not have."""
    return _changed(setup, ("layout",))


def _changed(setup: Setup, chosen: tuple[str, ...]) -> tuple[tuple[str, ...], Setup]:
    config, lines = setup.config, []
    for name in chosen:
        line, config = _single(config)[name]
        lines.append(line)
    return tuple(lines), structs.replace(setup, config=config)


def _single(config: Config) -> dict[str, Change]:
    """Each convention by itself, the other way."""
    loss = config.loss
    layout = "columns" if config.layout == "rows" else "rows"
    samples = "sum" if loss.over_samples == "mean" else "mean"
    changes: dict[str, Change] = {
        "layout": (f"layout: {layout}", structs.replace(config, layout=layout)),
        "over_samples": (f"loss.over_samples: {samples}", _with_loss(config, over_samples=samples)),
    }
    if loss.over_samples == "mean":
        delta = "batch" if config.delta == "per_sample" else "per_sample"
        changes["delta"] = (f"delta: {delta}", structs.replace(config, delta=delta))
    if loss.name in SWAPPED_LOSSES:
        name = SWAPPED_LOSSES[loss.name]
        other = LOSSES[name](**structs.asdict(loss))
        changes["loss"] = (f"loss.name: {name}", structs.replace(config, loss=other))
    if hasattr(loss, "over_outputs"):
        outputs = "sum" if loss.averages_outputs else "mean"
        changes["over_outputs"] = (f"loss.over_outputs: {outputs}", _with_loss(config, over_outputs=outputs))
    return changes


def _with_loss(config: Config, **changes: str) -> Config:
    return structs.replace(config, loss=structs.replace(config.loss, **changes))
