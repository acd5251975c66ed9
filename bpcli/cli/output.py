"""Where output goes: standard output, through a pager or not, or a file; and notes to standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from bpcli.cli.process import take_over_interrupts
from bpcli.errors import NonFiniteError, UsageError
from bpcli.writers.files import appearing_file

if TYPE_CHECKING:
    from bpcli.cli.standard_error import Appearance
    from bpcli.writers.console import Console
    from bpcli.writers.documents.parts import Part


@contextmanager
def binary_output(path: str | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that appears when it is complete; a run that leaves the finite numbers is, too."""
    take_over_interrupts()
    if path is None or path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if not path:
        raise UsageError("'': cannot be written: a file needs a name; - is standard output")
    ended: NonFiniteError | None = None
    try:
        with appearing_file(path) as file:
            try:
                yield file
            except NonFiniteError as error:  # all that was computed is written by then, and somebody may need it
                ended = error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from None
    if ended is not None:
        raise ended


def write_record(record: Any, path: str | None) -> None:
    """One JSON value on a line of its own."""
    from bpcli.writers.json_values import encoded

    with binary_output(path) as out:
        out.write(encoded(record) + b"\n")


@contextmanager
def text_console(path: str | None, appearance: Appearance, *, paged: bool) -> Iterator[Console]:
    """A console on standard output (through a pager, where that is a terminal) or on a file."""
    from bpcli.writers.console import Console

    if path is None or path == "-":
        take_over_interrupts()
        with _standard_console(appearance, paged) as console:
            yield console
        return
    import io

    with binary_output(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", write_through=True)
        try:
            yield Console(text, is_terminal=False, plain=appearance.plain, color=appearance.color)
        finally:
            text.detach()


class Destination(NamedTuple):
    """In which format an answer is written, and where to."""

    format_: str
    path: str | None
    appearance: Appearance
    paged: bool


@contextmanager
def console_or_picture(to: Destination, title: str) -> Iterator[Console]:
    """A console for a person, or one whose picture is written as SVG under this title when all is printed."""
    if to.format_ != "svg":
        with text_console(to.path, to.appearance, paged=to.paged) as console:
            yield console
        return
    from bpcli.writers.svg import Canvas

    with binary_output(to.path) as out:
        canvas = Canvas()
        yield canvas
        out.write(canvas.picture(title))


def write_document(to: Destination, parts: Iterable[Part]) -> None:
    """The parts of a document, in Markdown or LaTeX."""
    from bpcli.writers.documents.forms import FORMS

    with binary_output(to.path) as out:
        out.write(FORMS[to.format_].whole(parts).encode())


@contextmanager
def _standard_console(appearance: Appearance, paged: bool) -> Iterator[Console]:
    from bpcli.writers.console import Console

    is_terminal = sys.stdout.isatty()
    if not (is_terminal and paged):
        yield Console(sys.stdout, is_terminal=is_terminal, plain=appearance.plain, color=appearance.color)
        return
    from bpcli.cli.pager import pager

    with pager(sys.stdout) as file:
        yield Console(file, is_terminal=True, plain=appearance.plain, color=appearance.color)
