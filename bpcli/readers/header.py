"""The header of a run: its name, conventions, layers and resolved config."""

from __future__ import annotations

from bpcli.program.setup import Setup
from bpcli.readers.records import Header, LayerSummary


def header_of(setup: Setup) -> Header:
    """What holds for all steps of this setup."""
    return Header(
        name=str(setup.config.name),
        conventions=conventions(setup),
        inputs=setup.X.shape[1],
        layers=tuple(LayerSummary(layer.units, layer.activation.name, layer.parameters) for layer in setup.layers),
        config=setup.config.as_mapping(),
        feature_names=setup.feature_names,
        class_names=setup.targets.class_names,
    )


def conventions(setup: Setup) -> dict[str, str]:
    """The choices that decide what the same network's numbers are."""
    config, loss = setup.config, setup.config.loss
    named = {"layout": config.layout, "delta": config.delta, "loss": loss.name, "over_samples": loss.over_samples}
    over_outputs = getattr(loss, "over_outputs", None)
    return named if over_outputs is None else {**named, "over_outputs": over_outputs}
