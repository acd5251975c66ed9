"""Texts out of a trace reach a terminal with an escape for whatever it would obey."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Run
from tests.show.traces import Path as Keys
from tests.show.traces import changed, small

EVIL = "\x1b[31m[bold]\u202e\x07"


def texts(value: Any, path: Keys = ()) -> Iterator[Keys]:
    """Every place in a trace that holds a text, but those deep within its config."""
    if isinstance(value, str):
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if path[:1] != ("config",):
            yield from texts(item, (*path, key))


def with_evil_keys() -> dict[str, Any]:
    """The small trace with a quantity, a metric and a convention of that name."""
    trace = small()
    step = trace["steps"][0]
    step["values"] = {**step["values"], EVIL: {**step["values"]["Z1"]}, f"{EVIL}1": {**step["values"]["loss"]}}
    step["metrics"][EVIL] = 1.0
    trace["evaluation"]["metrics"][EVIL] = 1.0
    trace["conventions"][EVIL] = EVIL
    return trace


@pytest.mark.parametrize("path", [*texts(small()), None], ids=str)
@pytest.mark.parametrize("config", [True, False])
def test_what_a_terminal_would_obey_is_escaped(run: Run, path: Keys | None, config: bool) -> None:
    """As a value or as a key, in a table, in JSON, in a message; with the config and without."""
    trace = with_evil_keys() if path is None else json.loads(changed(path, EVIL))
    if not config:
        trace.pop("config", None)
    for options in ((), ("--json",), ("--only", EVIL), ("--only", "Q")):
        answer = run("show", "-", *options, stdin=json.dumps(trace).encode())
        assert answer.status in (0, 2)
        written = answer.out.decode() + answer.err
        assert not {"\x1b", "\u202e", "\x07"} & {*written}
