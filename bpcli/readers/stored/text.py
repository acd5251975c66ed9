"""JSON read bit by bit, from a file of any length or a pipe that is still being written.

The text is walked member by member and entry by entry; a value is taken whole. Where it ends is found by its braces
alone, which takes a small part of the time that its numbers take.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from bpcli.data.json_text import parsed
from bpcli.errors import ConfigError, ConfigPath, Fault, shortened

Wanted = TypeVar("Wanted")

BLOCK = 1 << 18
SPACE = re.compile(rb"[ \t\r\n]*")
PLAIN = re.compile(rb'[^ \t\r\n,:\[\]{}"]*')
"""A number, or a word such as ``true``."""
CLOSING = {"{": b"}", "[": b"]"}
WHITE, BACKSLASH = b" \t\r\n", ord("\\")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Piece(Struct, frozen=True):
    """A value's text, and where it begins."""

    text: bytes
    place: tuple[str, int, int]

    @property
    def where(self) -> str:
        """``file:line:column``."""
        return ":".join(map(str, self.place))

    def decoded(self, wanted: type[Wanted]) -> Wanted:
        """The value as this type.

        Raises:
            ConfigError: it is no JSON.
            msgspec.ValidationError: it is no such value.
        """
        try:
            return msgspec.json.decode(self.text, type=wanted)
        except msgspec.ValidationError:
            raise
        except (msgspec.DecodeError, UnicodeDecodeError):
            parsed(self.text, *self.place)  # says what is wrong, in our words
            raise self.fault("not JSON") from None

    def anything(self) -> Any:
        """The value, whatever it is.

        Raises:
            ConfigError: it is no JSON.
        """
        try:
            return msgspec.json.decode(self.text)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return parsed(self.text, *self.place)

    def fault(self, found: str, allowed: str = "", path: ConfigPath = (), nearest: str | None = None) -> ConfigError:
        """What is wrong with the value."""
        return ConfigError([Fault(path, found, allowed, nearest, self.where)])


class JsonText:
    """A text that is handed out in values; what was handed out is forgotten. Columns count bytes."""

    def __init__(self, read: Callable[[int], bytes], source: str) -> None:
        self.source = source
        self.within = "the trace"
        """What is being read, for the message that the text ends in the middle of it."""
        self._read = read
        self._buffer, self._at = bytearray(), 0
        self._line, self._column = 1, 1
        self._begin()

    def peek(self) -> str:
        """The character that comes next, white space left out; nothing at the end of the text."""
        while True:
            if self._at < len(self._buffer) and self._buffer[self._at] not in WHITE:
                return chr(self._buffer[self._at])
            match = SPACE.match(self._buffer, self._at)
            assert match is not None
            self._advance(match.end())
            if self._at == len(self._buffer) and not self._more():
                return ""

    def members(self) -> Iterator[str]:
        """The keys of the object that comes next; each has its value taken before the next is asked for."""
        return self._parts("{", self._key)

    def entries(self) -> Iterator[None]:
        """As often as the list that comes next has entries; each is taken before the next is asked for."""
        return self._parts("[", lambda: None)

    def value(self) -> Piece:
        """The value that comes next, whole."""
        opening, start = self.peek(), self._at
        end = {"{": self._closed, "[": self._closed, '"': self._quoted}.get(opening, self._plain)(start)
        if end == start:
            raise self.wrong()
        piece = Piece(bytes(memoryview(self._buffer)[start:end]), (self.source, self._line, self._column))
        self._advance(end)
        return piece

    def here(self) -> Piece:
        """An empty piece where the next value begins, to say of that what is wrong."""
        self.peek()
        return Piece(b"", (self.source, self._line, self._column))

    def wrong(self, allowed: str = "") -> ConfigError:
        """What comes next cannot stand there, or the text ends."""
        here = self.here()
        word = re.match(rb"[\w.+-]+|.", self._buffer[self._at : self._at + BLOCK], re.DOTALL)
        if word is None:
            return here.fault(f"it ends here, in the middle of {self.within}")
        return here.fault(f"not JSON: {shortened(word[0].decode('utf-8', 'replace'), 60)!r} cannot stand here", allowed)

    def _begin(self) -> None:
        while len(self._buffer) < len(BYTE_ORDER_MARK) and self._more():
            pass
        if self._buffer.startswith(UTF_16) or 0 in self._buffer[:2]:
            raise ConfigError([Fault((), "not text in UTF-8", "save it as UTF-8", place=f"{self.source}:1:1")])
        if self._buffer.startswith(BYTE_ORDER_MARK):
            self._at = len(BYTE_ORDER_MARK)

    def _parts(self, opening: str, begin: Callable[[], Any]) -> Iterator[Any]:
        self._take(opening)
        closing = CLOSING[opening].decode()
        if self.peek() != closing:
            yield begin()
            while self.peek() == ",":
                self._advance(self._at + 1)
                yield begin()
        self._take(closing)

    def _key(self) -> str:
        if self.peek() != '"':
            raise self.wrong()
        key = self.value().decoded(str)
        self._take(":")
        return key

    def _take(self, char: str) -> None:
        if self.peek() != char:
            raise self.wrong()
        self._advance(self._at + 1)

    def _plain(self, start: int) -> int:
        """Where the number or word ends that begins at ``start``."""
        while True:
            match = PLAIN.match(self._buffer, start)
            assert match is not None
            if match.end() < len(self._buffer) or not self._more():
                return match.end()

    def _quoted(self, start: int) -> int:
        """Where the string ends that begins at ``start``."""
        end = start
        while True:
            end = self._find(b'"', end + 1)
            if self._buffer[end - 1] != BACKSLASH or self._backslashes(start, end) % 2 == 0:
                return end + 1

    def _backslashes(self, start: int, end: int) -> int:
        """How many there are in a row before ``end``."""
        inside = self._buffer[start + 1 : end]
        return len(inside) - len(inside.rstrip(b"\\"))

    def _closed(self, start: int) -> int:
        """Where the object or list ends that begins at ``start``: where as many are closed as were opened."""
        opens = bytes(self._buffer[start : start + 1])
        closes = CLOSING[opens.decode()]
        depth, here, close = 0, start, -1
        while True:
            close = close if close >= here else self._find(closes, here)
            quote = self._buffer.find(b'"', here, close)
            depth += self._buffer.count(opens, here, close if quote < 0 else quote)
            if quote >= 0:
                here = self._quoted(quote)
                continue
            depth, here = depth - 1, close + 1
            if depth == 0:
                return here

    def _find(self, char: bytes, start: int) -> int:
        """Where the character stands next.

        Raises:
            ConfigError: nowhere: the text ends.
        """
        while (found := self._buffer.find(char, start)) < 0:
            start = max(start, len(self._buffer))
            if not self._more():
                self._advance(len(self._buffer))
                raise self.wrong()
        return found

    def _more(self) -> bool:
        block = self._read(BLOCK)
        self._buffer += block
        return bool(block)

    def _advance(self, to: int) -> None:
        if lines := self._buffer.count(b"\n", self._at, to):
            self._line, self._column = self._line + lines, to - self._buffer.rfind(b"\n", self._at, to)
        else:
            self._column += to - self._at
        self._at = to
        if to > BLOCK:
            del self._buffer[:to]
            self._at = 0
