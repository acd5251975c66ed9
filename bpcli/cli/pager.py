"""What goes to a terminal and may be long goes through a pager, as git does it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO, cast

KEYS = "space next, b back, / find, q quit"
FULL_SCREENS_ALONE = "FRX"
"""less ends by itself where all fits on the screen, keeps colours, and leaves what was read where it is."""


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
    asked = os.environ.get("PAGER")
    try:
        command = shlex.split(_usual_pager() if asked is None else asked)
    except ValueError:  # quotes that do not close
        return None
    if not command or shutil.which(command[0]) is None:
        return None
    prompt = f"Ps?n{KEYS}:\\:.$" if asked is None else ""
    environment = {"LESS": FULL_SCREENS_ALONE + prompt, "LV": "-c", **os.environ}
    with suppress(OSError):  # it is there and may be run, and is no program
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, env=environment, text=True, encoding=terminal.encoding, errors="replace"
        )
    return None


def _usual_pager() -> str:
    """None on a terminal that cannot move its cursor: less would ask there before each page."""
    from bpcli.writers.console import is_dumb

    return "" if is_dumb() else "less -R"


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
