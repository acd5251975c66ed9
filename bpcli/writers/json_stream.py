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

    def close(self, evaluation: Any | None = None, stopped: int | None = None) -> None:
        """Write what closes the object; without this it would be no JSON."""
        beside = b"".join(b',\n"%b":%b' % (key.encode(), encoded(value)) for key, value in closing(evaluation, stopped))
        self.out.write(b"]" + beside + b"}\n")


def closing(evaluation: Any | None, stopped: int | None) -> list[tuple[str, Any]]:
    """What stands beside the steps when they are done: after which one the run was stopped early, the evaluation."""
    return [(key, value) for key, value in (("stopped", stopped), ("evaluation", evaluation)) if value is not None]


def write_json(
    header: Any,
    steps: Iterable[Any],
    evaluation: Callable[[], Any],
    out: BinaryIO,
    stopped: Callable[[], int | None] = lambda: None,
) -> None:
    """One object: the header's keys, ``steps``, ``stopped`` where somebody stopped it, ``evaluation``.

    Where a step raises, the object is still completed, and the error then goes on. Only what ends the whole process
    at once does not wait for that.
    """
    written = TraceObject(header, out)
    try:
        for step in steps:
            written.add(step)
    except Exception:
        written.close(evaluation())
        raise
    written.close(evaluation(), stopped())


def write_jsonl(
    header: Any,
    steps: Iterable[Any],
    evaluation: Callable[[], Any],
    out: BinaryIO,
    stopped: Callable[[], int | None] = lambda: None,
) -> None:
    """The header on the first line, then a step a line, then on one line what :func:`closing` says."""
    out.write(encoded(header) + b"\n")
    try:
        for step in steps:
            out.write(encoded(step) + b"\n")
            out.flush()
    except Exception:
        out.write(encoded(dict(closing(evaluation(), None))) + b"\n")
        raise
    out.write(encoded(dict(closing(evaluation(), stopped()))) + b"\n")


FORMS = {"json": write_json, "jsonl": write_jsonl}
"""The writers of a run by the name of their format."""
