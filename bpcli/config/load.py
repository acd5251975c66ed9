"""From a file's path, an example's name or standard input to a checked ``Config``."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import msgspec
from msgspec.structs import replace

from bpcli.config.document import Document, parse
from bpcli.config.examples import example_names, example_path
from bpcli.config.model import Config
from bpcli.config.overrides import override
from bpcli.config.shorthand import whole_numbers, written_out
from bpcli.errors import ConfigError, ConfigPath, Fault, names_beside, nearest_name

LOSS_PATH: ConfigPath = ("loss",)
NO_FILE_NAME = "no file can have this name: it holds a null character, or what is no text"
STAND_INS: dict[str, Any] = {"data": {"source": "xor"}, "network": {"layers": [{"units": 1}]}, "loss": "mse"}
"""For the required sections: what counts while their own is at fault, so that the others can be looked at."""


class Loaded(msgspec.Struct):
    """A config that fits together as far as its file alone shows, and what later faults need to point at."""

    config: Config
    document: Document
    folder: str
    """What the paths in the config are relative to."""
    structural: tuple[Fault, ...] = ()
    """What is wrong with the file's structure; ``config`` is then what is left of it without those parts."""
    stand_ins: tuple[ConfigPath, ...] = ()
    """The sections that had to be left out as a whole."""
    faults: list[Fault] = []
    """What is wrong with what the config says, found as it is put to use."""

    def report(
        self, path: ConfigPath, found: str, allowed: str = "", nearest: str | None = None, place: str | None = None
    ) -> None:
        """Add a fault at ``path``; its place is there in the config unless it is in another file.

        Where the file's structure is wrong already, nothing is added: it would only be a consequence.
        """
        if self.doubts(path):
            return
        place = self.document.place(path) if place is None else place
        self.faults.append(Fault(path, found, allowed, nearest, place))

    def doubts(self, path: ConfigPath) -> bool:
        """Whether a structural fault stands at ``path``, within it or around it: what is there says nothing."""
        known = (*self.stand_ins, *(fault.path for fault in self.structural))
        return any(overlap(doubtful, path) for doubtful in known)

    def raise_faults(self) -> None:
        """Raise ConfigError if anything has been found wrong."""
        if self.structural or self.faults:
            raise ConfigError(_in_order([*self.structural, *self.faults], self.document.source))


def overlap(one: ConfigPath, other: ConfigPath) -> bool:
    """Whether one of two paths leads to the other or past it."""
    return bool(one) and all(a == b for a, b in zip(one, other, strict=False))


def _in_order(faults: Sequence[Fault], source: str) -> list[Fault]:
    """Each fault once: the options', then the config's from top to bottom, then those of other files."""

    def place(fault: Fault) -> tuple[str, int, int]:
        match = re.fullmatch(r"(.*):([0-9]+):([0-9]+)", fault.place, re.DOTALL)
        if match is None:
            return "", 0, 0
        file, line, column = match.groups()
        return " " if file == source else file, int(line), int(column)

    return sorted(dict.fromkeys(faults), key=place)


def load(source: str | Mapping[str, Any], settings: Sequence[str] = (), *, steps: int | None = None) -> Loaded:
    """Read and check a config.

    Args:
        source: a file's path, ``-`` for standard input, the name of a shipped example, or the config
            itself as a mapping.
        settings: ``KEY=VALUE`` texts that replace what the config says.
        steps: how many training steps, whatever it says.

    Raises:
        ConfigError: no such file, not YAML, or so wrong that nothing is left to look at.
    """
    if isinstance(source, Mapping):
        document, folder, stem = _from_mapping(source), os.getcwd(), "config"
    else:
        text, name, folder, stem = _read(source)
        document = parse(text, name)
    loaded = _converted(override(document, settings, steps), folder)
    if isinstance(loaded.config.name, msgspec.UnsetType):
        loaded.config = replace(loaded.config, name=stem)
    return loaded


def _from_mapping(source: Mapping[str, Any]) -> Document:
    import yaml

    from bpcli.config.plain import plain_data

    data, faults = plain_data(source)
    return Document(data, yaml.MappingNode("", []), "config", faults, {(): "config"})


def _read(source: str) -> tuple[bytes, str, str, str]:
    """The text, the name for messages, the folder and the stem of a source."""
    if source == "-":
        return sys.stdin.buffer.read(), "<stdin>", os.getcwd(), "stdin"
    path = source
    if not os.path.exists(path) and source in example_names():
        path = example_path(source)
    folder, name = os.path.split(path)
    try:
        with open(path, "rb") as file:
            return file.read(), path, folder, os.path.splitext(name)[0]
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


def _converted(document: Document, folder: str) -> Loaded:
    """The config and its faults; the parts at fault are left out, so that the rest can be looked at."""
    config = _config(document.data)
    if config is not None and not document.faults:
        return Loaded(config, document, folder)
    faults = [*document.faults, *_further_faults(document)]
    rest = deepcopy(document.data)
    for fault in faults:
        _leave_out(rest, fault.path)
    config = _config(rest)
    if config is not None:
        return Loaded(config, document, folder, tuple(faults))
    sound = {key: value for key, value in rest.items() if _config({**STAND_INS, key: value}) is not None}
    config = _config({**STAND_INS, **sound})
    assert config is not None, "each section by itself converts"
    left_out = {*STAND_INS, *document.data} - {*sound}
    return Loaded(config, document, folder, tuple(faults), tuple((section,) for section in left_out))


def _config(data: Any) -> Config | None:
    """The typed config, where the data are one."""
    for candidate in (data, whole_numbers(data)):
        try:
            return msgspec.convert(written_out(candidate), Config)
        except (msgspec.ValidationError, OverflowError):
            continue
    return None


def _further_faults(document: Document) -> list[Fault]:
    """What the schema finds, apart from stand-ins for what is at fault already."""
    from bpcli.config.validation import structural_faults

    known = [fault.path for fault in document.faults]
    return [fault for fault in structural_faults(document) if not any(overlap(path, fault.path) for path in known)]


def _leave_out(data: Any, path: ConfigPath) -> None:
    """Take what is at ``path`` away, so that its default counts; a list's entry gets a stand-in."""
    here = data
    for part in path[:-1]:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            return
    if path and isinstance(here, dict):
        here.pop(path[-1], None)
    elif path and isinstance(here, list) and isinstance(path[-1], int) and path[-1] < len(here):
        here[path[-1]] = 0
