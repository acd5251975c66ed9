"""Files that appear when they are complete."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from bpcli.errors import UsageError


@contextmanager
def appearing_file(path: str) -> Iterator[BinaryIO]:
    """A file beside the target that takes its place when all is written; devices are written directly.

    Raises:
        UsageError: it cannot be written.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        with _opened(path) as device:
            yield device
        return
    unfinished = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{os.getpid()}")
    try:
        with _opened(unfinished, named=path) as file:
            yield file
        if os.path.exists(path):
            os.chmod(unfinished, os.stat(path).st_mode)
        os.replace(unfinished, path)
    except BaseException:
        if os.path.exists(unfinished):
            os.unlink(unfinished)
        raise


def _opened(path: str, named: str | None = None) -> BinaryIO:
    try:
        return open(path, "wb")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{named or path}: cannot be written: {reason}") from None
