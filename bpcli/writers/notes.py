"""What is said to a person in passing: one line as scripts read it, wrapped at words where there is a terminal."""

from __future__ import annotations

import re

from rich.console import Console
from rich.text import Text

from bpcli.writers.console import UNLIMITED
from bpcli.writers.styles import BOLD, GOOD

INDENT = 2
"""Blanks before the second and every further line of one note."""
QUESTION = re.compile("did you mean '[^']*'[?]")


def note(line: str) -> Text:
    """``bpcli: --only dw1: did you mean 'dW1'? ...``: what it is about in bold, the question in its colour."""
    about, colon, said = line.partition(": ")
    text = Text("bpcli: ").append(about, BOLD if colon else "").append(colon).append(said)
    text.highlight_regex(QUESTION, GOOD)
    return text


def print_wrapped(text: Text, console: Console) -> None:
    """Print at full length where the width is not known, else wrapped at words, all lines but the first indented."""
    if console.width >= UNLIMITED:
        console.print(text, soft_wrap=True)
        return
    for number, line in enumerate(text.wrap(console, console.width - INDENT)):
        line.rstrip()
        console.print(Text(" " * INDENT * (number > 0)).append_text(line), soft_wrap=True)
