"""What is wrong with a config, and where each part of it was written."""

from __future__ import annotations

import re
from typing import Any, NoReturn

from bpcli.errors import ConfigError, ConfigPath, Fault

MAX_DEPTH = 100
NESTED, LEVELS = "nested too deeply", f"allowed: {MAX_DEPTH} levels"
MAX_KEPT = 500
"""Faults that are kept in full; the others are counted."""


class Places:
    """Line and column of each value and key of a config, and the options that put values there instead."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.values: dict[ConfigPath, Any] = {}
        self.keys: dict[ConfigPath, Any] = {}
        self.options: dict[ConfigPath, str] = {}
        """For a part of the config that an option gave, the option as it was written."""

    def of(self, path: ConfigPath, *, key: bool = False) -> str:
        """Where the value at ``path`` stands (or its key), or the innermost part around it that is there."""
        around = [path[:end] for end in range(len(path), -1, -1)]
        for part in around if self.options else ():
            if part in self.options:
                return self.options[part]
        if key and path in self.keys:
            return self.at(self.keys[path])
        return self.at(next(self.values[part] for part in around if part in self.values))

    def at(self, mark: Any) -> str:
        """A place as editors and compilers write it, counted from 1; ``mark`` is the parser's."""
        return f"{self.source}:{mark.line + 1}:{mark.column + 1}"

    def put_option(self, path: ConfigPath, option: str) -> None:
        """Let an option stand for the part at ``path``, and for what earlier options put in there."""
        self.options = {old: by for old, by in self.options.items() if old[: len(path)] != path}
        self.options[path] = option


class Faults:
    """Everything that is wrong, collected so that one answer can tell all of it."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.paths: list[ConfigPath] = []
        """Where something is wrong, as often as it was found."""
        self.kept: list[Fault] = []
        """The first of them in full."""
        self._doubtful: set[ConfigPath] = set()
        self._leading: set[ConfigPath] = set()

    def add(
        self, path: ConfigPath, found: str, allowed: str = "", nearest: str | None = None, place: str | None = None
    ) -> None:
        """Add a fault at ``path``; its place is there in the config unless another is given.

        Where the structure is wrong already, nothing is added: it would only be a consequence.
        """
        if self.doubts(path):
            return
        if len(self.kept) < MAX_KEPT:
            self.kept.append(Fault(path, found, allowed, nearest, place or self.places.of(path)))
        self.paths.append(path)

    def distrust(self, *paths: ConfigPath) -> None:
        """Take what is at these paths as saying nothing: it is wrong, or stands in for what is."""
        self._doubtful.update(paths)
        self._leading.update(path[:end] for path in paths for end in range(1, len(path)))

    def doubts(self, path: ConfigPath) -> bool:
        """Whether what is at ``path``, within it or around it is distrusted."""
        return path in self._leading or any(path[:end] in self._doubtful for end in range(1, len(path) + 1))

    def end(self, path: ConfigPath, found: str, allowed: str = "", place: str | None = None) -> NoReturn:
        """Raise everything, with a fault that leaves nothing to look at behind it."""
        self.kept.append(Fault(path, found, allowed, place=place or self.places.of(path)))
        raise self._error()

    def raise_all(self) -> None:
        """Raise ConfigError if anything has been found wrong."""
        if self.kept:
            raise self._error()

    def _error(self) -> ConfigError:
        further = max(len(self.paths) - len(self.kept), 0)
        return ConfigError(sorted(dict.fromkeys(self.kept), key=self._order), further)

    def _order(self, fault: Fault) -> tuple[str, int, int]:
        """The options' come first, then the config's from top to bottom, then those of other files."""
        match = re.fullmatch(r"(.*):([0-9]+):([0-9]+)", fault.place, re.DOTALL)
        if match is None:
            return "", 0, 0
        file, line, column = match.groups()
        return " " if file == self.places.source else file, int(line), int(column)
