"""``--set optimizer.learning_rate=0.5``: values that take the place of those in the file.

The end of a path will do where it is the end of one alone: ``--set learning_rate=0.5``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET

from bpcli.config.document import Document
from bpcli.config.faults import LEVELS, MAX_DEPTH, NESTED, Faults, Typed
from bpcli.config.paths import whole_path
from bpcli.errors import ConfigError, ConfigPath, dotted


def override(document: Document, settings: Sequence[str], steps: int | None) -> None:
    """Put every ``KEY=VALUE`` in its place; one that cannot be read or placed is a fault.

    Keys that are not there yet are made. ``steps`` is short for a setting of ``training.steps``.
    """
    for text in settings:
        _set(document, text, Typed("--set", text))
    if steps is not None and isinstance(document.data.get("training", {}), dict):
        _put(document, ("training", "steps"), steps, Typed("--steps", str(steps)))


def _set(document: Document, text: str, option: Typed) -> None:
    try:
        keys, value = _split(text)
    except ValueError as problem:
        document.faults.add((), "; ".join(problem.args), place=option.whole())
        return
    try:
        path = _path(document.data, whole_path(keys, document.data))
        _put(document, path, _read(value, path, option, document.faults), option)
    except ValueError as problem:
        document.faults.add((), "; ".join(problem.args), place=option.unmarked(key=True))
    except ConfigError as error:
        document.faults.take_over((), error.faults)


def _split(text: str) -> tuple[list[str], str]:
    key, equals, value = text.partition("=")
    keys = [part.strip() for part in key.split(".")]
    if not equals or not all(keys):
        raise ValueError("a setting is KEY=VALUE, such as optimizer.learning_rate=0.5")
    if any("\ud800" <= char <= "\udfff" for char in text):  # what was no UTF-8 on the command line
        raise ValueError("this is not text in UTF-8")
    if len(keys) > MAX_DEPTH:
        raise ValueError(NESTED, LEVELS)
    return keys, value


def _read(text: str, path: ConfigPath, option: Typed, faults: Faults) -> Any:
    from bpcli.config.yaml_reader import read_yaml

    own = Faults(option)
    value = read_yaml(text.encode(), path, own)
    faults.take_over((), own.kept)
    return None if value is UNSET else value


def _path(data: Any, keys: Sequence[str]) -> ConfigPath:
    """The keys as the config has them: in a list, the number of an entry that is there."""
    here: Any = data
    path: ConfigPath = ()
    for key in keys:
        if isinstance(here, str):
            here = {"name": here}
        if not isinstance(here, dict | list):
            raise ValueError(f"{dotted(path)} is a single value and has no keys")
        part = _entry(here, key, path) if isinstance(here, list) else key
        here = here.get(part, {}) if isinstance(here, dict) else here[int(part)]
        path = (*path, part)
    return path


def _entry(entries: list[Any], key: str, path: ConfigPath) -> int:
    if key.isascii() and key.isdigit() and len(key) < 10 and int(key) < len(entries):
        return int(key)
    name = dotted(path)
    if not entries:
        raise ValueError(f"{name} is an empty list and has no entry {key}")
    raise ValueError(f"{name} is a list; its entries are {name}.0 to {name}.{len(entries) - 1}, not {name}.{key}")


def _put(document: Document, path: ConfigPath, value: Any, option: Typed) -> None:
    """Put the value there; a name on the way (``optimizer: adam``) becomes a mapping with that name."""
    here: Any = document.data
    made: ConfigPath | None = None
    for depth, part in enumerate(path[:-1], 1):
        if isinstance(here, dict) and part not in here:
            here[part], made = {}, made or path[:depth]
        elif isinstance(here[part], str):
            here[part] = {"name": here[part]}
        here = here[part]
    here[path[-1]] = value
    document.faults.places.put_option(made or path, option)
