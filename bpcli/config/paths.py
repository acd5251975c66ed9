"""The keys that a config can have, as dotted paths: what ``--set`` can name, whole or by the end of its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bpcli.config.document import parse
from bpcli.config.model import Config
from bpcli.config.schema import Schema, canonical_schema, lists_mappings
from bpcli.config.sources import read_text
from bpcli.errors import ConfigError, ConfigPath

MAX_LISTED = 8


def settable_paths(source: str | None = None) -> list[str]:
    """The dotted paths that ``--set`` can name for a config: a file's path or an example's name, else xor.

    What can be set follows from the rules that the config chooses; its layers are numbered. A config that cannot be
    read has those of an empty one. Standard input is left alone.
    """
    return [".".join(map(str, path)) for path in possible_paths(_data(source or "xor"))]


def possible_paths(data: Mapping[str, Any]) -> Iterator[ConfigPath]:
    """Every path that a config with these data has or could have, but for the entries of matrices."""
    return _below(canonical_schema(), data, ())


def whole_path(keys: Sequence[str], data: Mapping[str, Any]) -> Sequence[str]:
    """The path from the top that the keys are the end of, or go on from such an end; themselves where there is none.

    Keys that begin at the top already are the path.

    Raises:
        ValueError: several paths end so; says which.
    """
    if keys[0] in Config.__struct_fields__ or keys[0] in data or keys[0].isdigit():
        return keys
    paths = [tuple(map(str, path)) for path in possible_paths(data)]
    for end in range(len(keys), 0, -1):
        if found := [path for path in paths if path[-end:] == tuple(keys[:end])]:
            return [*_only(found, ".".join(keys[:end])), *keys[end:]]
    return keys


def _only(found: Sequence[Sequence[str]], typed: str) -> Sequence[str]:
    if len(found) > 1:
        listed = [".".join(path) for path in found[:MAX_LISTED]]
        more = [f"... ({len(found)} in all)"] if len(found) > MAX_LISTED else []
        raise ValueError(f"several keys end in {typed}", f"write one of {', '.join([*listed, *more])}")
    return found[0]


def _data(source: str) -> Mapping[str, Any]:
    try:
        text = read_text(source) if source != "-" else None
        return {} if text is None else parse(text.content, text.source).data
    except ConfigError:
        return {}


def _below(schema: Schema, value: Any, path: ConfigPath) -> Iterator[ConfigPath]:
    schema = _chosen(resolved(schema), value)
    for key, inner in schema.get("properties", {}).items():
        yield (*path, key)
        yield from _below(inner, value.get(key) if isinstance(value, dict) else None, (*path, key))
    if lists_mappings(schema) and isinstance(value, list):
        for index, item in enumerate(value):
            yield (*path, index)
            yield from _below(schema["items"], item, (*path, index))


def _chosen(schema: Schema, value: Any) -> Schema:
    """The alternative of a choice by name that the value takes, or that counts where it says nothing."""
    choice = schema.get("else", schema)
    if "allOf" not in choice:
        return schema
    key = "source" if "source" in choice["properties"] else "name"
    said = value.get(key) if isinstance(value, dict) else value
    name = said if isinstance(said, str) else schema.get("default", {}).get(key, "inline")
    named = (branch["then"] for branch in choice["allOf"] if _constant(branch["if"], key) == name.lower())
    return resolved(next(named, choice))


def _constant(condition: Schema, key: str) -> Any:
    return condition.get("properties", {}).get(key, {}).get("const")


def resolved(schema: Schema) -> Schema:
    """What a schema refers to, or itself."""
    if "$ref" not in schema:
        return schema
    definition: Schema = canonical_schema()["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    return definition
