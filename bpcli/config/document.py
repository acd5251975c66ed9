"""A config as plain data that still knows its places: from a text, or from a Python mapping."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, Struct

from bpcli.config.faults import LEVELS, MAX_DEPTH, NESTED, Faults, Places
from bpcli.errors import ConfigPath, Place

LARGEST = sys.float_info.max


class Document(Struct, frozen=True):
    """A config as plain data, and what is wrong with it so far."""

    data: dict[str, Any]
    faults: Faults


def parse(text: bytes, source: str) -> Document:
    """The document in a YAML text; ``source`` is the name that faults give to it.

    Raises:
        ConfigError: not YAML, or not one mapping.
    """
    from bpcli.config.yaml_reader import read_yaml  # a config that is given as a mapping needs no parser

    faults = Faults(Places(source, text))
    data = read_yaml(text, (), faults)
    if not isinstance(data, dict):
        found = "is empty" if data is UNSET else "holds a list" if isinstance(data, list) else "holds a single value"
        place = Place(f"{source}:1:1") if data is UNSET else None
        faults.end((), f"the file {found}", "a config is a mapping with data, network and loss", place)
    return Document(data, faults)


def from_mapping(source: Mapping[str, Any]) -> Document:
    """A copy of the mapping, held to what a file could have said.

    Raises:
        ConfigError: nested too deeply, as what contains itself is.
    """
    faults = Faults(Places("config"))
    return Document(_plain(source, (), faults), faults)


def _plain(value: Any, path: ConfigPath, faults: Faults) -> Any:
    if len(path) > MAX_DEPTH:
        faults.end((), NESTED, LEVELS)
    if isinstance(value, Mapping):
        data = {str(key): _plain(item, (*path, str(key)), faults) for key, item in value.items()}
        for key in (key for key in value if not isinstance(key, str)):
            faults.add((*path, str(key)), f"the key {key!r} is not a word", "allowed: keys that are words")
        return data
    if hasattr(value, "tolist"):  # NumPy's arrays and numbers
        return _plain(value.tolist(), path, faults)
    if isinstance(value, list | tuple):
        return [_plain(item, (*path, index), faults) for index, item in enumerate(value)]
    if isinstance(value, int | float) and not -LARGEST <= value <= LARGEST:
        shown = value if isinstance(value, float) else "a whole number beyond all floats"
        faults.add(path, f"found {shown}", "allowed: a finite number")
        return str(shown)
    return value
