"""The keys that a config has, as dotted paths for ``--set``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bpcli.config.load import load
from bpcli.errors import ConfigError


def settable_paths(source: str | None = None) -> list[str]:
    """The dotted paths of a config's single values: a file's path or an example's name, else xor."""
    try:
        return list(_paths(load(source or "xor").config.as_mapping(), ""))
    except ConfigError:
        return []


def _paths(value: Any, path: str) -> Iterator[str]:
    """Those below a mapping or a list of mappings; numbers in a list are one value."""
    if isinstance(value, dict):
        entries = list(value.items())
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        entries = list(enumerate(value))
    else:
        yield path
        return
    for key, inner in entries:
        yield from _paths(inner, f"{path}.{key}" if path else str(key))
