"""``--set optimizer.learning_rate=0.5``: values that take the place of those in the file."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from bpcli.config.document import Document, parse_value
from bpcli.errors import ConfigError, ConfigPath, Fault, dotted


class Setting(Struct, frozen=True):
    """A value for a place in the config, and the option that it was given by."""

    keys: tuple[str, ...]
    value: Any
    option: str


def override(document: Document, settings: Sequence[str], steps: int | None) -> Document:
    """The document with every ``KEY=VALUE`` in its place, and a fault for each that cannot be read or placed.

    Keys that are not there yet are made. ``steps`` is short for a setting of ``training.steps``.
    """
    if not settings and steps is None:
        return document
    changed = replace(
        document, data=copy.deepcopy(document.data), faults=[*document.faults], replaced={**document.replaced}
    )
    for text in settings:
        option = f"--set {text}"
        try:
            _put(changed, _read(text, option, changed.faults))
        except ValueError as problem:
            changed.faults.append(Fault((), str(problem), place=option))
        except ConfigError as error:
            changed.faults += [replace(fault, path=(), place=option) for fault in error.faults]
    if steps is not None and isinstance(changed.data.setdefault("training", {}), dict):
        _put(changed, Setting(("training", "steps"), steps, f"--steps {steps}"))
    return changed


def _read(text: str, option: str, faults: list[Fault]) -> Setting:
    key, equals, value = text.partition("=")
    keys = tuple(key.strip().split("."))
    if not equals or not all(keys):
        raise ValueError("a setting is KEY=VALUE, such as optimizer.learning_rate=0.5")
    if any("\ud800" <= char <= "\udfff" for char in text):  # what was no UTF-8 on the command line
        raise ValueError("this is not text in UTF-8")
    document = parse_value(value)
    faults += [replace(fault, path=(*keys, *fault.path), place=option) for fault in document.faults]
    return Setting(keys, document.data, option)


def _put(document: Document, setting: Setting) -> None:
    """Put the value there; a name on the way (``optimizer: adam``) becomes a mapping with that name."""
    here: Any = document.data
    path: ConfigPath = ()
    made: ConfigPath | None = None
    for key in setting.keys[:-1]:
        part = _part(here, key, path)
        path = (*path, part)
        if isinstance(here, dict) and part not in here:
            here[part], made = {}, made or path
        elif isinstance(here[part], str):
            here[part] = {"name": here[part]}
        here = here[part]
        if not isinstance(here, dict | list):
            raise ValueError(f"{dotted(path)} is a single value and has no keys")
    part = _part(here, setting.keys[-1], path)
    here[part] = setting.value
    path = made or (*path, part)
    document.replaced = {old: by for old, by in document.replaced.items() if old[: len(path)] != path}
    document.replaced[path] = setting.option


def _part(here: Any, key: str, path: ConfigPath) -> str | int:
    """The key as ``here`` has it: in a list, the number of an entry that is there."""
    if not isinstance(here, list):
        return key
    if key.isascii() and key.isdigit() and len(key) < 10 and int(key) < len(here):
        return int(key)
    name = dotted(path)
    if not here:
        raise ValueError(f"{name} is an empty list and has no entry {key}")
    raise ValueError(f"{name} is a list; its entries are {name}.0 to {name}.{len(here) - 1}, not {name}.{key}")
