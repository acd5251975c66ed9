"""A small stored trace to take apart, and what is said of it then."""

from __future__ import annotations

import copy
import io
import json
from functools import cache, reduce
from typing import Any

import bpcli
from bpcli.writers.json_run import JsonRun
from bpcli.writers.view import View

Path = tuple[str | int, ...]


@cache
def small_text() -> bytes:
    """Two steps of XOR with some of its quantities, and a confusion matrix."""
    out = io.BytesIO()
    trace = bpcli.trace("xor", steps=2, settings=["metrics=[accuracy,confusion]"], only="X,Y,W1,Z,A,loss,dW1")
    writer, run = JsonRun(out, View()), trace.start()
    writer.begin(run.header)
    for step in run:
        writer.step(step)
    writer.end(run.evaluation())
    return out.getvalue()


def small() -> dict[str, Any]:
    """The same as data, to be changed."""
    return copy.deepcopy(json.loads(small_text()))


def changed(path: Path, value: Any) -> bytes:
    """The small trace with another value there."""
    trace = small()
    _within(trace, path)[path[-1]] = value
    return json.dumps(trace).encode()


def without(*path: str | int) -> bytes:
    """The small trace without what is there."""
    trace = small()
    del _within(trace, path)[path[-1]]
    return json.dumps(trace).encode()


def _within(trace: Any, path: Path) -> Any:
    """What holds the last part of the path."""
    return reduce(lambda here, part: here[part], path[:-1], trace)
