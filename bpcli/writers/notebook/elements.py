"""Pieces of HTML. Text becomes a piece by :func:`text` alone, which escapes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import isfinite
from typing import NewType

from bpcli.errors import printable

Html = NewType("Html", str)

ABOVE, BELOW, WRONG = "#2f7fd1", "#c8641e", "#d03a3a"
"""Above zero, below zero, and what is wrong: legible on white and on black. Colour only adds to what is written."""
BESIDE = "display:flex;flex-wrap:wrap;gap:0 2em;align-items:flex-start"

TABLE = "color:inherit;border-collapse:collapse"


def text(content: object) -> Html:
    """Anything as text, escaped for a page; nothing in it can move a terminal's cursor either."""
    return Html(escape(printable(str(content))))


def element(tag: str, *children: Html, style: str = "") -> Html:
    """``<b>...</b>``, with a style that may be stripped."""
    styled = f' style="{style}"' if style else ""
    return Html(f"<{tag}{styled}>{''.join(children)}</{tag}>")


def bold(content: object) -> Html:
    """A name, or a verdict."""
    return element("b", text(content))


def quiet(content: object) -> Html:
    """What stands beside a name: a shape, a count."""
    return element("small", text(content))


def line(*children: Html) -> Html:
    """A paragraph of one line."""
    return element("div", *children)


def beside(blocks: Iterable[Html]) -> Html:
    """Blocks beside each other where styles are kept, else below each other."""
    return element("div", *blocks, style=BESIDE)


def table(heads: Sequence[object], rows: Iterable[Sequence[Html]]) -> Html:
    """A table; the first cell of each row is its name. Without names of columns there is no line for them."""
    head = element("tr", *(element("th", text(each)) for each in heads)) if any(map(str, heads)) else Html("")
    body = (element("tr", element("th", first), *rest) for first, *rest in rows)
    parts = [element("thead", head)] if head else []
    return element("table", *parts, element("tbody", *body), style=TABLE)


def cell(content: object, style: str = "") -> Html:
    """A cell of a table, its text at the right as numbers stand."""
    return element("td", text(content), style=f"text-align:right;{style}".rstrip(";"))


def words(content: object, style: str = "") -> Html:
    """A cell of words, at the left."""
    return element("td", text(content), style=f"text-align:left;{style}".rstrip(";"))


def wrong_number(content: str) -> Html:
    """A cell that stands out, also without its style."""
    return element("td", bold(content), style=f"text-align:right;color:{WRONG}")


def number(content: str, value: float) -> Html:
    """A cell with a number in the colour of its sign."""
    if not isfinite(value):
        return cell(content, f"color:{WRONG};font-weight:bold")
    return cell(content, f"color:{ABOVE if value > 0 else BELOW}" if value else "")
