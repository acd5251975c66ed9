"""Which samples a step sees: in their order, or shuffled each pass, the last batch possibly smaller."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING

import numpy as np

from bpcli.rules.arrays import Array

if TYPE_CHECKING:
    from bpcli.rules.initializers import Stream


def batches(samples: int, size: int, stream: Stream | None) -> Iterator[Array]:
    """Indices of one batch after another, without end; with a stream each pass draws its own order.

    The stream itself stays where it is, so that a run can be repeated.
    """
    order = np.arange(samples)
    own_stream = deepcopy(stream()) if stream is not None else None
    while True:
        if own_stream is not None:
            order = own_stream.permutation(samples)
        for start in range(0, samples, size):
            yield order[start : start + size]
