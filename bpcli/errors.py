"""The errors a user can meet: each says where, what was found and what is allowed.

``BpcliError`` is the base of ``ConfigError`` (every fault of a config or its data files, at once), ``UsageError``
(an option that does not fit the run) and ``NonFiniteError`` (a number became NaN or infinite).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from msgspec import Struct

ConfigPath = tuple[str | int, ...]
MAX_SHOWN = 50
HIDDEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0").union(
    map(chr, [*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)
"""Letters and marks that nobody sees, though ``str.isprintable`` has them printable."""


class BpcliError(Exception):
    """The base of every error that bpcli raises on purpose."""

    exit_status = 2


class Fault(Struct, frozen=True):
    """One thing that is wrong with a config: where it stands, what was found, what is allowed."""

    path: ConfigPath
    found: str
    allowed: str = ""
    nearest: str | None = None
    place: str = ""
    """``file:line:column``, or what stands in for a file."""

    def __str__(self) -> str:
        where = ": ".join(part for part in (shortened(self.place), dotted(self.path)) if part)
        text = f"{where}: {self.found}" if where else self.found
        if self.allowed:
            text += f"; {self.allowed}"
        if self.nearest is not None:
            text += f". Did you mean {self.nearest!r}?"
        return printable(text)


class ConfigError(BpcliError):
    """A config cannot be used; ``faults`` lists what is wrong with it, all but ``further`` that were only counted."""

    def __init__(self, faults: Sequence[Fault], further: int = 0) -> None:
        self.faults, self.further = tuple(faults), further
        lines = [str(fault) for fault in self.faults[:MAX_SHOWN]]
        if more := len(self.faults[MAX_SHOWN:]) + further:
            lines.append(f"... and {more} more")
        super().__init__("\n".join(lines))


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


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """The known name that ``name`` was most likely meant to be, if any comes close."""
    from difflib import get_close_matches  # only a fault pays for its import

    candidates = {candidate.lower(): candidate for candidate in known}
    close = get_close_matches(name.lower(), candidates, n=1, cutoff=0.6)
    return candidates[close[0]] if close else None


def did_you_mean(name: str, known: Iterable[str], before: str = " ") -> str:
    """`` Did you mean 'dW1'?``, with what stands before it; nothing where no known name comes close."""
    nearest = nearest_name(name, known)
    return f"{before}Did you mean {nearest!r}?" if nearest else ""
