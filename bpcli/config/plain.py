"""A config given as a Python mapping, as plain data: what a file could have held."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from bpcli.config.refusals import MAX_DEPTH, too_deep
from bpcli.errors import ConfigError, ConfigPath, Fault

PLACE = "config"


def plain_data(source: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """A copy of the mapping, and a fault for each key that is no word and each number that is not finite.

    Raises:
        ConfigError: nested too deeply, as what contains itself is.
    """
    faults: list[Fault] = []
    data = {str(key): _plain(value, (str(key),), faults) for key, value in source.items()}
    faults += [_no_word(key, ()) for key in source if not isinstance(key, str)]
    return data, faults


def _plain(value: Any, path: ConfigPath, faults: list[Fault]) -> Any:
    if len(path) > MAX_DEPTH:
        raise ConfigError([*faults, *too_deep(PLACE).faults])
    if isinstance(value, Mapping):
        faults += [_no_word(key, path) for key in value if not isinstance(key, str)]
        return {str(key): _plain(item, (*path, str(key)), faults) for key, item in value.items()}
    if hasattr(value, "tolist"):  # NumPy's arrays and numbers
        return _plain(value.tolist(), path, faults)
    if isinstance(value, list | tuple):
        return [_plain(item, (*path, index), faults) for index, item in enumerate(value)]
    if isinstance(value, int | float) and not _is_finite(value):
        shown = value if isinstance(value, float) else "a whole number beyond all floats"
        faults.append(Fault(path, f"found {shown}", "allowed: a finite number", place=PLACE))
        return str(shown)
    return value


def _no_word(key: Any, path: ConfigPath) -> Fault:
    return Fault((*path, str(key)), f"the key {key!r} is not a word", "allowed: keys that are words", place=PLACE)


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:
        return False
