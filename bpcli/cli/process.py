"""The process: what it finds around it is put right, and every way in which a command ends becomes an exit status."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

import click

from bpcli.cli.standard_error import ASKED, Appearance, tell, tell_faults
from bpcli.errors import BpcliError, ConfigError

INTERRUPTED = 130


def prepare_process() -> None:
    """Put right what the process finds, where nothing could be done with it."""
    _open_closed_streams()
    _drop_impossible_sizes()
    _end_in_order()


def take_over_interrupts() -> None:
    """From here on Ctrl-C raises: there is output to tidy up. Before, it ends the process as if by itself."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


class Stopping:
    """Within, Ctrl-C and SIGTERM call ``stop``, which lets a run end after the step in hand.

    ``status`` is what the signal makes of the command's exit status; 0 where none came. A second signal ends the
    command at once, as the first does elsewhere; those that follow do not disturb the tidying up. A signal that was
    ignored stays ignored.
    """

    def __init__(self, stop: Callable[[], None]) -> None:
        self.stop = stop
        self.status = 0
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Stopping:
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._handle)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self.status and isinstance(error, BrokenPipeError):  # Ctrl-C ended the reader as well
            raise SystemExit(self.status) from None

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if not self.status:
            self.status = 128 + number
            self.stop()
            return
        for each in self._before:
            signal.signal(each, signal.SIG_IGN)
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        _leave(number, frame)


def exit_status(command: Callable[[], object]) -> int:
    """Run a command and say how it ended; what went wrong goes to standard error."""
    ASKED.set(Appearance())
    try:
        status = command()
        sys.stdout.flush()
    except click.ClickException as error:
        from bpcli.cli.refusals import refusal

        tell(refusal(error))
        return error.exit_code
    except ConfigError as error:
        tell_faults(error)
        return error.exit_status
    except BpcliError as error:
        tell(str(error))
        return error.exit_status
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except click.exceptions.Exit as request:
        return request.exit_code
    except BrokenPipeError:
        return 0
    except SystemExit as request:
        return _asked(request)
    except MemoryError:
        tell("out of memory: the network or its data are too large for this machine")
        return 2
    except OSError as error:
        tell(f"{error.filename or 'standard output'}: {error.strerror or error}")
        return 2
    return status if isinstance(status, int) else 0


def end(status: int) -> None:
    """End the process at once: taking all modules apart first would cost a tenth of a short run."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        pass
    os._exit(status)


def _asked(request: SystemExit) -> int:
    """The status that was asked for; a text in its place is an error's, as Python has it."""
    if request.code is None or isinstance(request.code, int):
        return request.code or 0
    tell(str(request.code))
    return 1


def _open_closed_streams() -> None:
    """Give the null device to each standard stream that was closed, before a file takes its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 (open to the end)


def _drop_impossible_sizes() -> None:
    """Forget a COLUMNS or LINES that is no number above zero: a library would stumble over it."""
    for name in ("COLUMNS", "LINES"):
        if not re.fullmatch(r"0*[1-9][0-9]{0,4}", os.environ.get(name, "1")):
            del os.environ[name]


def _end_in_order() -> None:
    """Let a signal to end go the way of an exception, so that a half-written file is removed on the way."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
