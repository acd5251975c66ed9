"""What a document is made of, before it is Markdown or LaTeX: headings, sentences, equations, tables.

Texts are plain, and names out of files are in them as they are; mathematics is LaTeX.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Level = Literal[1, 2, 3]


class Heading(Struct, frozen=True):
    """A heading over the pieces that follow it; level 1 is the document's own."""

    text: str
    level: Level = 2


class Label(Struct, frozen=True):
    """What a piece is about: a name, and a few words on it."""

    name: str
    rest: str


class Sentence(Struct, frozen=True):
    """Plain text."""

    text: str
    label: Label | None = None


class Items(Struct, frozen=True):
    """A list of labels, each with what it says."""

    items: tuple[tuple[str, str], ...]


class Equations(Struct, frozen=True):
    """Lines of LaTeX, aligned at their ``&``."""

    lines: tuple[str, ...]
    label: Label | None = None


class Addends(Struct, frozen=True):
    """A sum: of each row its label, its arithmetic and its value in LaTeX; then the total."""

    rows: tuple[tuple[str, str, str], ...]
    total: str


class Table(Struct, frozen=True):
    """Rows of texts under their heads; ``numbers`` says which columns stand at the right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[bool, ...]
    label: Label | None = None


Part = Heading | Sentence | Items | Equations | Addends | Table


def sentence(*said: str) -> str:
    """``Loss 0.719186, accuracy 75.00 %.``"""
    text = ", ".join(said)
    return f"{text[:1].upper()}{text[1:]}."
