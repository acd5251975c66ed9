"""Documents rendered as their readers see them: Markdown by GitHub's own renderer, LaTeX by a real TeX."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import cmarkgfm
import pytest

needs_tex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex here")

COMPLAINTS = ("Overfull", "Warning", "Missing character", "Undefined")
MATH = re.compile(r'<pre lang="math"><code>(.*?)</code></pre>', re.DOTALL)
INLINE = re.compile(r"\$<code>(.*?)</code>\$")

NASTY = "\x1b[31m$x_1^2$ | `a` **b** <script>alert(1)</script>{\\input{x}} %&#~\n[l](u) \u202e 日本 עברית é [/red]"
"""A name that means something to a terminal, to Markdown, to HTML, to LaTeX and to Rich."""


def github(markdown: str) -> ElementTree.Element:
    """The page's tree; GitHub makes links of addresses, and lets no HTML through but what is harmless."""
    html = str(cmarkgfm.github_flavored_markdown_to_html(markdown))
    return ElementTree.fromstring(f"<page>{html}</page>")


def mathematics(markdown: str) -> list[str]:
    """The LaTeX of every block and of what stands in tables, as the renderer hands it to MathJax."""
    html = str(cmarkgfm.github_flavored_markdown_to_html(markdown))
    return [unescape(found) for found in [*MATH.findall(html), *INLINE.findall(html)]]


def texts(page: ElementTree.Element, tag: str) -> list[str]:
    """What stands in every element of this name."""
    return ["".join(element.itertext()) for element in page.iter(tag)]


def complaints(folder: Path, document: str) -> list[str]:
    """What TeX is not content with; an error fails at once."""
    (folder / "document.tex").write_text(document, "utf-8")
    command = ["pdflatex", "-draftmode", "-halt-on-error", "-interaction=nonstopmode", "document.tex"]
    run = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
    log = (folder / "document.log").read_text("utf-8", errors="replace")
    assert run.returncode == 0, log[-1500:]
    return [line for line in log.splitlines() if any(complaint in line for complaint in COMPLAINTS)]
