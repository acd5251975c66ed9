"""The samples of a config, whichever source it names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bpcli.config.load import Loaded
from bpcli.config.model import XOR, FromCSV, FromNPZ, Inline
from bpcli.data.samples import Samples
from bpcli.rules.names import X, Y

if TYPE_CHECKING:
    from bpcli.rules.initializers import RandomStream


def read_samples(loaded: Loaded, stream: Callable[[], RandomStream]) -> Samples | None:
    """The samples, or None with faults reported.

    Each source is imported when it is named; a file or inline data leave the stream untouched.
    """
    data = loaded.config.data
    if ("data",) in loaded.stand_ins:
        return None
    if isinstance(data, Inline):
        from bpcli.data.inline import read_inline

        samples = read_inline(data, loaded)
    elif isinstance(data, FromCSV):
        from bpcli.data.csv_file import read_csv

        samples = read_csv(data, loaded)
    elif isinstance(data, FromNPZ):
        from bpcli.data.npz_file import read_npz

        samples = read_npz(data, loaded)
    elif isinstance(data, XOR):
        from bpcli.data.generators import xor

        samples = xor(data, loaded, stream())
    else:
        from bpcli.data.generators import random_integers

        samples = random_integers(data, loaded, stream())
    return samples if samples is not None and _same_count(samples, loaded) else None


def _same_count(samples: Samples, loaded: Loaded) -> bool:
    if len(samples.x) == len(samples.y):
        return True
    layout = loaded.config.matrices
    x, y = layout.shape(X, samples.x.shape), layout.shape(Y, samples.y.shape)
    count = f"{len(samples.x)} sample{'s' * (len(samples.x) != 1)}"
    found = f"x has {count} (shape {x}), y has {len(samples.y)} (shape {y})"
    loaded.faults.add(("data", "y"), found, f"allowed: as many targets as samples; {_where_samples(loaded)}")
    return False


def _where_samples(loaded: Loaded) -> str:
    where = "row" if loaded.config.matrices.samples_are_rows else "column"
    return f"under layout: {loaded.config.layout} a sample is a {where}"
