"""How a command ends: expected errors become one message and an exit status, in this one place."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress

import click

from bpcli.errors import BpcliError, printable

INTERRUPTED = 130
CLICKS_BROKEN_PIPE = 1


def exit_status(command: Callable[[], object]) -> int:
    """Run a command and say how it ended; what went wrong goes to standard error."""
    try:
        status = command()
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BpcliError as error:
        _say(str(error))
        return error.exit_status
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except click.exceptions.Exit as request:
        return request.exit_code
    except BrokenPipeError:
        return 0
    except SystemExit as request:
        return 0 if request.code == CLICKS_BROKEN_PIPE else int(request.code or 0)
    except MemoryError:
        _say("out of memory: the network or its data are too large for this machine")
        return 2
    except OSError as error:
        _say(f"{error.filename or 'standard output'}: {error.strerror or error}")
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


def _say(text: str) -> None:
    with suppress(OSError):  # nobody can be told
        for line in text.splitlines():
            click.echo(f"bpcli: {printable(line)}", err=True)
