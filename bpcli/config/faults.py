"""What is wrong with a config, and where each part of it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NoReturn

from msgspec.structs import replace

from bpcli.config.written import Written
from bpcli.errors import ConfigError, ConfigPath, Excerpt, Fault, Place

MAX_DEPTH = 100
NESTED, LEVELS = "nested too deeply", f"allowed: {MAX_DEPTH} levels"
MAX_KEPT = 500
"""Faults that are kept in full; the others are counted."""


class Places:
    """Line and column of each value and key of a config, and the options that put values there instead."""

    def __init__(self, source: str, text: bytes | str = "") -> None:
        self.source, self.written = source, Written(text)
        self.values: dict[ConfigPath, Any] = {}
        self.keys: dict[ConfigPath, Any] = {}
        self.options: dict[ConfigPath, Typed] = {}
        """For a part of the config that an option gave, the option."""

    def of(self, path: ConfigPath, *, key: bool = False) -> Place:
        """Where the value at ``path`` stands (or its key), or the innermost part around it that is there."""
        around = [path[:end] for end in range(len(path), -1, -1)]
        for part in around if self.options else ():
            if part in self.options:
                return self.options[part].of(path, key=key)
        if key and path in self.keys:
            return self.at(self.keys[path], path[-1])
        mark = next((self.values[part] for part in around if part in self.values), None)
        return self.unmarked(key=key) if mark is None else self.at(mark)

    def at(self, mark: Any, key: str | int | None = None) -> Place:
        """A place as editors and compilers write it, counted from 1; ``mark`` is the parser's.

        A key that begins there is at fault only if it is ``key``. What is missing on an empty line is missing behind
        what was written last.
        """
        excerpt = self.written.excerpt(mark.line, mark.column, key)
        return Place(f"{self.source}:{excerpt.number}:{excerpt.start + 1}", excerpt)

    def unmarked(self, *, key: bool = False) -> Place:
        """The config as a whole, where it was given as a mapping."""
        return Place(self.source)

    def put_option(self, path: ConfigPath, option: Typed) -> None:
        """Let an option stand for the part at ``path``, and for what earlier options put in there."""
        self.options = {old: by for old, by in self.options.items() if old[: len(path)] != path}
        self.options[path] = option


class Typed(Places):
    """An option that gives a part of the config, as it was typed; its places are those of its value."""

    def __init__(self, name: str, typed: str) -> None:
        super().__init__(f"{name} {typed}", f"{name} {typed}")
        self.key_at = len(name) + 1
        self.value_at = self.key_at + typed.find("=") + 1

    def of(self, path: ConfigPath, *, key: bool = False) -> Place:
        """The option, with the part of its value that is at ``path``, or with its own key."""
        return self.unmarked(key=True) if key and path not in self.keys else super().of(path, key=key)

    def at(self, mark: Any, key: str | int | None = None) -> Place:
        """The option, with the part of its value that begins at a mark."""
        column = mark.column + (0 if mark.line else self.value_at)
        return self._place(self.written.excerpt(mark.line, column, key))

    def unmarked(self, *, key: bool = False) -> Place:
        """The option, with its key or its value."""
        line = self.written.lines[0]
        if key and self.value_at > self.key_at:
            return self._place(Excerpt(line, self.key_at, self.value_at - 1))
        return self._place(Excerpt(line, self.value_at, len(line)))

    def whole(self) -> Place:
        """The option, with all that stands behind its name."""
        line = self.written.lines[0]
        return self._place(Excerpt(line, self.key_at, len(line)))

    def _place(self, excerpt: Excerpt) -> Place:
        return Place(self.source, replace(excerpt, number=None))


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
        self, path: ConfigPath, found: str, allowed: str = "", nearest: str | None = None, place: Place | None = None
    ) -> None:
        """Add a fault at ``path``; its place is there in the config unless another is given.

        Where the structure is wrong already, nothing is added: it would only be a consequence.
        """
        if self.doubts(path):
            return
        if not self.only_counts:
            self.kept.append(Fault.at(place or self.places.of(path), path, found, allowed, nearest))
        self.paths.append(path)

    @property
    def only_counts(self) -> bool:
        """Whether there are so many already that those to come are only counted."""
        return len(self.kept) >= MAX_KEPT

    def take_over(self, path: ConfigPath, faults: Iterable[Fault]) -> None:
        """Add what was found elsewhere; it is at ``path``, or below."""
        for fault in faults:
            place = Place(fault.place, fault.excerpt)
            self.add((*path, *fault.path), fault.found, fault.allowed, fault.nearest, place)

    def distrust(self, *paths: ConfigPath) -> None:
        """Take what is at these paths as saying nothing: it is wrong, or stands in for what is."""
        self._doubtful.update(paths)
        self._leading.update(path[:end] for path in paths for end in range(1, len(path)))

    def doubts(self, path: ConfigPath) -> bool:
        """Whether what is at ``path``, within it or around it is distrusted."""
        return path in self._leading or any(path[:end] in self._doubtful for end in range(1, len(path) + 1))

    def end(self, path: ConfigPath, found: str, allowed: str = "", place: Place | None = None) -> NoReturn:
        """Raise everything, with a fault that leaves nothing to look at behind it."""
        self.kept.append(Fault.at(place or self.places.of(path), path, found, allowed))
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
