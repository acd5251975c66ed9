"""A page of the manual on a console: Rich's Markdown, whose code reaches from edge to edge."""

from __future__ import annotations

from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Markdown, MarkdownElement
from rich.syntax import Syntax


class WideCode(CodeBlock):
    """Code without a margin at its sides: a transcript of 80 columns fits a screen of 80."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines, with an empty one above and below."""
        code = str(self.text).rstrip()
        yield Syntax(code, self.lexer_name, theme=self.theme, word_wrap=True, padding=(1, 0))


class Page(Markdown):
    """A page."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "fence": WideCode,
        "code_block": WideCode,
    }
