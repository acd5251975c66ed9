"""Every fault in a config's structure, each in the user's terms: place, path, found, allowed, nearest name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bpcli.config.document import Document
from bpcli.config.schema import Schema, config_schema
from bpcli.errors import ConfigPath, Fault, nearest_name, shortened

KINDS = {"object": "a mapping", "array": "a list", "string": "a word", "number": "a number"} | {
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "nothing",
}
BOUNDS = {
    "minimum": "at least",
    "exclusiveMinimum": "more than",
    "maximum": "at most",
    "exclusiveMaximum": "less than",
}
FAR_OFF = 1_000_000_000
"""A bound that only who is beyond it wants to hear of."""


def structural_faults(document: Document) -> list[Fault]:
    """All that the schema finds wrong with a document."""
    from jsonschema import Draft202012Validator  # slow to import, and only a faulty config needs it

    errors = Draft202012Validator(config_schema()).iter_errors(document.data)
    return [fault for error in errors for fault in _faults(error, document)]


def _faults(error: Any, document: Document) -> Iterator[Fault]:
    """One error of the validator as faults: one for each unknown or missing key."""
    path = tuple(error.absolute_path)
    match error.validator:
        case "additionalProperties":
            yield from _unknown_keys(error, path, document)
        case "required":
            yield from _missing_key(error, path, document)
        case "items" if error.schema.get("maxItems"):
            return  # said already: there are more than that
        case "anyOf" if deeper := [inner for inner in error.context if len(inner.path)]:
            for inner in deeper:  # what is wrong within an alternative says more than that none fits
                yield from _faults(inner, document)
        case _:
            yield _wrong_value(error, path, document)


def _unknown_keys(error: Any, path: ConfigPath, document: Document) -> Iterator[Fault]:
    known = list(error.schema["properties"])
    for key in error.instance:
        if key not in known:
            here = (*path, key)
            found, allowed = f"unknown key {shown(key)}", f"allowed here: {', '.join(known)}"
            yield Fault(here, found, allowed, nearest_name(key, known), document.place(here, key=True))


def _missing_key(error: Any, path: ConfigPath, document: Document) -> Iterator[Fault]:
    """The validator has an error for each key that is missing and does not say which: all are told, and once."""
    for key in error.validator_value:
        if key not in error.instance:
            allowed = _allowed(error.schema.get("properties", {}).get(key, {}))
            yield Fault((*path, key), "this key is missing", allowed, place=document.place(path))


def _wrong_value(error: Any, path: ConfigPath, document: Document) -> Fault:
    nearest = nearest_name(error.instance, _words(error.schema)) if isinstance(error.instance, str) else None
    allowed = _allowed(error.schema, broken=error.validator)
    return Fault(path, f"found {shown(error.instance)}", allowed, nearest, document.place(path))


def _allowed(schema: Schema, broken: str = "") -> str:
    described = _description(schema, broken)
    return f"allowed: {described}" if described else ""


def _description(schema: Schema, broken: str = "") -> str:
    """What a schema allows, in words: ``a whole number, at least 1``; nothing where it refers elsewhere."""
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        kinds = list(dict.fromkeys(_description(branch) for branch in schema["anyOf"]))
        if KINDS["number"] in kinds and KINDS["integer"] in kinds:
            kinds.remove(KINDS["integer"])
        return " or ".join([*([", ".join(kinds[:-1])] if kinds[:-1] else []), kinds[-1]])
    properties = schema.get("properties", {})
    if "else" in schema or ("name" in properties and broken == "type"):
        return f"a name ({', '.join(_words(schema))}) or a mapping with one"
    if sources := properties.get("source", {}).get("enum"):
        return f"a mapping with x and y, or with a source ({', '.join(sources)})"
    return ", ".join([KINDS[schema["type"]], *_bounds(schema, broken)]) if "type" in schema else ""


def _words(schema: Schema) -> list[str]:
    """The words among which a schema lets choose."""
    chosen = schema.get("enum") or schema.get("properties", {}).get("name", {}).get("enum") or ()
    branches = [*schema.get("anyOf", ()), *([schema["else"]] if "else" in schema else ())]
    return [*(word for word in chosen if isinstance(word, str)), *(w for branch in branches for w in _words(branch))]


def _bounds(schema: Schema, broken: str) -> Iterator[str]:
    for key, words in BOUNDS.items():
        if key in schema and (key == broken or abs(schema[key]) < FAR_OFF):
            yield f"{words} {schema[key]}"
    if schema.get("minItems") and schema.get("minItems") == schema.get("maxItems"):
        yield f"of {schema['minItems']} entries"
    elif schema.get("minItems"):
        yield "not empty"


def shown(value: Any) -> str:
    """A value in a message: short, and of a kind that is plain to see."""
    if isinstance(value, dict):
        return f"a mapping with {', '.join(map(str, value))}" if value else "an empty mapping"
    if isinstance(value, list):
        return "an empty list" if not value else f"a list of {len(value)}"
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else shortened(repr(value), 60)
