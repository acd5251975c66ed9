"""The JSON Schema of a config: the records' own schema, short forms included.

Editors read it (``bpcli schema config``), and the validation uses it to find every fault at once. A choice
by name becomes an ``if``/``then`` chain, so that a fault names the key that is wrong and not "none of these".
Names of rules may be written in other case: that is settled before the validation, and editors are told by patterns.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec

from bpcli.config.conversion import SHORT_LOSSES
from bpcli.config.model import Config

Schema = dict[str, Any]
NAMING = ("name", "then", "items", "metrics")
"""Where in the schema the names of rules are listed."""


def config_schema() -> Schema:
    """The schema of what a user may write."""
    written: Schema = _in_any_case(canonical_schema())
    return written


@cache
def canonical_schema() -> Schema:
    """The schema of a config in which every rule is named as it is registered."""
    schema = msgspec.json.schema(Config)
    definitions = {name: _rewritten(definition) for name, definition in schema["$defs"].items()}
    _allow_short_losses(definitions)
    _allow_no_source(definitions)
    _allow_a_single_metric(definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "bpcli config",
        "$ref": schema["$ref"],
        "$defs": definitions,
    }


def lists_mappings(schema: Schema) -> bool:
    """Whether this is the schema of a list of mappings, as the layers are."""
    items = schema.get("items")
    return isinstance(items, dict) and "$ref" in items


def _rewritten(schema: Any) -> Any:
    """The same schema with every choice by name rewritten."""
    if isinstance(schema, list):
        return [_rewritten(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: _rewritten(value) for key, value in schema.items()}
    if "discriminator" in schema:
        schema.pop("anyOf")
        schema |= _choice(**schema.pop("discriminator"))
    return schema


def _choice(propertyName: str, mapping: dict[str, str]) -> Schema:
    chosen: Schema = {
        "type": "object",
        "required": [propertyName],
        "properties": {propertyName: {"enum": list(mapping)}},
        "allOf": [_if_named(propertyName, name, ref) for name, ref in mapping.items()],
    }
    if propertyName != "name":
        return chosen
    return {"if": {"type": "string"}, "then": {"enum": list(mapping)}, "else": chosen}


def _if_named(key: str, name: str, reference: str) -> Schema:
    named = {"type": "object", "required": [key], "properties": {key: {"const": name}}}
    return {"if": named, "then": {"$ref": reference}}


def _allow_short_losses(definitions: Schema) -> None:
    """``sse`` and ``half_sse``, alone or with the parameters of the loss that they are short for."""
    choice = definitions["Config"]["properties"]["loss"]
    full = {entry["if"]["properties"]["name"]["const"]: entry["then"]["$ref"] for entry in choice["else"]["allOf"]}
    for short, name in SHORT_LOSSES.items():
        definition = definitions[full[name].removeprefix("#/$defs/")]
        properties = {**definition["properties"], "name": {"enum": [short]}}
        properties["over_outputs"] = {"enum": ["sum"], "default": "sum"}
        definitions[short] = {**definition, "title": short, "properties": properties}
        choice["then"]["enum"].append(short)
        choice["else"]["properties"]["name"]["enum"].append(short)
        choice["else"]["allOf"].append(_if_named("name", short, f"#/$defs/{short}"))


def _allow_no_source(definitions: Schema) -> None:
    """Data without a source are inline."""
    choice = definitions["Config"]["properties"]["data"]
    choice.pop("required")
    definitions["Inline"]["required"].remove("source")
    no_source = {"type": "object", "not": {"required": ["source"]}}
    choice["allOf"].append({"if": no_source, "then": {"$ref": "#/$defs/Inline"}})


def _allow_a_single_metric(definitions: Schema) -> None:
    """``metrics: accuracy``, without brackets."""
    several = definitions["Config"]["properties"]["metrics"]
    definitions["Config"]["properties"]["metrics"] = {"anyOf": [several["items"], several]}


def _in_any_case(schema: Any, key: str = "") -> Any:
    """The same schema, with the names of rules in capitals as well."""
    if isinstance(schema, list):
        return [_in_any_case(item, key) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if key in NAMING and (names := schema.get("enum") or ([schema["const"]] if "const" in schema else [])):
        return {"anyOf": [{"enum": names}, {"type": "string", "pattern": _pattern(names)}]}
    return {below: _in_any_case(value, below if below != "anyOf" else key) for below, value in schema.items()}


def _pattern(names: Sequence[str]) -> str:
    """Any of the names, in capitals or not; what regular expressions of Python and of JavaScript read alike."""
    words = ("".join(f"[{char.upper()}{char}]" if char.isalpha() else char for char in name) for name in names)
    return f"^(?:{'|'.join(words)})(?![\\s\\S])"
