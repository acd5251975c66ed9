"""From a quantity as a trace has it to its record: its numbers read, its shape held to the network's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, get_args

import msgspec
from msgspec import Meta, Raw, Struct

from bpcli.errors import ConfigError, ConfigPath, nearest_name
from bpcli.program.equation import Phase
from bpcli.readers.axes import axes
from bpcli.readers.compare.matrices import shown
from bpcli.readers.records import Quantity
from bpcli.readers.stored.matrices import array_in
from bpcli.readers.stored.text import Piece
from bpcli.rules.arrays import Array
from bpcli.rules.expression import Expression
from bpcli.rules.layouts import Layout
from bpcli.rules.names import Name

Axis = tuple[str, int]
"""``("sample", 0)``, ``("unit", 2)`` of layer 2."""


class StoredQuantity(Struct, frozen=True):
    """A quantity as JSON has it, its numbers not read yet; further keys are left aside."""

    phase: Phase
    layer: Annotated[int, Meta(ge=0)]
    data: Raw
    shape: list[int] | None = None
    formula: str | None = None


class QuantityReader(Struct, frozen=True):
    """Reads the quantities of one step: in which layout and kind of number, and how long each axis is."""

    layout: Layout
    dtype: str
    expressions: Mapping[str, Expression | None]
    units: tuple[int, ...]
    classes: bool
    lengths: dict[Axis, int] = {}
    """As the quantities so far have them."""

    def read(self, name: Name, stored: StoredQuantity, piece: Piece, path: ConfigPath) -> Quantity:
        """The quantity's record.

        Raises:
            ConfigError: its numbers are none, or its shape or layer does not agree with the rest.
        """
        depth = len(self.units)
        if stored.layer > depth or (name.layer and name.layer != stored.layer):
            allowed = f"it is called {name}, and there are layers 1 to {depth}"
            raise piece.fault(f"found {stored.layer}", allowed, (*path, "layer"))
        data = _shaped(array_in(stored.data, self.dtype, path, piece), stored, piece, path)
        pair = axes(name, stored.layer, self.classes) if data.ndim else None
        if pair is not None:
            self._check_lengths(pair, self.layout.shape(name, data.shape), stored.layer, piece, path)
        own = None if pair is None else self.layout.axes(name, pair)
        return Quantity(str(name), stored.phase, stored.layer, data, stored.formula, own, self.expressions.get(name))

    def _check_lengths(
        self, pair: tuple[str, str], shape: tuple[int, ...], layer: int, piece: Piece, path: ConfigPath
    ) -> None:
        """Each axis is as long as the layers, and the quantities before, have it; ``shape`` is that of rows."""
        for axis, length in zip(pair, shape, strict=True):
            expected = self._expected(axis, layer, length)
            if length != expected:
                what = f"{axis or 'row'}s" if axis != "class" else "classes"
                raise piece.fault(f"found {length} {what}", f"expected {expected}, as the rest has it", path)

    def _expected(self, axis: str, layer: int, length: int) -> int:
        if not axis:
            return 1
        if axis in ("sample", "feature"):
            return self.lengths.setdefault((axis, 0), length)
        of_layer = {"unit": layer, "input": layer - 1}.get(axis, len(self.units))
        return self.units[of_layer - 1]


def stored_quantity(piece: Piece, path: ConfigPath) -> StoredQuantity:
    """The quantity without its numbers.

    Raises:
        ConfigError: something of it is missing or of another kind.
    """
    try:
        return piece.decoded(StoredQuantity)
    except msgspec.ValidationError:
        raise _misfit(piece.anything(), piece, path) from None


def _misfit(value: Any, piece: Piece, path: ConfigPath) -> ConfigError:
    """What keeps a value of JSON from being a quantity."""
    if not isinstance(value, dict):
        return piece.fault(f"found {shown(value)}", "allowed: a mapping with phase, layer, shape and data", path)
    phase, layer = value.get("phase"), value.get("layer")
    if phase not in get_args(Phase):
        nearest = nearest_name(str(phase), get_args(Phase))
        return _wrong(value, "phase", f"allowed: {', '.join(get_args(Phase))}", piece, path, nearest)
    if isinstance(layer, bool) or not isinstance(layer, int) or layer < 0:
        return _wrong(value, "layer", "allowed: a whole number, 0 or more", piece, path)
    if "data" not in value:
        return _wrong(value, "data", "allowed: a number, or a list of rows", piece, path)
    key = "formula" if not isinstance(value.get("formula"), str | None) else "shape"
    return _wrong(
        value, key, "allowed: a text" if key == "formula" else "allowed: a list of whole numbers", piece, path
    )


def _wrong(
    value: dict[str, Any], key: str, allowed: str, piece: Piece, path: ConfigPath, nearest: str | None = None
) -> ConfigError:
    found = f"found {shown(value[key])}" if key in value else "is missing"
    return piece.fault(found, allowed, (*path, key), nearest)


def _shaped(data: Array, stored: StoredQuantity, piece: Piece, path: ConfigPath) -> Array:
    """The numbers in the shape that is said of them; a matrix without entries has it from there alone."""
    shape = data.shape if stored.shape is None else tuple(stored.shape)
    if data.shape == shape:
        return data
    if len(shape) == 2 and 0 in shape and not data.size and min(shape) >= 0:
        return data.reshape(shape)
    raise piece.fault(f"found {stored.shape}", f"its data have the shape {list(data.shape)}", (*path, "shape"))
