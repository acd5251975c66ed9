"""The parts of a stored trace, found as they come: what stands around its steps, and where each step begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from bpcli.readers.compare.matrices import shown
from bpcli.readers.stored.text import JsonText, Piece

FORMAT, VERSION = "bpcli.trace", 1
A_TRACE = "allowed: a bpcli.trace, as bpcli trace --json and bpcli.capture write it"
HEAD = ("format", "version", "name", "conventions", "layers", "config")
CLOSING = ("stopped", "evaluation")
NEEDED = ("conventions", "layers")

Keys = Iterator[str]


class Outline:
    """One walk through a trace, as one object or as JSON lines.

    ``head`` has what stands around the steps, as far as the walk has come; ``ahead`` is asked, when the first step
    comes, for what is still missing of it.
    """

    def __init__(self, text: JsonText, ahead: Callable[[Mapping[str, Piece]], Mapping[str, Piece]]) -> None:
        self.text = text
        self.head: dict[str, Piece] = {}
        self.evaluation: Piece | None = None
        self._ahead = ahead
        self._met: set[str] = set()

    def steps(self) -> Iterator[Keys]:
        """The keys of each step in turn, whose values are taken before the next step is asked for.

        Raises:
            ConfigError: it is no trace.
        """
        self._check_begins()
        listed = False
        for key in self.text.members():
            if key == "steps":
                listed = True
                yield from self._listed()
            else:
                self._keep(key)
        if not listed:
            self._complete()
        yield from self._lines()

    def _listed(self) -> Iterator[Keys]:
        if self.text.peek() != "[":
            piece = self.text.value()
            raise piece.fault(f"found {shown(piece.anything())}", "allowed: a list of steps", ("steps",))
        self._complete()
        for _ in self.text.entries():
            yield self._object()
        self.text.within = "the trace"

    def _lines(self) -> Iterator[Keys]:
        while self.text.peek():
            keys = self._object()
            first = next(keys, None)
            if first in CLOSING:
                for key in chain([first], keys):
                    self._keep(key)
            elif first is not None:
                yield chain([first], keys)

    def _object(self) -> Keys:
        if self.text.peek() not in ("{", ""):
            piece = self.text.value()
            raise piece.fault(f"found {shown(piece.anything())}", "allowed: a step: a mapping")
        return self.text.members()

    def _keep(self, key: str) -> None:
        self.text.within = f"its {key}" if key in (*HEAD, "evaluation") else "the trace"
        piece = self.text.value()
        if key in self._met:
            raise piece.fault(f"{key} is there twice", "write it once")
        self._met.add(key)
        check_kind(key, piece)
        if key == "evaluation":
            self.evaluation = piece
        else:
            self.head[key] = piece

    def _complete(self) -> None:
        """All of the head is there before the first step, or fetched from behind the steps."""
        self.head = {**self._ahead(self.head), **self.head}
        if not self.head.keys() & {"format", *NEEDED}:
            raise self.text.here().fault("no trace", A_TRACE)
        for key in NEEDED:
            if key not in self.head:
                raise self.text.here().fault(f"a trace without {key}, or with its {key} behind the steps", A_TRACE)

    def _check_begins(self) -> None:
        if not self.text.peek():
            raise self.text.here().fault("the file is empty", A_TRACE)
        if self.text.peek() == "[":
            raise self.text.here().fault("found a list", A_TRACE)
        if self.text.peek() != "{":
            raise self.text.wrong(A_TRACE)


def check_kind(key: str, piece: Piece) -> None:
    """It is a trace, and of a version that is known.

    Raises:
        ConfigError: it is something else.
    """
    known = {"format": FORMAT, "version": VERSION}
    if key in known and (found := piece.anything()) != known[key]:
        raise piece.fault(f"found {shown(found)}", A_TRACE if key == "format" else f"allowed: {VERSION}", (key,))


def head_of(text: JsonText) -> dict[str, Piece]:
    """All that stands around the steps, which are passed over."""
    head = {}
    for key in text.members():
        if key == "steps" and text.peek() == "[":
            for _ in text.entries():
                text.value()
        else:
            head[key] = text.value()
    return head
