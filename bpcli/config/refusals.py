"""What the YAML parser refuses, in our own words.

The parser's sentences are its own and change with its releases. What does not change is what kind of error it
raises, where it stopped, and where the part that it was reading began; what stands there in the text says the rest.
"""

from __future__ import annotations

import codecs
from typing import Any

import yaml

from bpcli.errors import ConfigError, Fault

MAX_DEPTH = 100
ENDS = {"[": ("list", "]"), "{": ("mapping", "}"), "'": ("quoted text", "'"), '"': ("quoted text", '"')}


def refused(error: yaml.YAMLError, text: bytes, source: str) -> ConfigError:
    """The one fault of a text that is no YAML."""
    if isinstance(error, yaml.reader.ReaderError):
        return _unreadable(error, text, source)
    return _not_yaml(error, text, source)


def position(source: str, mark: Any) -> str:
    """A place in a file as editors and compilers write it, counted from 1; ``mark`` is PyYAML's, in Python or C."""
    return f"{source}:{mark.line + 1}:{mark.column + 1}"


def too_deep(place: str) -> ConfigError:
    """More levels in each other than a config needs, and than the stack may bear."""
    return ConfigError([Fault((), "nested too deeply", f"allowed: {MAX_DEPTH} levels", place=place)])


def _unreadable(error: yaml.reader.ReaderError, text: bytes, source: str) -> ConfigError:
    """A byte or character that no YAML has; the reader counts it from the start of the text."""
    before = text[: error.position].decode(errors="ignore")
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    found = "a control character"
    try:
        text.decode(_encoding(text))
    except UnicodeDecodeError as bad:
        if bad.start <= error.position:
            found = f"not text in UTF-8: the byte 0x{text[bad.start]:02x}"
    return ConfigError([Fault((), f"not YAML: {found}", place=f"{source}:{line}:{column}")])


def _encoding(text: bytes) -> str:
    return "utf-16" if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


def _not_yaml(error: Any, text: bytes, source: str) -> ConfigError:
    lines = text.decode(_encoding(text), "replace").splitlines()
    stop, begin = error.problem_mark, error.context_mark
    line = lines[stop.line][: stop.column] if stop.line < len(lines) else ""
    if sum(map(line.count, "[{")) > MAX_DEPTH:  # the parser looks ahead on a line, and has a limit of its own
        return too_deep(position(source, stop))
    at, begun = _character(lines, stop), "" if begin is None else _character(lines, begin)
    within = "" if begin is None or begin.line == stop.line else f" begun on line {begin.line + 1}"
    if isinstance(error, yaml.composer.ComposerError):
        found = _not_composed(at)
    elif isinstance(error, yaml.scanner.ScannerError):
        found = _no_token(at, begun, within)
    else:
        found = _not_in_order(at, begun, within, leads=not line.strip())
    return ConfigError([Fault((), f"not YAML: {found}", place=position(source, stop))])


def _character(lines: list[str], mark: yaml.Mark) -> str:
    """What stands at a place; nothing at the end of a line or of the text."""
    return lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""


def _not_composed(at: str) -> str:
    """A text whose parts are sound, but do not go together."""
    if at == "*":
        return "no anchor of this name stands before the alias"
    return "an anchor of this name stands there already" if at == "&" else "a second document; a config is one"


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
