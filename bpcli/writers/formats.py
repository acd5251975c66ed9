"""Which formats a run is written in: the suffixes of their files, and the writer of each, imported when needed."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpcli.readers.records import Evaluation, Header, TracedStep
    from bpcli.writers.console import Console
    from bpcli.writers.view import View

FORMAT_OF_SUFFIX: Mapping[str, str] = MappingProxyType(
    {"json": "json", "jsonl": "jsonl", "mmd": "mermaid", "gv": "dot", "dot": "dot", "svg": "svg", "html": "html"}
    | {"md": "markdown", "tex": "latex", "csv": "csv", "npz": "npz"}
)
"""What a file's name says of what is in it; ``.txt`` and no suffix are for people."""


class RunWriter(Protocol):
    """Writes a run as its records come: the header, then each step, then the end.

    The end is always told, also of a run that broke off: what was written by then stays a whole file.
    """

    def begin(self, header: Header) -> None:
        """What holds for all steps."""

    def step(self, step: TracedStep) -> None:
        """One more step, while it is the last one made."""

    def end(self, evaluation: Evaluation | None, stopped: int | None = None) -> None:
        """The closing evaluation, where there is one, and after which step somebody stopped the run early."""


DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "json": "bpcli.writers.json_run.JsonRun",
        "jsonl": "bpcli.writers.json_run.JsonLinesRun",
    }
)
"""The writers of bytes, by format."""
TABLES: Mapping[str, str] = MappingProxyType(
    {
        "sheet": "bpcli.writers.sheet.writer.SheetTables",
        "equations": "bpcli.writers.equations.tables.EquationTables",
    }
)
"""The writers on a console, by kind of view."""
RUN_FORMATS = ("table", *DOCUMENTS)


def document_writer(format_: str, out: BinaryIO, view: View) -> RunWriter:
    """The writer of a run in a format other than tables."""
    make: Callable[[BinaryIO, View], RunWriter] = _imported(DOCUMENTS[format_])
    return make(out, view)


def table_writer(console: Console, view: View) -> RunWriter:
    """The writer of a run for a person."""
    make: Callable[[Console, View], RunWriter] = _imported(TABLES[view.kind])
    return make(console, view)


def _imported(dotted: str) -> Callable[..., RunWriter]:
    module, _, name = dotted.rpartition(".")
    return cast("Callable[..., RunWriter]", getattr(import_module(module), name))
