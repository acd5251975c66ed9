"""How much of every matrix a person wants to see; apart, so that the command line can build it cheaply."""

from __future__ import annotations

from msgspec import Struct


class View(Struct, frozen=True):
    """``precision`` decimals; ``full`` leaves no row and no column out."""

    precision: int = 4
    full: bool = False

    @classmethod
    def asked(cls, precision: int | None, *, full: bool) -> View:
        """The view that somebody asked for; where they named no precision, the usual one."""
        return cls(full=full) if precision is None else cls(precision, full)
