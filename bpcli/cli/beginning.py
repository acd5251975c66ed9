"""A config to begin with, in a place of the user's own: the starter, or an example with its data."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bpcli.cli.output import binary_output
from bpcli.errors import UsageError, printable

if TYPE_CHECKING:
    from bpcli.config.examples import Example


def write_starter(file: str, shown: str) -> None:
    """The commented config, in which ``shown`` names the file for a shell."""
    from importlib.resources import files

    starter = (files("bpcli.config") / "starter.yaml").read_text(encoding="utf-8")
    with binary_output(file) as out:
        out.write(starter.replace("{file}", shown).encode())


def write_example(file: str, example: Example, *, force: bool) -> str:
    """The example, so that it runs where ``file`` is: its data stand beside it, or their path is written out in full.

    Either both files appear or none does. The answer says where the data are.
    """
    source, target = example.data_file, _beside(file, example)
    if source is None:
        _write(file, example.text)
        return ""
    if target is None:
        in_full = os.path.abspath(source)
        _write(file, example.text.replace(f"path: {example.data_path}", f"path: {json.dumps(in_full)}"))
        return f"; its data stay in {printable(in_full)}"
    if os.path.abspath(target) == os.path.abspath(file):
        raise UsageError(f"{file}: the example's data are called so; the config needs another name")
    with _copied(source, target, force=force):
        _write(file, example.text)
    return f", its data in {printable(target)}"


def _write(file: str, text: str) -> None:
    with binary_output(file) as out:
        out.write(text.encode())


def _beside(file: str, example: Example) -> str | None:
    """Where the data would stand beside the file; nowhere beside a stream or device."""
    if example.data_path is None or file == "-" or (os.path.exists(file) and not os.path.isfile(file)):
        return None
    return os.path.join(os.path.dirname(file), example.data_path)


@contextmanager
def _copied(source: str, target: str, *, force: bool) -> Iterator[None]:
    """A copy that appears when all within has gone well; one that is there already will do."""
    with open(source, "rb") as file:
        data = file.read()
    if _holds(target, data):
        yield
        return
    if os.path.lexists(target) and not force:
        raise UsageError(f"{target}: is there already, with other data than the example's; --force overwrites it")
    with binary_output(target) as out:
        out.write(data)
        yield


def _holds(path: str, data: bytes) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read() == data
    except OSError:
        return False
