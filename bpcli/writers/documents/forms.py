"""The forms that a document takes: how a part of it is written, and what stands before and behind all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct

from bpcli.writers.documents.latex import END, HEAD, latex_part
from bpcli.writers.documents.markdown import markdown_part
from bpcli.writers.documents.parts import Part
from bpcli.writers.documents.views import DocumentView, PageView
from bpcli.writers.view import View


class Form(Struct, frozen=True):
    """A format of documents."""

    part: Callable[[Part], str]
    kind_of_view: type[View]
    head: str = ""
    foot: str = ""

    def seen(self, view: View) -> View:
        """The same view in a document of this kind."""
        return self.kind_of_view(view.precision, view.full)

    def pieces(self, parts: Iterable[Part]) -> Iterable[str]:
        """The parts as text, each with a blank line behind it."""
        return (f"{self.part(part)}\n\n" for part in parts)

    def whole(self, parts: Iterable[Part]) -> str:
        """The whole document."""
        return (self.head + "".join(self.pieces(parts)) + self.foot).rstrip("\n") + "\n"


FORMS: Mapping[str, Form] = MappingProxyType(
    {"markdown": Form(markdown_part, DocumentView), "latex": Form(latex_part, PageView, f"{HEAD}\n", END)}
)
"""By the name of the format."""
