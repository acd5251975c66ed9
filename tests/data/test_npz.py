"""Data from NumPy's archives: what is read, and what is said of every file that cannot be."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bpcli.program.setup import prepare
from tests.conftest import Said

CONFIG = """\
data: {source: npz, path: d.npz, x: x, y: y}
network: {layers: [{units: 2, activation: softmax}]}
loss: cross_entropy
"""
X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
Y = np.array([0, 1, 0])
UNREADABLE = "c.yaml:1:27: data.path: d.npz cannot be read as NPZ: "
KINDS = "allowed: numbers or words"


def save(**arrays: Any) -> None:
    """Write the archive that the config names."""
    np.savez("d.npz", **arrays)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16, np.int64, np.uint8])
def test_kinds_of_numbers(said: Said, dtype: type[np.generic]) -> None:
    """Every kind of real number is read as float64."""
    said("")
    save(x=X.astype(dtype), y=Y.astype(dtype))
    assert said(CONFIG) == []
    setup = prepare("c.yaml")
    assert setup.X.tolist() == X.tolist()
    assert setup.X.dtype == np.float64
    assert setup.targets.Y.tolist() == [[1, 0], [0, 1], [1, 0]]


def test_words_and_one_hot_rows(said: Said) -> None:
    """Labels may be words, or rows of numbers."""
    said("")
    save(x=X, y=np.array(["no", "yes", "no"]))
    assert said(CONFIG) == []
    assert prepare("c.yaml").targets.class_names == ("no", "yes")
    save(x=X, y=np.eye(2)[Y])
    assert said(CONFIG) == []


def test_the_columns_layout(said: Said) -> None:
    """x and a matrix y have the config's own layout."""
    said("")
    save(x=X.T, y=np.eye(2)[Y].T)
    assert said(f"layout: columns\n{CONFIG}") == []
    assert prepare("c.yaml").X.tolist() == X.tolist()


@pytest.mark.parametrize(
    ("arrays", "messages"),
    [
        ({"X": X, "y": Y}, ["37: data.x: did you mean 'X'? the archive has no array 'x'; its arrays: X, y"]),
        ({"x": X[None], "y": Y}, ["37: data.x: the array 'x' has shape (1, 3, 2); allowed: 2 dimensions, not empty"]),
        ({"x": X[:, 0], "y": Y}, ["37: data.x: the array 'x' has shape (3,); allowed: 2 dimensions, not empty"]),
        ({"x": X[:0], "y": Y}, ["37: data.x: the array 'x' has shape (0, 2); allowed: 2 dimensions, not empty"]),
        ({"x": X, "y": np.array(3)}, ["43: data.y: the array 'y' has shape (); allowed: 1 or 2 dimensions, not empty"]),
        (
            {"x": X, "y": np.array([["a"]] * 3)},
            ["43: data.y: the array 'y' has shape (3, 1); allowed: 1 dimension, not empty"],
        ),
        ({"x": X * 1j, "y": Y}, ["37: data.x: the array 'x' holds complex128; allowed: numbers"]),
        ({"x": X.astype(str), "y": Y}, ["37: data.x: the array 'x' holds <U32; allowed: numbers"]),
        ({"x": X, "y": np.array([b"a", b"b", b"a"])}, [f"43: data.y: the array 'y' holds |S1; {KINDS}"]),
        ({"x": X.astype("datetime64[s]"), "y": Y}, ["37: data.x: the array 'x' holds datetime64[s]; allowed: numbers"]),
        ({"x": X * np.nan, "y": Y}, ["37: data.x: x[0,0] is nan; allowed: finite numbers"]),
        (
            {"x": X.astype(np.longdouble) * np.longdouble("1e4000"), "y": Y},
            ["37: data.x: x[0,0] is inf; allowed: finite numbers"],
        ),
        ({"x": X, "y": np.array([0, np.inf, 1])}, ["43: data.y: y[1] is inf; allowed: finite numbers"]),
        (
            {"x": X, "y": np.array([0, 2**64 - 1, 0], np.uint64)},
            ["43: data.y.1: label 1.84467440737096e+19 of sample 1, but network.layers.0 has 2 units; allowed: labels"
             " 0 to 1, or 2 numbers a sample"],
        ),
        (
            {"x": X, "y": Y[:2]},
            ["43: data.y: x has 3 samples (shape (3, 2)), y has 2 (shape (2,)); allowed: as many targets as samples;"
             " under layout: rows a sample is a row"],
        ),
        (
            {"x": X * np.nan, "y": Y * 1j},
            ["37: data.x: x[0,0] is nan; allowed: finite numbers",
             f"43: data.y: the array 'y' holds complex128; {KINDS}"],
        ),
    ],
)  # fmt: skip
def test_arrays_at_fault(said: Said, arrays: dict[str, Any], messages: list[str]) -> None:
    """A key that is not there, a shape or a kind that cannot be samples, numbers that are not finite."""
    said("")
    save(**arrays)
    assert said(CONFIG) == [f"c.yaml:1:{message}" for message in messages]


def test_files_at_fault(said: Said) -> None:
    """Whatever else the file is, it is told, and nothing is unpickled."""
    assert said(CONFIG) == ["c.yaml:1:27: data.path: no such file: d.npz"]
    for content in (b"", b"hello", b"\x80\x04K\x01."):
        Path("d.npz").write_bytes(content)
        assert said(CONFIG) == [f"{UNREADABLE}not an archive of arrays"]
    with Path("d.npz").open("wb") as file:
        np.save(file, X)
    assert said(CONFIG) == [f"{UNREADABLE}a single array (.npy)"]
    save(x=np.array([{}], object), y=Y)
    assert said(CONFIG) == [f"{UNREADABLE}it holds Python objects, which are not read"]
    with zipfile.ZipFile("d.npz", "w") as archive:
        archive.writestr("x", "hello")
    assert said(CONFIG) == [
        "c.yaml:1:37: data.x: 'x' in the archive is no array; allowed: an array of numbers",
        "c.yaml:1:43: data.y: the archive has no array 'y'; its arrays: x",
    ]


def test_archives_cut_off_or_corrupted(said: Said) -> None:
    """At every place where the file ends early or has another byte, it is read or is a fault of data."""
    said("")
    save(x=X, y=Y)
    whole = Path("d.npz").read_bytes()
    for end in range(len(whole)):
        Path("d.npz").write_bytes(whole[:end])
        (message,) = said(CONFIG)
        assert message.startswith(UNREADABLE)
        Path("d.npz").write_bytes(whole[:end] + b"\xff" + whole[end + 1 :])
        for message in said(CONFIG):
            assert message.startswith("c.yaml:1:")


def write_array(header: bytes, numbers: bytes = bytes(48), version: int = 1) -> None:
    """The archive that the config names, x with this header; y is sound."""
    save(y=Y)
    length = len(header).to_bytes(2 * version, "little")
    with zipfile.ZipFile("d.npz", "a") as archive:
        archive.writestr("x.npy", b"\x93NUMPY" + bytes([version, 0]) + length + header + numbers)


@pytest.mark.parametrize(
    "header",
    [
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (100000000000000000000, 1)}",
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (10000000000, 2)}",
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (-3, -2)}",
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (3, 3)}",
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2)}",
        b"{'descr': '\\d', 'fortran_order': False, 'shape': (3, 2)}",
        b"(" * 4,
        b"(" * 5000,
        b"",
    ],
    ids=["1e20", "160 GB", "negative", "more", "less", "no dtype", "brackets", "many brackets", "empty"],
)
def test_a_header_that_does_not_tell_the_truth(said: Said, header: bytes) -> None:
    """A header that claims more or less than is there, or is none, is a damaged archive; no room is made for it."""
    said("")
    write_array(header)
    assert said(CONFIG) == [f"{UNREADABLE}a damaged archive"]


def test_a_header_as_old_and_new_numpy_write_it(said: Said) -> None:
    """Python 2's long integers, and the longer header of version 2, are read like any other."""
    said("")
    header = b"{'descr': '<f8', 'fortran_order': True, 'shape': (3L, 2L)}"
    write_array(header, X.tobytes("F"))
    assert said(CONFIG) == []
    write_array(header.replace(b"L", b""), X.tobytes("F"), version=2)
    assert prepare("c.yaml").X.tolist() == X.tolist()


def test_an_encrypted_archive_and_a_foreign_compression(said: Said) -> None:
    """Both are named for what they are."""
    said("")
    save(x=X, y=Y)
    whole = Path("d.npz").read_bytes()
    member = whole.index(b"PK\x01\x02")
    for place, value, words in [
        (8, 1, "an encrypted archive"),
        (10, 99, "compressed in a way that is not read here; save it with numpy.savez"),
    ]:
        at = member + place
        Path("d.npz").write_bytes(whole[:at] + bytes([value]) + whole[at + 1 :])
        assert said(CONFIG) == [f"{UNREADABLE}{words}"]


def test_a_folder(said: Said) -> None:
    """A folder of that name is no archive."""
    said("")
    Path("d.npz").mkdir()
    assert said(CONFIG) == ["c.yaml:1:27: data.path: d.npz cannot be read: Is a directory"]
