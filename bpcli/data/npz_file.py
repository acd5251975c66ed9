"""Data from an archive of NumPy arrays."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bpcli.config.load import Loaded
from bpcli.config.model import FromNPZ
from bpcli.data.faults import PATH, unreadable_reported
from bpcli.data.npz_archive import Archive, ArchiveError, open_archive
from bpcli.data.samples import Samples, first_not_finite
from bpcli.errors import ConfigPath, nearest_name
from bpcli.rules.arrays import Array
from bpcli.rules.names import X, Y


def read_npz(data: FromNPZ, loaded: Loaded) -> Samples | None:
    """The samples, or None with faults reported: file, key, kind or number of dimensions."""
    path = Path(loaded.folder, data.path)
    with unreadable_reported(path, loaded):
        try:
            with open_archive(path) as archive:
                x = _array(archive, "x", data.x, (2,), loaded)
                y = _array(archive, "y", data.y, (1, 2), loaded)
        except ArchiveError as wrong:
            loaded.faults.add(PATH, f"{path} cannot be read as NPZ: {wrong}")
        else:
            if x is not None and y is not None:
                return Samples(loaded.config.matrices.taken(X, x), loaded.config.matrices.taken(Y, y))
    return None


def _array(archive: Archive, role: str, key: str, dimensions: tuple[int, ...], loaded: Loaded) -> Array | None:
    path = ("data", role)
    if key not in archive.names:
        found = f"the archive has no array {key!r}"
        loaded.faults.add(path, found, f"its arrays: {', '.join(archive.names)}", nearest_name(key, archive.names))
        return None
    array = archive.read(key)
    if array is None:
        loaded.faults.add(path, f"{key!r} in the archive is no array", "allowed: an array of numbers")
        return None
    words = role == "y" and array.dtype.kind == "U"
    wanted = (1,) if words else dimensions
    if array.ndim not in wanted or not array.size:
        allowed = f"{' or '.join(map(str, wanted))} dimension{'s' * (wanted != (1,))}, not empty"
        loaded.faults.add(path, f"the array {key!r} has shape {array.shape}", f"allowed: {allowed}")
    elif not words and array.dtype.kind not in "biuf":
        allowed = "numbers" if role == "x" else "numbers or words"
        loaded.faults.add(path, f"the array {key!r} holds {array.dtype}", f"allowed: {allowed}")
    else:
        return array if words else _finite(array, key, path, loaded)
    return None


def _finite(array: Array, key: str, path: ConfigPath, loaded: Loaded) -> Array | None:
    with np.errstate(over="ignore"):  # what a wider kind of number holds may be too large for this one
        numbers = array.astype(np.float64)
    entry = first_not_finite(numbers)
    if entry is None:
        return numbers
    loaded.faults.add(path, f"{key}[{','.join(map(str, entry))}] is {numbers[entry]}", "allowed: finite numbers")
    return None
