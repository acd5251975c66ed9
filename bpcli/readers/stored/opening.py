"""Where a stored trace comes from: a file, or standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from bpcli.config.sources import example_names
from bpcli.errors import ConfigError, Fault, names_beside, nearest_name
from bpcli.readers.stored.outline import NEEDED, head_of
from bpcli.readers.stored.text import JsonText, Piece

if TYPE_CHECKING:
    from io import BufferedReader

TAIL = 1 << 20


@contextmanager
def open_text(path: str) -> Iterator[JsonText]:
    """The text of a file, or of standard input (``-``), read as far as it is asked for.

    Raises:
        ConfigError: there is none, or it cannot be read.
    """
    if path == "-":
        yield JsonText(cast("BufferedReader", sys.stdin.buffer).read1, "<stdin>")
        return
    try:
        file = open(path, "rb")  # noqa: SIM115 (what goes wrong within is not about opening)
    except FileNotFoundError:
        raise ConfigError([_no_such_file(path)]) from None
    except OSError as error:
        raise ConfigError([Fault((), f"cannot be read: {error.strerror}", place=path)]) from None
    except ValueError:
        raise ConfigError([Fault((), "cannot be read: not a path", place=path)]) from None
    with file:
        yield JsonText(file.read1, path)


def _no_such_file(path: str) -> Fault:
    if path in example_names():
        return Fault((), "no such file", f"it is an example's name: bpcli trace {path} computes it", place=path)
    nearest = nearest_name(os.path.basename(path), names_beside(path))
    return Fault((), "no such file", nearest=nearest, place=path or "''")


def ahead_in(path: str) -> Callable[[Mapping[str, Piece]], Mapping[str, Piece]]:
    """What fetches the part of the head that a plain file has behind its steps."""

    def ahead(head: Mapping[str, Piece]) -> Mapping[str, Piece]:
        if not os.path.isfile(path) or (head.keys() >= {*NEEDED} and ("config" in head or not _config_at_end(path))):
            return {}
        with open_text(path) as text:
            return head_of(text)

    return ahead


def _config_at_end(path: str) -> bool:
    """Whether it may be worth passing over all steps; a captured trace, however long, has no config."""
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - TAIL))
        return b'"config"' in file.read()
