"""The one stream of random numbers of a run: data first, then each layer's weights, then shuffles.

``legacy`` is the stream of ``numpy.random.seed``, which notebooks use; ``pcg64`` that of
``numpy.random.default_rng``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from bpcli.config.model import Config
    from bpcli.rules.arrays import Array, Shape
    from bpcli.rules.initializers import RandomStream

LARGEST_LEGACY_SEED = 2**32 - 1


def random_stream(config: Config) -> RandomStream:
    """A stream at its start."""
    return np.random.RandomState(config.seed) if config.rng == "legacy" else np.random.default_rng(config.seed)


def whole_numbers(stream: RandomStream, low: int, high: int, shape: Shape) -> Array:
    """Whole numbers from low to high, both included."""
    if isinstance(stream, np.random.Generator):
        return stream.integers(low, high, shape, endpoint=True)
    return stream.randint(low, high + 1, shape)
