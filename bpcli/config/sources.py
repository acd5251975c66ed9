"""Where a config comes from: a file, standard input, or one of the examples that come with bpcli."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import NamedTuple

from bpcli.errors import ConfigError, Fault, names_beside, nearest_name

PACKAGE = os.path.dirname(os.path.dirname(__file__))
INSTALLED, CHECKOUT = (os.path.join(folder, "configs") for folder in (PACKAGE, os.path.dirname(PACKAGE)))
NO_FILE_NAME = "no file can have this name: it holds a null character, or what is no text"


class Text(NamedTuple):
    """A config as it was written, its name for messages, what its paths are relative to, and what it is called."""

    content: bytes
    source: str
    folder: str
    stem: str


def read_text(source: str) -> Text:
    """The text of a file, of standard input (``-``), or of the example of that name.

    Raises:
        ConfigError: there is none, or it cannot be read.
    """
    if source == "-":
        return Text(sys.stdin.buffer.read(), "<stdin>", os.getcwd(), "stdin")
    path = source
    if not os.path.exists(path) and source in example_names():
        path = example_path(source)
    folder, name = os.path.split(path)
    try:
        with open(path, "rb") as file:
            return Text(file.read(), path, folder, os.path.splitext(name)[0])
    except FileNotFoundError:
        fault = _no_such_file(source, name)
    except OSError as error:
        fault = Fault((), f"cannot be read: {error.strerror}", place=source)
    except ValueError:
        fault = Fault((), NO_FILE_NAME, place=repr(source))
    raise ConfigError([fault])


def _no_such_file(source: str, name: str) -> Fault:
    known = [*example_names(), *(file for file in names_beside(source) if file.endswith((".yaml", ".yml")))]
    examples = f"the shipped examples are {', '.join(example_names())}"
    stem = os.path.splitext(name)[0]
    nearest = stem if stem in example_names() else nearest_name(name, known)
    return Fault((), "no such file, and no example of that name", examples, nearest, source or "''")


@cache
def _folder() -> str:
    """Inside the package where it was installed from a wheel, beside it in a checkout."""
    return INSTALLED if os.path.isdir(INSTALLED) else CHECKOUT


@cache
def example_names() -> tuple[str, ...]:
    """The names of the shipped examples, in alphabetical order."""
    return tuple(sorted(file.removesuffix(".yaml") for file in os.listdir(_folder()) if file.endswith(".yaml")))


def example_path(name: str) -> str:
    """The path of the file that holds an example."""
    return os.path.join(_folder(), f"{name}.yaml")
