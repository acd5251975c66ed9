"""Data from an archive of NumPy arrays."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import numpy as np

from bpcli.config.load import Loaded
from bpcli.config.model import FromNPZ
from bpcli.data.samples import Samples, first_not_finite
from bpcli.errors import ConfigPath, names_beside, nearest_name
from bpcli.rules.rule import Array


def read_npz(data: FromNPZ, loaded: Loaded) -> Samples | None:
    """The samples, or None with faults reported: file, key, kind or number of dimensions."""
    path = Path(loaded.folder, data.path)
    try:
        with path.open("rb") as file, _archive(file) as archive:
            x = _array(archive, "x", data.x, (2,), loaded)
            y = _array(archive, "y", data.y, (1, 2), loaded)
    except FileNotFoundError:
        loaded.faults.add(
            ("data", "path"), f"no such file: {path}", nearest=nearest_name(path.name, names_beside(path))
        )
    except MemoryError:
        raise
    except Exception as error:  # zipfile, zlib and NumPy have a dozen of them for a damaged file
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        loaded.faults.add(("data", "path"), f"{path} cannot be read as NPZ: {reason}")
    else:
        if x is not None and y is not None:
            columns = loaded.config.layout == "columns"
            return Samples(x.T if columns else x, y.T if columns and y.ndim > 1 else y)
    return None


def _archive(file: BinaryIO) -> np.lib.npyio.NpzFile:
    """The open archive; NumPy by itself would also take a single array, and anything else for a pickle."""
    start = file.read(6)
    if not start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise ValueError("a single array (.npy)" if start == b"\x93NUMPY" else "not an archive of arrays")
    file.seek(0)
    archive: np.lib.npyio.NpzFile = np.load(file, allow_pickle=False)
    return archive


def _array(
    archive: np.lib.npyio.NpzFile, role: str, key: str, dimensions: tuple[int, ...], loaded: Loaded
) -> Array | None:
    path = ("data", role)
    if key not in archive.files:
        found = f"the archive has no array {key!r}"
        loaded.faults.add(path, found, f"its arrays: {', '.join(archive.files)}", nearest_name(key, archive.files))
        return None
    array = archive[key]
    if not isinstance(array, np.ndarray):
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
