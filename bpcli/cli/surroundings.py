"""What the process finds around it, put right where nothing could be done with it."""

from __future__ import annotations

import os
import re
import signal
import sys
from types import FrameType


def open_closed_streams() -> None:
    """Give the null device to each standard stream that was closed, before a file takes its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 (open to the end)


def drop_impossible_sizes() -> None:
    """Forget a COLUMNS or LINES that is no number above zero: a library would stumble over it."""
    for name in ("COLUMNS", "LINES"):
        if not re.fullmatch(r"0*[1-9][0-9]{0,4}", os.environ.get(name, "1")):
            del os.environ[name]


def end_in_order() -> None:
    """Let a signal to end go the way of an exception, so that a half-written file is removed on the way."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
