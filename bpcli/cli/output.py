"""Where output goes: standard output or a file, and how wide and colourful a console on it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from bpcli.errors import UsageError
from bpcli.writers.files import appearing_file

if TYPE_CHECKING:
    from rich.console import Console

UNLIMITED = 100_000
"""A width that no matrix reaches: what goes into a pipe or file is never cut."""


@contextmanager
def binary_output(path: str | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that appears when it is complete."""
    if path is None or path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if not path:
        raise UsageError("'': cannot be written: a file needs a name; - is standard output")
    try:
        with appearing_file(path) as file:
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from None


def write_record(record: Any, path: str | None) -> None:
    """One JSON value on a line of its own."""
    from bpcli.writers.json_values import encoded

    with binary_output(path) as out:
        out.write(encoded(record) + b"\n")


@contextmanager
def text_console(path: str | None, *, paged: bool) -> Iterator[Console]:
    """A console on standard output (through a pager, where that is a terminal) or on a file."""
    if path is None or path == "-":
        with _standard_console(paged) as console:
            yield console
        return
    import io

    with binary_output(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", write_through=True)
        yield _console(text, is_terminal=False)
        text.detach()


@contextmanager
def _standard_console(paged: bool) -> Iterator[Console]:
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    if not sys.stdout.isatty():
        yield _console(sys.stdout, is_terminal=False)
    elif not paged:
        yield _console(sys.stdout, is_terminal=True)
    else:
        from bpcli.cli.pager import Pager

        with Pager(sys.stdout) as pager:
            yield _console(cast("IO[str]", pager), is_terminal=True)


def _console(file: IO[str], *, is_terminal: bool) -> Console:
    """As wide as the terminal, or as COLUMNS says; else nothing is cut."""
    from rich.console import Console

    class QuietConsole(Console):
        """A reader that goes away ends the command, as it ends every other."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    fitted = is_terminal or "COLUMNS" in os.environ
    colour = is_terminal or bool(os.environ.get("FORCE_COLOR"))
    plain = not colour or bool(os.environ.get("NO_COLOR"))
    return QuietConsole(
        file=file,
        width=None if fitted else UNLIMITED,
        force_terminal=fitted,
        color_system=None if not colour else "auto" if is_terminal else "256",
        no_color=plain,
        highlight=False,
        soft_wrap=False,
    )
