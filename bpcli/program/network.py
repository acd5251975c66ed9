"""The network with its first numbers: each layer's weights and bias as the config gives or draws them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, UnsetType

from bpcli.config.load import Loaded
from bpcli.config.model import LayerConfig
from bpcli.data.inline import matrix
from bpcli.data.memory_limit import check_fits_memory
from bpcli.errors import ConfigPath
from bpcli.rules.activations import Activation
from bpcli.rules.arrays import Array, Shape
from bpcli.rules.names import Name

if TYPE_CHECKING:
    from bpcli.rules.initializers import RandomStream


class Layer(Struct, frozen=True):
    """One layer: W (n_in, units) and b (1, units) or None, as they start, rows layout, float64."""

    activation: Activation
    W: Array
    b: Array | None

    @property
    def units(self) -> int:
        """How many units it has."""
        return int(self.W.shape[1])

    @property
    def parameters(self) -> int:
        """How many numbers it learns."""
        return int(self.W.size + (0 if self.b is None else self.b.size))


def parameters_of(number: int, layer: Layer) -> list[Name]:
    """The names of a layer's parameters."""
    W, b = Name("W", number), Name("b", number)
    return [W] if layer.b is None else [W, b]


def output_units(loaded: Loaded) -> int | None:
    """The units of the last layer, or None where the config does not tell."""
    last = len(loaded.config.network.layers) - 1
    return _units(loaded.config.network.layers[-1], ("network", "layers", last), loaded)


def make_layers(features: int | None, loaded: Loaded, stream: Callable[[], RandomStream]) -> list[Layer]:
    """The layers from first to last; faults are reported and leave zeros behind.

    ``features`` is None where the data are at fault; the layers are then checked against each other.
    """
    layers: list[Layer] = []
    weights, n_in, origin = 0, features, "data.x"
    for index, layer in enumerate(loaded.config.network.layers):
        path: ConfigPath = ("network", "layers", index)
        units = _units(layer, path, loaded)
        if units is None:
            loaded.faults.add(path, "neither units nor weights", "allowed: units, or weights that show them")
            return layers
        if n_in is None:
            n_in = _own_inputs(layer, loaded)
        weights += n_in * units
        check_fits_memory(weights)
        W = _weights(layer, path, (n_in, units), origin, loaded, stream)
        layers.append(Layer(layer.activation, W, _bias(layer, path, units, loaded)))
        n_in, origin = units, f"network.layers.{index}"
    return layers


def _units(layer: LayerConfig, path: ConfigPath, loaded: Loaded) -> int | None:
    if loaded.faults.doubts((*path, "units")) or (
        isinstance(layer.units, UnsetType) and loaded.faults.doubts((*path, "weights"))
    ):
        return None
    if not isinstance(layer.units, UnsetType):
        return layer.units
    if isinstance(layer.weights, UnsetType) or not layer.weights or not layer.weights[0]:
        return None
    return _own_shape(layer.weights, loaded)[1]


def _own_inputs(layer: LayerConfig, loaded: Loaded) -> int:
    """How many units come in, as the layer's own weights have it."""
    if isinstance(layer.weights, UnsetType) or not layer.weights:
        return 1
    return _own_shape(layer.weights, loaded)[0]


def _own_shape(weights: list[list[float]], loaded: Loaded) -> Shape:
    """(units in, units) of weights as the config writes them, by their first row."""
    return loaded.config.matrices.shape(Name("W"), (len(weights), len(weights[0])))


def _weights(
    layer: LayerConfig,
    path: ConfigPath,
    shape: tuple[int, int],
    origin: str,
    loaded: Loaded,
    stream: Callable[[], RandomStream],
) -> Array:
    name, layout = Name("W"), loaded.config.matrices
    in_layout = layout.shape(name, shape)
    if isinstance(layer.weights, UnsetType):
        return layout.taken(name, _drawn(layer, path, in_layout, shape, loaded, stream))
    if not isinstance(layer.init, UnsetType):
        loaded.faults.add((*path, "init"), "init beside weights", "allowed: one of the two")
    weights = matrix(layer.weights, (*path, "weights"), loaded)
    if weights is None:
        return np.zeros(shape)
    if weights.shape != in_layout:
        wanted = f"({', '.join(layout.axes(name, ('units in', 'units')))})"
        found = f"weights of shape {weights.shape}"
        allowed = f"{in_layout} {wanted}: {shape[0]} units come in from {origin}, {shape[1]} go out"
        loaded.faults.add((*path, "weights"), found, f"allowed: {allowed}")
        return np.zeros(shape)
    return layout.taken(name, weights)


def _drawn(
    layer: LayerConfig,
    path: ConfigPath,
    in_layout: Shape,
    shape: tuple[int, int],
    loaded: Loaded,
    stream: Callable[[], RandomStream],
) -> Array:
    """Weights from the layer's initializer, or the network's; zeros where those are not finite."""
    own = not isinstance(layer.init, UnsetType)
    init = loaded.config.network.init if isinstance(layer.init, UnsetType) else layer.init
    try:
        with np.errstate(all="ignore"):
            drawn = init.draw(stream, in_layout, *shape)
    except OverflowError:  # numpy.random's word for bounds too far apart
        drawn = np.full(in_layout, np.nan)
    if np.isfinite(drawn).all():
        return drawn
    at: ConfigPath = (*path, "init") if own else ("network", "init")
    loaded.faults.add(at, f"{init.name} draws numbers that are not finite", "allowed: smaller parameters")
    return np.zeros(in_layout)


def _bias(layer: LayerConfig, path: ConfigPath, units: int, loaded: Loaded) -> Array | None:
    bias = layer.bias
    if isinstance(bias, bool):
        return np.zeros((1, units)) if bias else None
    if isinstance(bias, int | float):
        return np.full((1, units), float(bias))
    numbers = _flat_bias(bias, (*path, "bias"), loaded)
    if numbers is not None and len(numbers) == units:
        return np.array([numbers])
    if numbers is not None:
        loaded.faults.add((*path, "bias"), f"a bias of {len(numbers)} numbers", f"allowed: {units}, one for each unit")
    return np.zeros((1, units))


def _flat_bias(bias: list[float | list[float]], path: ConfigPath, loaded: Loaded) -> list[float] | None:
    """The numbers of a flat list, or of a matrix of the layout's shape: a row, or under columns a column."""
    nested = [entry for entry in bias if isinstance(entry, list)]
    flat = [float(entry) for entry in bias if not isinstance(entry, list)]
    if not nested:
        return flat
    one, units = loaded.config.matrices.axes(Name("b"), ("1", "units"))
    single = len(bias) == 1 if one == "1" else all(len(entry) == 1 for entry in nested)
    if flat or not single:
        rows = [entry if isinstance(entry, list) else [entry] for entry in bias]
        found = f"a bias of shape {(len(rows), max(map(len, rows)))}"
        loaded.faults.add(path, found, f"allowed: a number, a flat list, or a matrix ({one}, {units})")
        return None
    return [number for entry in nested for number in entry]
