"""A page of the manual on a console: Rich's Markdown, whose code reaches from edge to edge."""

from __future__ import annotations

from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Markdown, MarkdownElement
from rich.syntax import Syntax
from rich.theme import Theme

COLOURS = "ansi_dark"
"""The terminal's own colours, on its own background, whichever that is."""
INLINE = Theme({"markdown.code": "bold cyan"})


class WideCode(CodeBlock):
    """Code without a margin at its sides: a transcript of 80 columns fits a screen of 80."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines, with an empty one above and below."""
        code = str(self.text).rstrip()
        yield Syntax(code, self.lexer_name, theme=COLOURS, background_color="default", word_wrap=True, padding=(1, 0))


class Page(Markdown):
    """A page; to be printed with :data:`INLINE`, as code within a line would stand on black otherwise."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "fence": WideCode,
        "code_block": WideCode,
    }
