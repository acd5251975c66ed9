"""What the YAML parser refuses, in our own words.

The parser's sentences are its own and change with its releases. What does not change is what kind of error it
raises, where it stopped, and where the part that it was reading began; what stands there in the text says the rest.
"""

from __future__ import annotations

from typing import Any

import yaml

from bpcli.config.faults import LEVELS, MAX_DEPTH, NESTED
from bpcli.config.written import encoding_of

ENDS = {"[": ("list", "]"), "{": ("mapping", "}"), "'": ("quoted text", "'"), '"': ("quoted text", '"')}


def refusal(error: Any, text: bytes) -> tuple[str, str, Any]:
    """What was found, what is allowed, and the mark of a parser's error."""
    if isinstance(error, yaml.reader.ReaderError):
        found, mark = _unreadable(error, text)
        return f"not YAML: {found}", "", mark
    stop = error.problem_mark
    lines = text.decode(encoding_of(text), "replace").splitlines()
    before = lines[stop.line][: stop.column] if stop.line < len(lines) else ""
    if sum(map(before.count, "[{")) > MAX_DEPTH:  # the parser looks ahead on a line, and has a limit of its own
        return NESTED, LEVELS, stop
    return f"not YAML: {_found(error, lines, leads=not before.strip())}", "", stop


def _unreadable(error: yaml.reader.ReaderError, text: bytes) -> tuple[str, yaml.Mark]:
    """A byte or character that no YAML has; the reader counts it from the start of the text."""
    before = text[: error.position].decode(errors="ignore")
    column = len(before) - (before.rfind("\n") + 1)
    mark = yaml.Mark("", error.position, before.count("\n"), column, None, 0)
    try:
        text.decode(encoding_of(text))
    except UnicodeDecodeError as bad:
        if bad.start <= error.position:
            return f"not text in UTF-8: the byte 0x{text[bad.start]:02x}", mark
    return "a control character", mark


def _found(error: Any, lines: list[str], *, leads: bool) -> str:
    stop, begin = error.problem_mark, error.context_mark
    at, begun = _character(lines, stop), "" if begin is None else _character(lines, begin)
    above = begin is not None and begin.line < _last_written(lines, stop.line)
    within = f" begun on line {begin.line + 1}" if above else ""
    if isinstance(error, yaml.scanner.ScannerError):
        return _no_token(at, begun, within)
    return _not_in_order(at, begun, within, leads=leads)


def _last_written(lines: list[str], line: int) -> int:
    """The last line up to this one that is not empty: there an error at the end of a text is told."""
    return next((number for number in range(min(line, len(lines) - 1), -1, -1) if lines[number].strip()), 0)


def _character(lines: list[str], mark: yaml.Mark) -> str:
    """What stands at a place; nothing at the end of a line or of the text."""
    return lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""


def _no_token(at: str, begun: str, within: str) -> str:
    """Characters that make no word, number, bracket or text in quotes."""
    if at == "\t":
        return "a tab where spaces belong"
    if begun in ("'", '"'):
        kind, end = ENDS[begun]
        ended = at in ("", "-")
        return f"the {kind}{within} needs its closing {end}" if ended else "an escape that YAML does not have"
    if at == ":":
        return "a colon where no key can stand; text with a colon in it needs quotes"
    if at == "-":
        return "an entry of a list where none can stand"
    if within:
        return f"the key{within} needs its colon"
    if at in ("@", "`", "%"):
        return f"no value begins with {at}; text that does needs quotes"
    return _misplaced(at)


def _not_in_order(at: str, begun: str, within: str, *, leads: bool) -> str:
    """Sound words, numbers and brackets where they do not belong; ``leads``: as the first on their line."""
    if begun in ("[", "{"):
        kind, end = ENDS[begun]
        return f"the {kind}{within} needs a comma or its closing {end}"
    if within and leads:
        return f"this does not continue the {'list' if begun == '-' else 'mapping'}{within}; look at the indentation"
    return _misplaced(at)


def _misplaced(at: str) -> str:
    return f"{at!r} cannot stand here" if at else "something is missing here"
