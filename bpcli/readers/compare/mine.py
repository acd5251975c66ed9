"""A user's own numbers, from whatever they keep them in: JSON, a whole trace, NPZ, a folder of CSV files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from bpcli.data.cells import read_cells
from bpcli.data.json_place import place_in_json
from bpcli.data.json_text import is_json, parsed
from bpcli.data.npz_archive import ArchiveError, open_archive
from bpcli.errors import ConfigError, ConfigPath, Fault, Place, names_beside, nearest_name
from bpcli.readers.compare.matrices import PlaceOf, matrices_of, shown
from bpcli.rules.arrays import Array


class Mine(Struct, frozen=True):
    """The user's quantities by name, for each step that they gave; step None: they did not say which."""

    source: str
    steps: Mapping[int | None, Mapping[str, Array]]
    conventions: Mapping[str, str] = {}
    """What a whole trace says of itself: its layout, where its 1/m stands."""
    place: PlaceOf | None = None
    """Where a quantity or an entry of it was written; None: it is all in the source, no more is known."""

    def place_of(self, name: str, entry: tuple[int, ...]) -> Place:
        """Where it was written."""
        return Place(self.source) if self.place is None else self.place(name, entry)


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
        if path.lower().endswith(".npz"):
            return _from_npz(path)
        return _from_text(_text(path), "<stdin>" if path == "-" else path)
    except FileNotFoundError:
        nearest = nearest_name(os.path.basename(path), names_beside(path))
        raise ConfigError([Fault((), "no such file", nearest=nearest, place=path)]) from None
    except OSError as error:
        raise _unreadable(path, f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise _unreadable(path, "cannot be read: not a path") from None


def _text(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    with open(path, "rb") as file:
        return file.read()


def _from_npz(path: str) -> Mine:
    try:
        with open_archive(path) as archive:
            return _of_one_step({name: archive.read(name) for name in archive.names}, path)
    except ArchiveError as wrong:
        raise _unreadable(path, f"cannot be read as NPZ: {wrong}") from None


def _from_folder(path: str) -> Mine:
    names = sorted(name for name in os.listdir(path) if name.endswith(".csv"))
    if not names:
        raise _unreadable(path, "a folder without .csv files; it should hold Z1.csv, dW1.csv, ...")
    files = {name.removesuffix(".csv"): read_cells(os.path.join(path, name)) for name in names}

    def place(name: str, entry: tuple[int, ...]) -> Place:
        row, column = (*entry, 0, 0)[:2]
        file = files[name]
        if not file.lines:
            return Place(file.path)
        line = file.lines[row][0]
        return file.place_of_line(line) if len(entry) == 1 else file.place(line, column)

    values = {name: [row for _, row in file.lines] for name, file in files.items()}
    return _of_one_step(values, path, place)


def _from_text(text: bytes, source: str) -> Mine:
    """A JSON object; or JSON lines, where the text is none but its first line is one by itself."""
    try:
        data = parsed(text, source)
    except ConfigError:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(lines) < 2 or not is_json(lines[0][1]):
            raise
        records = [(f"{source}:{number}", parsed(line, source, number)) for number, line in lines]
        steps = ((place, (), record) for place, record in records if isinstance(record, dict) and "step" in record)
        return _from_trace(records[0][1], steps, source)
    return _from_json(data, source, lambda name, entry: place_in_json(text, source, (name, *entry)))


def _from_json(data: Any, source: str, place: PlaceOf | None = None) -> Mine:
    if not isinstance(data, dict):
        raise _unreadable(source, "no mapping of names to matrices, and no bpcli.trace")
    if isinstance(data.get("steps"), list):
        return _from_trace(data, ((source, ("steps", index), step) for index, step in enumerate(data["steps"])), source)
    return _of_one_step(data, source, place)


def _of_one_step(values: Mapping[str, Any], source: str, place: PlaceOf | None = None) -> Mine:
    return Mine(source, {None: matrices_of(values, place or (lambda *_: Place(source)), source)}, place=place)


def _from_trace(header: Any, steps: Iterator[tuple[str, ConfigPath, Any]], source: str) -> Mine:
    """The steps, each with its place and its path there."""
    said = header.get("conventions") if isinstance(header, dict) else None
    conventions = {str(key): str(value) for key, value in said.items()} if isinstance(said, dict) else {}
    found: dict[int | None, Mapping[str, Array]] = {}
    for place, path, step in steps:
        number, values = _traced_step(step, path, place)
        if number in found:
            raise ConfigError([Fault((*path, "step"), f"there is another step {number}", "write it once", place=place)])
        where = Place(f"{source}, step {number}")
        found[number] = matrices_of(values, lambda *_, where=where: where, where.name)
    return Mine(source, found, conventions)


def _traced_step(step: Any, path: ConfigPath, place: str) -> tuple[int, Mapping[str, Any]]:
    if not (isinstance(step, dict) and "step" in step and isinstance(step.get("values"), dict)):
        allowed = "a step of a trace needs its number as step and its quantities as values"
        raise ConfigError([Fault(path, f"found {shown(step)}", allowed, place=place)])
    number = step["step"]
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        allowed = "allowed: a whole number, from 1"
        raise ConfigError([Fault((*path, "step"), f"found {shown(number)}", allowed, place=place)])
    values = {name: value.get("data") if isinstance(value, dict) else value for name, value in step["values"].items()}
    return number, values


def _unreadable(place: str, problem: str) -> ConfigError:
    return ConfigError([Fault((), problem, place=place)])
