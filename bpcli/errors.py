"""The errors a user can meet: each says where, what was found and what is allowed.

``BpcliError`` is the base of ``ConfigError`` (every fault of a config or its data files, at once), ``UsageError``
(an option that does not fit the run) and ``NonFiniteError`` (a number became NaN or infinite).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from msgspec import Struct

ConfigPath = tuple[str | int, ...]
MAX_SHOWN = 100
HIDDEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0").union(
    map(chr, [*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)
"""Letters and marks that nobody sees, though ``str.isprintable`` has them printable."""


class BpcliError(Exception):
    """The base of every error that bpcli raises on purpose."""

    exit_status = 2


class Excerpt(Struct, frozen=True):
    """A line as it was written, and which of its characters are at fault."""

    text: str
    start: int
    end: int
    number: int | None = None
    """The line's number in its file; None for what was typed as an option."""


class Place(Struct, frozen=True):
    """Where something was written: ``file:line:column`` or what stands in for a file; the line, if it is known."""

    name: str
    excerpt: Excerpt | None = None


class Fault(Struct, frozen=True):
    """One thing that is wrong with a config: where it stands, what was found, what is allowed."""

    path: ConfigPath
    found: str
    allowed: str = ""
    nearest: str | None = None
    place: str = ""
    """``file:line:column``, or what stands in for a file."""
    excerpt: Excerpt | None = None

    @classmethod
    def at(cls, place: Place, path: ConfigPath, found: str, allowed: str = "", nearest: str | None = None) -> Fault:
        """A fault that stands at a place."""
        return cls(path, found, allowed, nearest, place.name, place.excerpt)

    @property
    def where(self) -> tuple[str, ...]:
        """The place and the dotted path, as far as there are any."""
        return tuple(part for part in (shortened(self.place), dotted(self.path)) if part)

    @property
    def question(self) -> str:
        """What was meant, most likely; empty where nothing comes close."""
        return "" if self.nearest is None else f"did you mean {shortened(self.nearest)!r}?"

    @property
    def statement(self) -> str:
        """What was found, and what is allowed."""
        return f"{self.found}; {self.allowed}" if self.allowed else self.found

    def __str__(self) -> str:
        says = f"{self.question} {self.statement}" if self.question else self.statement
        return printable(": ".join([*self.where, says]))


class ConfigError(BpcliError):
    """A config cannot be used; ``faults`` lists what is wrong with it, all but ``further`` that were only counted.

    ``note`` says what else there is to know about all of them.
    """

    def __init__(self, faults: Sequence[Fault], further: int = 0, note: str = "") -> None:
        self.faults, self.further, self.note = tuple(faults), further, note
        super().__init__("\n".join([*map(str, self.shown), *self.closing]))

    @property
    def shown(self) -> tuple[Fault, ...]:
        """The faults that are told in full."""
        return self.faults[:MAX_SHOWN]

    @property
    def closing(self) -> list[str]:
        """What is said behind them: how many more there are, and the note."""
        more = len(self.faults[MAX_SHOWN:]) + self.further
        return [*([f"... and {more} more"] if more else []), *([printable(self.note)] if self.note else [])]


class UsageError(BpcliError):
    """An option or argument does not fit the run that it is asked of."""


class NonFiniteError(BpcliError):
    """Training left the finite numbers, first in one entry of one quantity."""

    exit_status = 1

    def __init__(self, step: int, quantity: str, entry: tuple[int, ...], value: float) -> None:
        self.step, self.quantity, self.entry, self.value = step, quantity, entry, value
        index = f"[{','.join(map(str, entry))}]" if entry else ""
        super().__init__(f"step {step}: {quantity}{index} is {value}: the numbers are no longer finite")


def dotted(path: ConfigPath) -> str:
    """The path as a user writes it: ``network.layers.0.activation``."""
    return ".".join(shortened(str(part), 60) for part in path)


def printable(text: str) -> str:
    """The text on one line, with a visible escape for each character that a terminal obeys, reorders or hides.

    It is the one gate for text from outside: colours and cursor moves, direction marks, what has no width.
    """
    if text.isprintable() and HIDDEN.isdisjoint(text):
        return text
    return "".join(char if char.isprintable() and char not in HIDDEN else ascii(char)[1:-1] for char in text)


def shortened(text: str, longest: int = 300) -> str:
    """The text, or its beginning where it is longer than a message can bear."""
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def names_beside(path: str | os.PathLike[str]) -> list[str]:
    """The names in the folder of a file that was not found, to look for the one that was meant."""
    try:
        return os.listdir(os.path.dirname(path) or ".")
    except OSError:
        return []


def nearest_name(name: str, known: Iterable[str], alike: float = 0.65) -> str | None:
    """The known name that ``name`` was most likely meant to be, if any is so much alike (1: the same)."""
    from difflib import get_close_matches  # only a fault pays for its import

    candidates = {candidate.lower(): candidate for candidate in known}
    close = get_close_matches(name.lower(), candidates, n=1, cutoff=alike)
    return candidates[close[0]] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``did you mean 'dW1'? ``, to begin a sentence with; nothing where no known name comes close."""
    nearest = nearest_name(name, known)
    return f"did you mean {nearest!r}? " if nearest else ""
