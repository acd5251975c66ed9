"""Parts of a document as Markdown that GitHub renders: mathematics in ``math`` blocks, which need no escapes."""

from __future__ import annotations

import re

from bpcli.errors import printable
from bpcli.writers.documents.parts import (
    Addends,
    Equations,
    Heading,
    Items,
    Label,
    Part,
    Sentence,
    Table,
)

SPECIAL = re.compile(r"[\\`*_{}\[\]<>#!|~]|^[-+](?=\s|$)|^[-=](?=[-=]*$)|^\d{1,9}(?=[.)](?:\s|$))")
"""What Markdown may take for a sign of its own."""
ENTITIES = {"&": "&amp;", "$": "&#36;", "@": "&#64;"}
"""What no backslash helps against: entities, mathematics, the name of a person."""
LINKS = re.compile(r"(?<=:)/(?=/)|(?<=www)\.", re.IGNORECASE)
"""Within what GitHub makes a link of by itself."""
REFUSED = re.compile(r"\\operatorname\{|\\text\{(?=[^}]*\\)")
r"""GitHub allows no ``\operatorname``, and does not read escapes in ``\text``."""
OF_TEXT = {r"\textbar{}": "|", r"\textless{}": "<", r"\textgreater{}": ">", r"\textbackslash{}": r"\backslash "}
OF_TEXT |= {r"\textasciitilde{}": r"\sim ", r"\textasciicircum{}": r"\wedge "}
"""Signs that a name may have, which LaTeX has for text alone and MathJax for mathematics alone."""


def markdown_part(part: Part) -> str:
    """One part, without a line's end."""
    match part:
        case Heading(text, level):
            return f"{'#' * level} {escaped(text)}"
        case Sentence(text, label):
            return _labelled(label) + escaped(text)
        case Items(items):
            return "\n".join(f"- **{escaped(name)}**: {escaped(text)}" for name, text in items)
        case Equations(lines, label):
            return _labelled(label) + _math(lines)
        case Addends(rows, total):
            return _sum(rows, total)
        case Table(heads, rows, numbers, label):
            return _labelled(label) + _table(heads, rows, numbers)


def _labelled(label: Label | None) -> str:
    return "" if label is None else f"**{escaped(label.name)}** {escaped(label.rest)}\n\n"


def escaped(text: str) -> str:
    """Text of any kind as Markdown shows it, on one line."""
    shown = SPECIAL.sub(_as_it_is, printable(text).strip())
    shown = "".join(ENTITIES.get(character, character) for character in shown)
    return LINKS.sub(lambda found: f"&#{ord(found[0])};", shown)


def _as_it_is(found: re.Match[str]) -> str:
    """A sign behind a backslash; of the number of a list it is the sign that follows."""
    sign = found[0]
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"


def _math(lines: tuple[str, ...]) -> str:
    """A block of mathematics, in which lines are aligned and one alone is not."""
    body = _accepted(" \\\\\n".join(lines))
    if len(lines) == 1:
        return f"```math\n{body.replace('&=', '=', 1)}\n```"
    return f"```math\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n```"


def _accepted(math: str) -> str:
    """The same mathematics without what GitHub refuses."""
    for name, sign in OF_TEXT.items():
        math = math.replace(name, sign)
    return REFUSED.sub(r"\\mathrm{", math)


def _sum(rows: tuple[tuple[str, str, str], ...], total: str) -> str:
    lines = [(escaped(label), _inline(numbers), _inline(value)) for label, numbers, value in rows]
    return _rows([("", "", ""), *lines, ("**sum**", "", _inline(total))], (False, True, True))


def _table(heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], numbers: tuple[bool, ...]) -> str:
    return _rows([tuple(map(escaped, row)) for row in (heads, *rows)], numbers)


def _rows(rows: list[tuple[str, ...]], numbers: tuple[bool, ...]) -> str:
    """A table of cells that are escaped already, the first row as its heads."""
    first, *others = ("| " + " | ".join(row) + " |" for row in rows)
    rule = "|".join("--:" if right else "---" for right in numbers)
    return "\n".join([first, f"|{rule}|", *others])


def _inline(math: str) -> str:
    """Mathematics in a table; its bars would end the cell."""
    plain = _accepted(math).replace("|", r"\vert ")
    return f"$`{plain}`$" if plain else ""
