"""Where in a JSON text a value stands: read back from there, it is the value."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bpcli.data.json_place import place_in_json
from bpcli.errors import ConfigPath

DATA = {
    'a "key": {with} [all], of it': [[1.5, -2e-7, "x]"], [], {"Z1": [["ü", None], [True]]}],
    "dW1": [[1, 2], [3, "NaN"]],
    "": {"": 0},
}


def paths(value: Any, path: ConfigPath = ()) -> list[tuple[ConfigPath, Any]]:
    """Every value there is, with its path."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(path, value), *(found for key, below in inner for found in paths(below, (*path, key)))]


@pytest.mark.parametrize("indent", [None, 0, 2])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("before", ["", "\ufeff", "\n \n"])
def test_every_value_is_found(indent: int | None, line_end: str, before: str) -> None:
    """On its line and column, as far as it goes on there; file, line and column are the excerpt's."""
    text = before + json.dumps(DATA, indent=indent, ensure_ascii=False).replace("\n", line_end)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    for path, value in paths(DATA):
        place = place_in_json(text.encode(), "f", path)
        excerpt = place.excerpt
        assert excerpt is not None
        assert excerpt.number is not None
        assert place.name == f"f:{excerpt.number}:{excerpt.start + 1}"
        assert excerpt.text == lines[excerpt.number - 1]
        rest = "\n".join([excerpt.text[excerpt.start :], *lines[excerpt.number :]])
        found, length = json.JSONDecoder().raw_decode(rest)
        assert found == value
        assert excerpt.end == min(excerpt.start + length, len(excerpt.text))


def test_what_is_not_there_leads_to_what_is_around_it() -> None:
    """A path may go on below a number; of two equal keys the last counts; nothing is too deep."""
    text = b'{"a": 1, "a": [20, 3]}'
    assert place_in_json(text, "f", ("a", 0, 5)).name == "f:1:16"
    assert place_in_json(text, "f", ("b",)).name == "f:1:1"
    deep = b"[" * 5000 + b"]" * 5000
    assert place_in_json(deep, "f", (0, 0)).name == "f"
