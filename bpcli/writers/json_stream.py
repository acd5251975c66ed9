"""A run as JSON, written while it is computed: one object, or one line a step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
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


class JsonLines:
    """The header on the first line, then a step a line, which a reader has at once, then what stands beside them."""

    def __init__(self, header: Any, out: BinaryIO) -> None:
        self.out = out
        self._line(header)

    def add(self, step: Any) -> None:
        """Write one more step, while it is the last one made."""
        self._line(step)
        self.out.flush()

    def close(self, evaluation: Any | None = None, stopped: int | None = None) -> None:
        """Write the last line, if there is anything to say."""
        if last := dict(closing(evaluation, stopped)):
            self._line(last)

    def _line(self, record: Any) -> None:
        self.out.write(encoded(record) + b"\n")


FORMS: Mapping[str, type[TraceObject | JsonLines]] = MappingProxyType({"json": TraceObject, "jsonl": JsonLines})
"""How a run is written as JSON, by the name of the format."""


def write_steps(
    written: TraceObject | JsonLines,
    steps: Iterable[Any],
    evaluation: Callable[[], Any],
    stopped: Callable[[], int | None],
) -> None:
    """All steps, and what stands beside them.

    Where a step raises, the run is still closed, and the error then goes on. Only what ends the whole process at once
    does not wait for that.
    """
    try:
        for step in steps:
            written.add(step)
    except Exception:
        written.close(evaluation())
        raise
    written.close(evaluation(), stopped())
