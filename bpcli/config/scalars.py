"""Single values as YAML 1.2 and JSON have them: ``1e-3`` is a number, ``yes`` is a word, ``010`` is ten."""

from __future__ import annotations

import math
import re
from typing import Any

from bpcli.errors import shortened

TAG = "tag:yaml.org,2002:"
KINDS = re.compile(
    r"(?P<bool>true|True|TRUE|false|False|FALSE)|(?P<int>[-+]?[0-9]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
    r"|(?P<null>~|null|Null|NULL|)"
)
"""What is no word where it stands without quotes."""
LONGEST_WHOLE = 400
"""Digits of the longest whole number that is read as one; Python refuses to read the longest of all."""
PLAIN, FINITE = "allowed: plain values, without a tag", "allowed: a finite number"


class ScalarError(ValueError):
    """A value that no config can use, with what was found and what is allowed."""


def plain(text: str) -> Any:
    """The value that a text without quotes is.

    Raises:
        ScalarError: it is a number that is not finite.
    """
    match = KINDS.fullmatch(text)
    return text if match is None else _value(text, match.lastgroup)


def tagged(text: str, tag: str) -> Any:
    """The value that a text is under a tag of YAML's own.

    Raises:
        ScalarError: the tag is another, or the text is not of its kind.
    """
    kind = tag.removeprefix(TAG)
    if kind == "str":
        return text
    if kind not in KINDS.groupindex:
        raise foreign(tag)
    match = KINDS.fullmatch(text)
    if match is None or match.lastgroup not in (kind, "int" if kind == "float" else kind):
        raise ScalarError(f"found {shortened(text, 40)!r} with the tag !!{kind}", PLAIN)
    return _value(text, kind)


def foreign(tag: str) -> ScalarError:
    """The error for a tag that means nothing in a config."""
    return ScalarError(f"found the tag {tag.replace(TAG, '!!')}", PLAIN)


def _value(text: str, kind: str | None) -> Any:
    if kind == "bool":
        return text[0] in "tT"
    if kind == "null":
        return None
    if kind == "int" and len(text) < LONGEST_WHOLE:
        return int(text)
    number = math.inf if text[-1].isalpha() else float(text)
    if math.isfinite(number):
        return number
    raise ScalarError(f"found {text if len(text) <= 40 else f'{text[:20]}... ({len(text)} digits)'}", FINITE)
