"""bpcli as a user has it in front of them: a process on a pseudo-terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, NamedTuple

from tests.conftest import LOCALE

BPCLI = (sys.executable, "-c", "from bpcli.__main__ import main; main()")
PATIENCE = 20.0
PLAIN = ("PAGER", "LESS", "NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES", *LOCALE)


class Screen(NamedTuple):
    """How the process ended and what it wrote to its terminal."""

    status: int
    text: str


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without what shapes output, and with these changes."""
    kept = {name: value for name, value in os.environ.items() if name not in PLAIN}
    return {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", **changes}


def on_terminal(
    *args: str,
    rows: int = 24,
    columns: int = 80,
    out: int | IO[bytes] | None = None,
    err: int | IO[bytes] | None = None,
    doing: Callable[[subprocess.Popen[bytes], int], None] | None = None,
    **changes: str,
) -> Screen:
    """Run a command on a terminal of this size; ``out`` or ``err`` may go elsewhere.

    ``doing`` acts on the running process and the terminal's other end.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [*BPCLI, *args],
        stdin=theirs,
        stdout=theirs if out is None else out,
        stderr=theirs if err is None else err,
        env=environment(changes),
        start_new_session=True,
    )
    os.close(theirs)
    try:
        if doing is not None:
            doing(process, ours)
        return _watched(process, ours)
    finally:
        process.kill()
        process.wait(PATIENCE)
        os.close(ours)


def _watched(process: subprocess.Popen[bytes], ours: int) -> Screen:
    """All that comes until the terminal is closed."""
    text, end = b"", time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if not select.select([ours], [], [], 0.1)[0]:
            continue
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux's word for a terminal that nobody has open
            piece = b""
        if not piece:
            return Screen(process.wait(PATIENCE), text.decode(errors="replace"))
        text += piece
    raise TimeoutError(text.decode(errors="replace"))


def wait_for(ours: int, wanted: bytes) -> bytes:
    """What the terminal shows up to and including ``wanted``."""
    text, end = b"", time.monotonic() + PATIENCE
    while wanted not in text:
        if time.monotonic() > end:
            raise TimeoutError(text.decode(errors="replace"))
        if select.select([ours], [], [], 0.1)[0]:
            text += os.read(ours, 65536)
    return text


@contextmanager
def keys_typed(command: Sequence[str], keys: bytes) -> Iterator[None]:
    """An interactive program into which somebody types, as long as the block goes on."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment({}), start_new_session=True
    )
    os.close(theirs)
    try:
        os.write(ours, keys)
        yield
    finally:
        process.kill()
        process.wait(PATIENCE)
        os.close(ours)
