"""An explanation as Markdown that GitHub renders: mathematics in ``math`` blocks, a sum as a table."""

from __future__ import annotations

import re

from bpcli.errors import printable
from bpcli.readers.explain.records import Explanation
from bpcli.readers.records import Header
from bpcli.writers.explanation.document import Addends, Equations, Heading, Part, Sentence, document
from bpcli.writers.view import View

SPECIAL = re.compile(r"[\\`*_{}\[\]<>#!|~]")
"""What Markdown may take for a sign of its own."""
ENTITIES = {"&": "&amp;", "$": "&#36;", "@": "&#64;"}
"""What no backslash helps against: entities, mathematics, the name of a person."""


def markdown(explanation: Explanation, header: Header, view: View) -> str:
    """The explanation as a page of Markdown."""
    first, *rest = document(explanation, header, view)
    return "\n\n".join([_part(first, "#"), *(_part(part, "##") for part in rest)]) + "\n"


def escaped(text: str) -> str:
    """Text of any kind as Markdown shows it, on one line."""
    shown = SPECIAL.sub(r"\\\g<0>", printable(text))
    return "".join(ENTITIES.get(character, character) for character in shown)


def _part(part: Part, level: str) -> str:
    match part:
        case Heading(text):
            return f"{level} {escaped(text)}"
        case Sentence(text):
            return escaped(text)
        case Equations(lines):
            return _math(lines)
        case Addends(rows, total):
            return _table(rows, total)


def _math(lines: tuple[str, ...]) -> str:
    body = " \\\\\n".join(lines)
    aligned = "&" in body and r"\begin{array}" not in body
    return f"```math\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n```" if aligned else f"```math\n{body}\n```"


def _table(rows: tuple[tuple[str, str, str], ...], total: str) -> str:
    lines = ["| | | |", "|---|--:|--:|"]
    lines += [f"| {escaped(label)} | {_inline(numbers)} | {_inline(value)} |" for label, numbers, value in rows]
    return "\n".join([*lines, f"| **sum** | | {_inline(total)} |"])


def _inline(math: str) -> str:
    """Mathematics in a table; its bars would end the cell."""
    return f"$`{math.replace('|', chr(92) + 'vert ')}`$" if math else ""
