"""Every fault in a config's structure, each in the user's terms: place, path, found, allowed, nearest name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.validators import extend

from bpcli.config.columns import columns_hint
from bpcli.config.document import Document
from bpcli.config.meanings import meant_key, meant_name, word_for
from bpcli.config.owners import owners, source_meant
from bpcli.config.paths import possible_paths, resolved
from bpcli.config.schema import Schema, canonical_schema, lists_mappings
from bpcli.errors import ConfigPath, nearest_name, shortened

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
LAYER = "{units: 4, activation: relu}"
FAR_OFF = 1_000_000_000
"""A bound as far off as this is told only to somebody who went beyond it."""


def check_structure(document: Document, folder: str) -> None:
    """Add all that the schema finds wrong, but for the stand-ins of what is at fault already.

    Paths in the config are relative to the folder.
    """
    document.faults.distrust(*document.faults.paths)
    validator = extend(Draft202012Validator, {"items": _items})  # type: ignore[no-untyped-call]
    structure = _Structure(document, folder)
    for error in validator(canonical_schema()).iter_errors(document.data):
        structure.add(error)


def _items(validator: Any, allowed: Any, instance: Any, schema: Schema) -> Iterator[Any]:
    """The errors in the entries of a list. Numbers, where they are allowed, go past it: a matrix may have millions.

    A list that is too long is told by its length, not by its entries.
    """
    if isinstance(instance, list) and "prefixItems" not in schema:
        for index, item in enumerate(instance):
            if not _are_numbers(item, allowed):
                yield from validator.descend(item, allowed, path=index)


def _are_numbers(item: Any, schema: Schema) -> bool:
    """Whether this is a number or a list of numbers, and the schema allows all of them."""
    if "anyOf" in schema:
        return any(_are_numbers(item, branch) for branch in schema["anyOf"])
    if schema == {"type": "number"}:
        return type(item) in (int, float)
    if schema.keys() == {"type", "items"} and type(item) is list:
        return all(_are_numbers(entry, schema["items"]) for entry in item)
    return False


class _Structure:
    """What is wrong with a config's structure, told as faults."""

    def __init__(self, document: Document, folder: str) -> None:
        self.data, self.faults, self.folder = document.data, document.faults, folder

    @cached_property
    def paths(self) -> list[ConfigPath]:
        """Those that the config may have."""
        return list(possible_paths(self.data))

    def add(self, error: Any) -> None:
        """Add one error of the validator: a fault for each unknown or missing key."""
        path = tuple(error.absolute_path)
        match error.validator:
            case "additionalProperties":
                self.add_unknown_keys(error, path)
            case "required" if not self.add_meant_keys(error, path):
                self.add_missing_keys(error, path)
            case "required":
                pass
            case "anyOf" if deeper := [inner for inner in error.context if len(inner.path)]:
                for inner in deeper:  # what is wrong within an alternative says more than that none fits
                    self.add(inner)
            case _:
                allowed = _joined(_allowed(error.schema, broken=error.validator), self.columns(path))
                self.faults.add(path, f"found {shown(error.instance)}", allowed, _meant(error.instance, error.schema))

    def add_unknown_keys(self, error: Any, path: ConfigPath) -> None:
        known = list(error.schema["properties"])
        for key in error.instance:
            if key not in known:
                source = source_meant(error.instance, key) if path == ("data",) else None
                self.add_unknown_key((*path, key), known, source)

    def add_unknown_key(self, path: ConfigPath, known: Sequence[str], meant: str | None = None) -> None:
        if self.faults.only_counts:
            self.faults.add(path, "unknown key")
            return
        key = str(path[-1])
        nearest = meant or meant_key(key, known, lambda: self.paths)
        allowed = _joined(f"allowed here: {', '.join(known)}", owners(path) if nearest is None or meant else "")
        self.faults.add(path, f"unknown key {shown(key)}", allowed, nearest, self.faults.places.of(path, key=True))

    def add_meant_keys(self, error: Any, path: ConfigPath) -> bool:
        """Whether keys are missing only for others that stand there: ``type`` for ``name``, ``path`` without a source.

        The first kind is told here; what is wrong with the second is told as an unknown key.
        """
        missing = [key for key in error.validator_value if key not in error.instance]
        meant = {key: word for key in error.instance if (word := word_for(key, missing) or nearest_name(key, missing))}
        if path == ("data",) and any(source_meant(error.instance, key) for key in error.instance):
            return True
        for key in meant if "name" in missing else ():
            self.add_unknown_key((*path, key), missing)
        return "name" in missing and bool(meant)

    def add_missing_keys(self, error: Any, path: ConfigPath) -> None:
        """The validator has an error for each missing key and does not say which: all are told, and once."""
        for key in error.validator_value:
            if key not in error.instance:
                allowed = _allowed(resolved(error.schema.get("properties", {}).get(key, {})))
                allowed = _joined(allowed, self.columns((*path, key)))
                self.faults.add((*path, key), "this key is missing", allowed, place=self.faults.places.of(path))

    def columns(self, path: ConfigPath) -> str:
        """The columns to choose from, where the path is for those of a CSV file."""
        return columns_hint(self.data["data"], self.folder) if path in (("data", "x"), ("data", "y")) else ""


def _meant(value: Any, schema: Schema) -> str | None:
    """What stands in the place of a value was most likely meant to be."""
    if isinstance(value, str) and schema.get("items") == {"type": "string"}:
        return f"[{value}]"
    if isinstance(value, str):
        return meant_name(value, _words(schema))
    units = type(value) is int and value > 0 and "units" in schema.get("properties", {})
    return f"{{units: {value}, activation: relu}}" if units else None


def _joined(*parts: str) -> str:
    return "; ".join(filter(None, parts))


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
    if "units" in properties:
        return f"a mapping, such as {LAYER}"
    if lists_mappings(schema):
        return f"a list of mappings, such as [{LAYER}]"
    if schema.get("type") == "object" and schema.get("required"):
        return f"a mapping with {' and '.join(schema['required'])}"
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
