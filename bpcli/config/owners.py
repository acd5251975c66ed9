"""Where a key belongs that stands in the wrong place: the rules that have it, and the sources of data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from bpcli.config.conversion import NAMED
from bpcli.config.meanings import word_for
from bpcli.config.schema import canonical_schema
from bpcli.errors import ConfigPath


def owners(path: ConfigPath) -> str:
    """``adam, adamw have this key``, where rules of the section that the path leads to have it, or those of another."""
    key = path[-1]
    section = str(path[-2]) if len(path) > 1 else ""
    if section == "data":
        return _have(_with(key, _keys_by_source()))
    if section in NAMED:
        return _have(_with(key, _keys_by_rule(section)))
    elsewhere = {kind: _with(key, _keys_by_rule(kind)) for kind in NAMED}
    return "; ".join(f"{_have(names)}, under {kind}" for kind, names in elsewhere.items() if names)


def source_meant(data: Mapping[str, Any], key: str) -> str | None:
    """The source that data without one are from, as this key of theirs shows: ``source: csv``."""
    if "source" in data:
        return None
    keys = _keys_by_source()
    known = sorted({*set[str]().union(*keys.values())} - {*keys["inline"]})
    names = _with(word_for(key, known), keys)
    suffix = str(data[key]).rpartition(".")[2].lower()
    return f"source: {suffix if suffix in names else names[0]}" if names else None


def _with(key: str | int | None, keys: Mapping[str, list[str]]) -> list[str]:
    return [] if key in ("name", "source") else [name for name, own in keys.items() if key in own]


def _have(names: list[str]) -> str:
    return f"{', '.join(names)} {'have' if names[1:] else 'has'} this key" if names else ""


def _keys_by_rule(kind: str) -> dict[str, list[str]]:
    return {name: list(rule.__struct_fields__) for name, rule in NAMED[kind].items()}


@cache
def _keys_by_source() -> dict[str, list[str]]:
    definitions = canonical_schema()["$defs"]
    choice = definitions["Config"]["properties"]["data"]["allOf"]
    named = ((branch["if"].get("properties"), branch["then"]["$ref"].removeprefix("#/$defs/")) for branch in choice)
    return {said["source"]["const"]: list(definitions[name]["properties"]) for said, name in named if said}
