"""The header of a stored trace: what stands around its steps, and what its first step tells besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from bpcli.config.model import LARGEST
from bpcli.errors import nearest_name
from bpcli.readers.compare.matrices import shown
from bpcli.readers.records import Header, LayerSummary
from bpcli.readers.stored.meaning import Meaning, meaning_of
from bpcli.readers.stored.quantities import QuantityReader, stored_quantity
from bpcli.readers.stored.steps import StoredStep
from bpcli.readers.stored.text import Piece
from bpcli.rules.layouts import LAYOUTS, Layout
from bpcli.rules.metrics import METRICS

Wanted = TypeVar("Wanted")

INPUT_AXES = {"X": 1, "W1": 0, "dW1": 0, "W1_new": 0}
"""The quantities that show how many features there are, and the axis, in rows layout, along which they lie."""


class _Layer(Struct, frozen=True):
    units: Annotated[int, Meta(ge=1, le=LARGEST)]
    activation: str
    parameters: Annotated[int, Meta(ge=0, le=LARGEST)] | None = None
    """Older traces have none."""


class Head(Struct, frozen=True):
    """What stands around the steps, read, and what its config means."""

    name: str
    conventions: Mapping[str, str]
    layers: tuple[_Layer, ...]
    meaning: Meaning

    @property
    def layout(self) -> Layout:
        """How the matrices are laid out."""
        return LAYOUTS[self.conventions["layout"]]

    @property
    def units(self) -> tuple[int, ...]:
        """How many each layer has."""
        return tuple(layer.units for layer in self.layers)

    def reader(self, *, classes: bool) -> QuantityReader:
        """For the quantities of one step; ``classes`` says whether the targets are of classes."""
        return QuantityReader(self.layout, self.meaning.dtype, self.meaning.expressions, self.units, classes)

    def of_classes(self, first: StoredStep | None) -> bool:
        """Whether the targets are of classes, as far as the trace shows."""
        if self.meaning.class_names is not None or self.conventions.get("loss") == "cross_entropy":
            return True
        metrics = {} if first is None else first.metrics()
        return any(name in METRICS and METRICS[name].of_classes for name in metrics)

    def header(self, first: StoredStep | None) -> Header:
        """The header's record; ``first`` is the first step that is shown."""
        inputs = self._inputs(first)
        before = (inputs, *self.units)
        layers = tuple(
            LayerSummary(layer.units, layer.activation, self._parameters(number, layer, before[number - 1], first))
            for number, layer in enumerate(self.layers, 1)
        )
        names = self.meaning.class_names
        return Header(self.name, self.conventions, inputs, layers, self.meaning.config, class_names=names)

    def _inputs(self, first: StoredStep | None) -> int:
        """How many features a sample has: as the first step shows, else as the first layer's parameters do."""
        for name, axis in INPUT_AXES.items():
            if first is not None and name in first.values:
                shape = stored_quantity(first.values[name], (*first.path, name)).shape
                if shape is not None and len(shape) == 2:
                    return self.layout.shape(name, tuple(shape))[axis]
        layer = self.layers[0]
        biases = layer.units if self._has_bias(1, first) else 0
        return max(0, (layer.parameters or 0) - biases) // layer.units

    def _parameters(self, number: int, layer: _Layer, inputs: int, first: StoredStep | None) -> int:
        if layer.parameters is not None:
            return layer.parameters
        return inputs * layer.units + (layer.units if self._has_bias(number, first) else 0)

    def _has_bias(self, number: int, first: StoredStep | None) -> bool:
        known = self.meaning.expressions or ({} if first is None else first.values)
        return f"W{number}" not in known or f"b{number}" in known


def read_head(pieces: Mapping[str, Piece], stem: str) -> Head:
    """What stands around the steps; a trace without a name is called by its file's.

    Raises:
        ConfigError: something of it is missing or of another kind.
    """
    name = _read(pieces, "name", str, "a text") if "name" in pieces else stem
    conventions = {"layout": "rows"} | _read(pieces, "conventions", dict[str, str], "a mapping of words")
    if conventions["layout"] not in LAYOUTS:
        layout, path = conventions["layout"], ("conventions", "layout")
        allowed = f"allowed: {', '.join(LAYOUTS)}"
        raise pieces["conventions"].fault(f"found {shown(layout)}", allowed, path, nearest_name(layout, LAYOUTS))
    layers = _read(pieces, "layers", tuple[_Layer, ...], "a list of layers, each with its units and activation")
    if not layers:
        raise pieces["layers"].fault("found no layer", "allowed: one or more", ("layers",))
    config = _read(pieces, "config", dict[str, Any], "a mapping") if "config" in pieces else {}
    return Head(name, conventions, layers, meaning_of(config, [layer.units for layer in layers]))


def _read(pieces: Mapping[str, Piece], key: str, wanted: type[Wanted], allowed: str) -> Wanted:
    try:
        return pieces[key].decoded(wanted)
    except msgspec.ValidationError:
        found = shown(pieces[key].anything())
        raise pieces[key].fault(f"found {found}", f"allowed: {allowed}", (key,)) from None
