"""Files that appear when they are complete; devices, pipes and open descriptors are written as they are."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ELOOP
from itertools import count
from typing import BinaryIO

from bpcli.errors import UsageError

LINKS = 40
"""So many links may lead on to the next, as in Linux."""


@contextmanager
def appearing_file(path: str) -> Iterator[BinaryIO]:
    """A file that takes the place of the old one, and its mode, when all is written.

    A link is followed and stays a link. Whatever is not a regular file, or lies under /dev or /proc, is written
    directly: replacing it would take a device away from everybody.

    Raises:
        UsageError: it cannot be written.
    """
    with _refused(path):
        target, direct = _target(path)
        mode = _mode(target)
    if direct:
        with _refused(path):
            file = _direct(target)
        with file:
            yield file
        return
    unfinished = _free_name(target)
    try:
        with _refused(path):
            file = open(unfinished, "xb")  # noqa: SIM115 (what goes wrong within is not about opening)
        with file:
            if mode is not None:
                os.chmod(file.fileno(), mode)
            yield file
        with _refused(path):
            os.replace(unfinished, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(unfinished)
        raise


@contextmanager
def _refused(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None


def _target(path: str) -> tuple[str, bool]:
    """Where the path leads, and whether that is written directly; an open descriptor is not looked behind."""
    if "\0" in path:
        raise OSError(None, "a file name cannot hold a NUL")
    direct = False
    for _ in range(LINKS):
        direct = direct or _is_system(os.path.abspath(path))
        folder, name = os.path.split(path)
        path = os.path.join(os.path.realpath(folder), name)
        direct = direct or _is_system(path)
        if _descriptor(path) is not None or not os.path.islink(path):
            return path, direct or (os.path.exists(path) and not os.path.isfile(path))
        path = os.path.join(os.path.dirname(path), os.readlink(path))
    raise OSError(ELOOP, os.strerror(ELOOP))


def _is_system(path: str) -> bool:
    return path.startswith(("/dev/", "/proc/"))


def _descriptor(path: str) -> int | None:
    """The number of one of this process's open files, as in /proc/self/fd/1."""
    match = re.fullmatch(rf"/proc/{os.getpid()}(?:/task/[0-9]+)?/fd/([0-9]{{1,9}})", path)
    return int(match[1]) if match else None


def _direct(path: str) -> BinaryIO:
    """What is open already goes on where it stands; opened anew, a file behind it would be emptied."""
    descriptor = _descriptor(path)
    return open(path if descriptor is None else os.dup(descriptor), "wb")


def _mode(path: str) -> int | None:
    """The permissions of the file that is there; None where there is none."""
    try:
        return os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        return None


def _free_name(target: str) -> str:
    """A name beside the target that nobody has."""
    names = (os.path.join(os.path.dirname(target), f".bpcli-{os.getpid()}-{number}") for number in count())
    return next(name for name in names if not os.path.lexists(name))
