"""What stands on a screen as a picture, whose text can be searched; it loads nothing from anywhere."""

from __future__ import annotations

import io
import os
import re
from html import escape as as_xml
from typing import BinaryIO

from rich.cells import cell_len
from rich.console import ConsoleDimensions

from bpcli.errors import printable
from bpcli.readers.records import Evaluation, Header, TracedStep
from bpcli.writers.console import Console
from bpcli.writers.view import View

WIDTH = 100
"""Of the screen in the picture, where ``COLUMNS`` says no other; wider lines make it wider."""
HEIGHT = 25
"""It cuts nothing; but Rich forgets the width of a dumb terminal whose height nobody says."""
FONTS = "'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
PICTURE = f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{width}} {{height}}" role="img">
<title>TITLE</title>
<style>
.{{unique_id}}-matrix {{{{ font-family: {FONTS}; font-size: {{char_height}}px; }}}}
.{{unique_id}}-matrix text {{{{ white-space: pre; }}}}
.{{unique_id}}-title {{{{ font-family: sans-serif; font-size: 18px; font-weight: bold; }}}}
{{styles}}
</style>
<defs>
<clipPath id="{{unique_id}}-clip-terminal">
<rect x="0" y="0" width="{{terminal_width}}" height="{{terminal_height}}"/>
</clipPath>
{{lines}}
</defs>
{{chrome}}
<g transform="translate({{terminal_x}}, {{terminal_y}})" clip-path="url(#{{unique_id}}-clip-terminal)">
{{backgrounds}}
<g class="{{unique_id}}-matrix" xml:space="preserve">
{{matrix}}
</g>
</g>
</svg>
"""
"""Rich's own template has a font from the web, and blanks that no search for a formula would find."""

LINE_END = re.compile(r"<text [^>]*>\n</text>")
"""A line's end is no text."""


class Canvas(Console):
    """A screen that keeps what is printed on it, in colours, whatever the surroundings are."""

    def __init__(self) -> None:
        super().__init__(io.StringIO(), is_terminal=False, color="always")
        self.record = True
        self.size = ConsoleDimensions(_width(), HEIGHT)

    @property
    def is_terminal(self) -> bool:
        """Tables fit its width, and stand beside each other, as on a screen."""
        return True

    def picture(self, title: str) -> bytes:
        """All that was printed, under this title."""
        self.print()  # Rich gives the last line no shape to be clipped to
        lines = self.export_text(clear=False).splitlines()
        self.width = max([self.width, *map(cell_len, lines)])
        name = as_xml(printable(title)).replace("{", "{{").replace("}", "}}")
        template = PICTURE.replace("TITLE", name)
        picture = self.export_svg(title=printable(title), code_format=template).replace("&#160;", " ")
        return LINE_END.sub("", picture).encode()


def _width() -> int:
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() and 0 < int(columns) < 10_000 else WIDTH


class SvgRun:
    """A run as tables on a screen, the whole of it in one picture."""

    def __init__(self, out: BinaryIO, view: View) -> None:
        from bpcli.writers.formats import table_writer

        self.out, self.canvas = out, Canvas()
        self.tables = table_writer(self.canvas, view)
        self.title: str | None = None

    def begin(self, header: Header) -> None:
        """Print what holds for all steps."""
        self.title = header.name
        self.tables.begin(header)

    def step(self, step: TracedStep) -> None:
        """Print the step."""
        self.tables.step(step)

    def end(self, evaluation: Evaluation | None, stopped: int | None = None) -> None:
        """Print how the network does, and write the picture."""
        if self.title is not None:
            self.tables.end(evaluation, stopped)
            self.out.write(self.canvas.picture(self.title))
