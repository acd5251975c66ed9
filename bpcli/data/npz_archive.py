"""NumPy's archives, read so that a damaged or hostile one is a fault of the user's file and nothing else.

NumPy itself trusts what a header says: it makes room for as many numbers as are claimed, and what it says of a
broken file changes from release to release. Here a header is believed only where the archive really holds so much.
"""

from __future__ import annotations

import math
import os
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Literal

import numpy as np

from bpcli.data.memory_limit import check_fits_memory
from bpcli.rules.arrays import Array

DAMAGED = "a damaged archive"
ARRAY, ARCHIVE = b"\x93NUMPY", (b"PK\x03\x04", b"PK\x05\x06")
"""What an array's file and an archive begin with."""


class ArchiveError(ValueError):
    """What is wrong with a file that should be an archive of arrays, in our own words."""


class Archive:
    """The arrays in a file, each read when it is asked for."""

    def __init__(self, members: zipfile.ZipFile) -> None:
        self._members = members
        self._by_name = {member.filename.removesuffix(".npy"): member for member in members.infolist()}
        self.names = list(self._by_name)

    def read(self, name: str) -> Array | None:
        """The array called ``name``; None where what is there under that name is no array.

        Raises:
            ArchiveError: it is damaged, or of a kind that is not read.
        """
        member = self._by_name[name]
        if member.flag_bits & 1:
            raise ArchiveError("an encrypted archive")
        with _in_our_words(), self._members.open(member) as file:
            return _array(file, member.file_size) if file.read(len(ARRAY)) == ARRAY else None


@contextmanager
def open_archive(path: str | os.PathLike[str]) -> Iterator[Archive]:
    """Open an archive of arrays.

    Raises:
        ArchiveError: the file is something else, or damaged.
        OSError: there is no such file, or it may not be read.
    """
    with open(path, "rb") as file:
        start = file.read(len(ARRAY))
        if not start.startswith(ARCHIVE):
            raise ArchiveError("a single array (.npy)" if start == ARRAY else "not an archive of arrays")
        with _in_our_words():
            members = zipfile.ZipFile(file)
        with members:
            yield Archive(members)


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Turn whatever Python and NumPy raise over a broken archive into one fault; they have a dozen kinds of them."""
    try:
        yield
    except (ArchiveError, MemoryError):
        raise
    except NotImplementedError:
        raise ArchiveError("compressed in a way that is not read here; save it with numpy.savez") from None
    except Exception:
        raise ArchiveError(DAMAGED) from None


def _array(file: IO[bytes], size: int) -> Array:
    """The array in a member of ``size`` bytes, behind the magic word; reading to its end compares the checksum."""
    shape, order, dtype = _header(file)
    if dtype.hasobject:
        raise ArchiveError("it holds Python objects, which are not read")
    count = math.prod(shape)
    if min(shape, default=0) < 0 or file.tell() + count * dtype.itemsize != size:
        raise ArchiveError(DAMAGED)
    check_fits_memory(count)
    return np.ndarray(shape, dtype, file.read(), order=order)


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], Literal["C", "F"], np.dtype[np.generic]]:
    """What stands before the numbers: their shape, order and dtype."""
    version = file.read(2)
    read = np.lib.format.read_array_header_1_0 if version[0] == 1 else np.lib.format.read_array_header_2_0
    try:
        with warnings.catch_warnings(action="ignore"):  # of what Python thinks of a header as an expression
            shape, fortran, dtype = read(file)
    except MemoryError:  # too many brackets for Python's parser, not too little memory
        raise ArchiveError(DAMAGED) from None
    return shape, "F" if fortran else "C", dtype
