"""What goes to a terminal and may be long goes through a pager, as git does it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO, cast


@contextmanager
def pager(terminal: TextIO) -> Iterator[TextIO]:
    """The input of ``PAGER`` (``less -R``), which ends by itself where all fits on the screen.

    An empty ``PAGER``, or one that cannot be run, leaves the terminal itself. A pager that goes away has seen enough.
    """
    process = _started(terminal)
    if process is None:
        yield terminal
        return
    try:
        with suppress(BrokenPipeError):
            yield cast(TextIO, process.stdin)
    finally:
        _close(process)


def _started(terminal: TextIO) -> subprocess.Popen[str] | None:
    """The pager at work; None where there is none."""
    try:
        command = shlex.split(os.environ.get("PAGER", "less -R"))
    except ValueError:  # quotes that do not close
        return None
    if not command or shutil.which(command[0]) is None:
        return None
    environment = {"LESS": "FRX", "LV": "-c", **os.environ}
    with suppress(OSError):  # it is there and may be run, and is no program
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, env=environment, text=True, encoding=terminal.encoding, errors="replace"
        )
    return None


def _close(process: subprocess.Popen[str]) -> None:
    """Wait until the reader has seen enough; an interrupt meanwhile is the pager's to handle."""
    with suppress(BrokenPipeError):
        cast(TextIO, process.stdin).close()
    while True:
        try:
            process.wait()
            return
        except KeyboardInterrupt:
            continue
