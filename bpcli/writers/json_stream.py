"""A run as JSON, written while it is computed: one object, or one line a step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from bpcli.writers.json_values import encoded


class TraceObject:
    """One object, step by step: the header's keys, ``steps``, and ``evaluation`` where there is one."""

    def __init__(self, header: Any, out: BinaryIO) -> None:
        self.out = out
        self.separator = b"\n"
        out.write(encoded(header)[:-1] + b',"steps":[')

    def add(self, step: Any) -> None:
        """Write one more step, while it is the last one made."""
        self.out.write(self.separator + encoded(step))
        self.separator = b",\n"

    def close(self, evaluation: Any | None = None) -> None:
        """Write what closes the object; without this it would be no JSON."""
        closing = b"" if evaluation is None else b',\n"evaluation":' + encoded(evaluation)
        self.out.write(b"]" + closing + b"}\n")


def write_json(header: Any, steps: Iterable[Any], evaluation: Callable[[], Any], out: BinaryIO) -> None:
    """One object: the header's keys, ``steps``, ``evaluation``.

    Where a step raises, the object is still completed, and the error then goes on.
    """
    written = TraceObject(header, out)
    try:
        for step in steps:
            written.add(step)
    finally:
        written.close(evaluation())


def write_jsonl(header: Any, steps: Iterable[Any], evaluation: Callable[[], Any], out: BinaryIO) -> None:
    """The header on the first line, then a step a line, then the evaluation."""
    out.write(encoded(header) + b"\n")
    try:
        for step in steps:
            out.write(encoded(step) + b"\n")
            out.flush()
    finally:
        out.write(encoded({"evaluation": evaluation()}) + b"\n")


FORMS = {"json": write_json, "jsonl": write_jsonl}
"""The writers of a run by the name of their format."""
