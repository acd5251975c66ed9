"""A run made ready: config, data and network fitted together, or every fault that keeps them apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct, UnsetType
from msgspec.structs import replace

from bpcli.config.load import LOSS_PATH, Loaded, load
from bpcli.config.model import Config, FromCSV, FromNPZ, Inline
from bpcli.data.memory_limit import check_fits_memory
from bpcli.data.read import read_samples
from bpcli.data.samples import Samples
from bpcli.data.stream import LARGEST_LEGACY_SEED, random_stream
from bpcli.data.targets import Targets, targets
from bpcli.errors import nearest_name
from bpcli.program.network import Layer, make_layers, output_units, parameters_of
from bpcli.rules.arrays import Array
from bpcli.rules.names import X, Y

if TYPE_CHECKING:
    from bpcli.rules.initializers import RandomStream, Stream


class Setup(Struct, frozen=True):
    """Everything that a program is built from; matrices in rows layout and in the config's dtype."""

    config: Config
    X: Array
    targets: Targets
    layers: tuple[Layer, ...]
    stream: Stream
    """The run's random numbers, opened when first asked for; data and weights are drawn already."""
    feature_names: tuple[str, ...] | None = None


def prepare(source: str | Mapping[str, Any], settings: Sequence[str] = (), *, steps: int | None = None) -> Setup:
    """Load a config and make it ready to run.

    Raises:
        ConfigError: with every fault of the config and its data.
    """
    loaded = load(source, settings, steps=steps)
    config = loaded.config
    stream = _stream(loaded)
    samples = read_samples(loaded, stream)
    layers = make_layers(None if samples is None else samples.x.shape[1], loaded, stream)
    units, answers = output_units(loaded), None
    if samples is not None and units is not None and not loaded.faults.doubts(LOSS_PATH):
        answers = targets(samples.y, units, loaded)
    _check_names(layers, loaded)
    _check_optimizer(loaded)
    _check_range(samples, answers, layers, loaded)
    loaded.faults.raise_all()
    assert samples is not None
    assert answers is not None
    return _fitted(config, samples, answers, layers, stream)


def _stream(loaded: Loaded) -> Stream:
    config = loaded.config
    if config.rng == "legacy" and config.seed > LARGEST_LEGACY_SEED:
        allowed = f"allowed: 0 to {LARGEST_LEGACY_SEED} with rng: legacy"
        loaded.faults.add(("seed",), f"found {config.seed}", allowed)
        config = replace(config, seed=0)

    @cache
    def stream() -> RandomStream:
        return random_stream(config)

    return stream


def _fitted(config: Config, samples: Samples, answers: Targets, layers: list[Layer], stream: Stream) -> Setup:
    metrics = config.metrics
    if isinstance(metrics, UnsetType):
        metrics = ["accuracy"] if answers.decision is not None else []
    if isinstance(config.data, FromCSV | FromNPZ):
        config = replace(config, data=_inlined(config, samples))
    dtype = np.dtype(config.dtype)
    check_fits_memory(len(samples.x) * sum(layer.units for layer in layers))
    return Setup(
        replace(config, metrics=metrics),
        np.ascontiguousarray(samples.x, dtype),
        replace(answers, Y=np.ascontiguousarray(answers.Y, dtype)),
        tuple(layers),
        stream,
        samples.feature_names,
    )


def _inlined(config: Config, samples: Samples) -> Inline:
    """The data of a file as the config could have said them: a resolved config stands alone."""
    layout = config.matrices
    return Inline(x=layout.shown(X, samples.x).tolist(), y=layout.shown(Y, samples.y).tolist())


def _check_names(layers: Sequence[Layer], loaded: Loaded) -> None:
    """The parameters that the optimizer freezes are there."""
    freeze = loaded.config.optimizer.freeze
    known = [name for number, layer in enumerate(layers, 1) for name in parameters_of(number, layer)]
    for index, name in enumerate(freeze if isinstance(freeze, list) and layers else ()):
        if name not in known:
            allowed = f"allowed: biases, or a list of {', '.join(known)}"
            loaded.faults.add(
                ("optimizer", "freeze", index), f"no parameter {name!r}", allowed, nearest_name(name, known)
            )


def _check_optimizer(loaded: Loaded) -> None:
    for key, found, allowed in loaded.config.optimizer.conflicts():
        loaded.faults.add(("optimizer", key), found, allowed)


def _check_range(samples: Samples | None, answers: Targets | None, layers: Sequence[Layer], loaded: Loaded) -> None:
    """The config's kind of number can hold what the config says."""
    arrays = {f"W{number}": layer.W for number, layer in enumerate(layers, 1)}
    arrays |= {f"b{number}": layer.b for number, layer in enumerate(layers, 1) if layer.b is not None}
    arrays |= {"x": samples.x} if samples is not None else {}
    arrays |= {"y": answers.Y} if answers is not None else {}
    largest = np.finfo(loaded.config.dtype).max
    for name, array in arrays.items():
        if (peak := np.abs(array).max()) > largest:
            found = f"{name} holds {peak:g}, which {loaded.config.dtype} cannot hold"
            loaded.faults.add(("dtype",), found, "allowed: smaller numbers, or float64")
