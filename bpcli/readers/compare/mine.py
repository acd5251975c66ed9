"""A user's own numbers, from whatever they keep them in: JSON, a whole trace, NPZ, a folder of CSV files."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec import Struct

from bpcli.errors import ConfigError, Fault
from bpcli.rules.rule import Array

WORDS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


class Mine(Struct, frozen=True):
    """The user's quantities by name, for each step that they gave; step None: they did not say which."""

    source: str
    steps: Mapping[int | None, Mapping[str, Array]]
    conventions: Mapping[str, str] = {}
    """What a whole trace says of itself: its layout, where its 1/m stands."""


def read_mine(source: str | os.PathLike[str] | Mapping[str, Any]) -> Mine:
    """The numbers in a mapping, a ``.json``, ``.jsonl`` or ``.npz`` file, or a folder of ``.csv`` files.

    Raises:
        ConfigError: no such file, broken, or with something in it that is no matrix of numbers.
    """
    if isinstance(source, Mapping):
        return _from_json(dict(source), "your numbers")
    path = os.fspath(source)
    try:
        if os.path.isdir(path):
            return _from_folder(path)
        if path.endswith(".npz"):
            return _from_npz(path)
        return _from_text(_text(path), "<stdin>" if path == "-" else path)
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from None


def _text(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    with open(path, "rb") as file:
        return file.read()


def _from_text(text: bytes, path: str) -> Mine:
    import orjson

    try:
        return _from_json(orjson.loads(text), path)
    except orjson.JSONDecodeError as error:
        lines = text.splitlines()
        if len(lines) > 1:
            try:
                return _from_jsonl([orjson.loads(line) for line in lines if line.strip()], path)
            except orjson.JSONDecodeError:
                pass
        raise _unreadable(f"{path}:{error.lineno}:{error.colno}", f"not JSON: {error.msg}") from None


def _from_json(data: Any, source: str) -> Mine:
    if not isinstance(data, dict):
        raise _unreadable(source, "no mapping of names to matrices, and no bpcli.trace")
    if isinstance(data.get("steps"), list):
        return _from_trace(data, data["steps"], source)
    return Mine(source, {None: _matrices(data, source)})


def _from_jsonl(lines: list[Any], source: str) -> Mine:
    header, *rest = lines
    steps = [line for line in rest if isinstance(line, dict) and "step" in line]
    return _from_trace(header if isinstance(header, dict) else {}, steps, source)


def _from_trace(header: Mapping[str, Any], steps: list[Any], source: str) -> Mine:
    said = header.get("conventions")
    conventions = {str(key): str(value) for key, value in said.items()} if isinstance(said, dict) else {}
    return Mine(source, dict(_traced_step(step, source) for step in steps), conventions)


def _traced_step(step: Any, source: str) -> tuple[int, dict[str, Array]]:
    if not (isinstance(step, dict) and isinstance(step.get("step"), int) and isinstance(step.get("values"), dict)):
        raise _unreadable(source, "a step of a trace needs its number as step and its quantities as values")
    values = {name: value.get("data") if isinstance(value, dict) else value for name, value in step["values"].items()}
    return step["step"], _matrices(values, f"{source}, step {step['step']}")


def _from_npz(path: str) -> Mine:
    import zipfile
    import zlib

    broken = (ValueError, EOFError, AttributeError, TypeError, NotImplementedError, zipfile.BadZipFile, zlib.error)
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except broken as error:
        raise _unreadable(path, f"no archive of NumPy arrays: {str(error).splitlines()[0]}") from None
    return Mine(path, {None: _matrices(arrays, path)})


def _from_folder(path: str) -> Mine:
    names = sorted(name for name in os.listdir(path) if name.endswith(".csv"))
    if not names:
        raise _unreadable(path, "a folder without .csv files; it should hold Z1.csv, dW1.csv, ...")
    matrices: dict[str, Any] = {}
    for name in names:
        file_path = os.path.join(path, name)
        try:
            with open(file_path, encoding="utf-8-sig", newline="") as file:
                matrices[name.removesuffix(".csv")] = [row for row in csv.reader(file) if row]
        except (UnicodeDecodeError, csv.Error) as error:
            raise _unreadable(file_path, f"not CSV: {error}") from None
    return Mine(path, {None: _matrices(matrices, path)})


def _matrices(values: Mapping[str, Any], source: str) -> dict[str, Array]:
    """Every value as an array of float64, or all that are not at once."""
    if not values:
        raise _unreadable(source, "no quantities; it should hold some of Z1, A1, delta1, dW1, ... by name")
    arrays, faults = {}, []
    for name, value in values.items():
        try:
            arrays[str(name)] = _array(value)
        except (TypeError, ValueError) as error:
            allowed = "allowed: a matrix of numbers, its rows of equal length"
            faults.append(Fault((str(name),), str(error), allowed, place=source))
    if faults:
        raise ConfigError(faults)
    return arrays


def _array(value: Any) -> Array:
    if isinstance(value, np.ndarray) or hasattr(value, "__array__"):
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            raise ValueError(f"holds {array.dtype}")
        return array.astype(np.float64)
    numbers = _numbers(value)
    if _depth(numbers) > 2:
        raise ValueError("has more than two dimensions")
    try:
        return np.array(numbers, np.float64)
    except ValueError:
        raise ValueError("has rows of different lengths") from None


def _numbers(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_numbers(item) for item in value]
    if isinstance(value, str):
        if value in WORDS:
            return WORDS[value]
        try:
            return float(value)
        except ValueError:
            raise ValueError(f"holds {value!r}") from None
    if value is None or isinstance(value, bool | dict):
        raise ValueError(f"holds {value!r}" if not isinstance(value, dict) else "holds a mapping")
    return value


def _depth(value: Any) -> int:
    return 1 + max((_depth(item) for item in value), default=0) if isinstance(value, list) else 0


def _unreadable(place: str, problem: str) -> ConfigError:
    return ConfigError([Fault((), problem, place=place)])
