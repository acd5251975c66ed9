"""A run as Markdown, rendered by GitHub's own renderer; its mathematics typeset by a real TeX."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest

from bpcli.readers.trace import Trace
from bpcli.writers.documents.markdown import escaped, markdown_part
from bpcli.writers.documents.parts import Equations, Heading, Label, Part, Sentence, Table
from bpcli.writers.formats import document_writer
from bpcli.writers.view import View
from tests.documents.rendering import NASTY, complaints, github, mathematics, needs_tex, texts
from tests.documents.runs import RUNS, captured, nasty_setup, trace_of, written, written_step

REFUSED = re.compile(r"\\(operatorname|mbox|phantom|def|newcommand|require|label|tag|href|class|style|color)\b")
"""Macros that GitHub does not render mathematics with; of the first three it says so."""
ESCAPE_IN_TEXT = re.compile(r"\\text\{[^}]*\\")
"""MathJax shows the backslash."""

HARMLESS: tuple[str, ...] = ("h1", "h2", "h3", "p", "ul", "li", "strong", "pre", "code", "page")
HARMLESS += ("table", "thead", "tbody", "tr", "th", "td")

TRICKY = [
    *"\\`*_{}[]<>#!|~&$@+-=.:",
    *(
        "- x",
        "+ x",
        "1. x",
        "1) x",
        "12. x",
        "# x",
        "> x",
        "---",
        "===",
        "***",
        "    x",
        "\tx",
        "&amp;",
        "&#36;",
        "~~x~~",
    ),
    *("a|b", "<b>", "<!-- x -->", "[a](b)", "![a](b)", "`a`", "``", "https://x.org/a", "www.x.org", "a  b", "_a_"),
    *("\\|", "\\\\", "$x$", "$`x`$", "</td>", "12.5", "-0.5", "-", "1.", "日本 עברית é", "x\\"),
]


@pytest.mark.parametrize("name", RUNS)
def test_every_run_renders(name: str) -> None:
    """As headings, lists, tables and blocks of mathematics; nothing else becomes of it."""
    markdown = written("markdown", trace_of(name)).decode()
    page = github(markdown)
    assert {element.tag for element in page.iter()} <= set(HARMLESS)
    assert texts(page, "h1") == [trace_of(name).header.name]
    assert [each[:6] for each in texts(page, "h2")] == ["Step 1", "Step 2", "Evalua"]
    quantities = sum(len(step.values) for step in trace_of(name))
    assert len(mathematics(markdown)) == quantities == len(texts(page, "pre"))
    assert {len(row) for row in page.iter("tr")} == {len(row) for row in page.iter("tr") if row[0].tag == "th"}


@pytest.mark.parametrize("name", RUNS)
def test_mathematics_is_what_github_takes(name: str) -> None:
    """Without the macros that it refuses."""
    for block in mathematics(written("markdown", trace_of(name)).decode()):
        assert not REFUSED.search(block)
        assert not ESCAPE_IN_TEXT.search(block)
        assert block.count("{") == block.count("}")
        assert block.count(r"\begin") == block.count(r"\end{")


@needs_tex
def test_mathematics_compiles(tmp_path: Path) -> None:
    """What the renderer hands on, with the entities of HTML turned back, is LaTeX."""
    blocks = [block for name in RUNS for block in mathematics(written("markdown", trace_of(name, at="2")).decode())]
    body = "\n".join(rf"\[{block}\]" for block in dict.fromkeys(blocks))
    head = "\\documentclass{article}\\usepackage{amsmath}\\setlength{\\textwidth}{520pt}\n\\begin{document}\n"
    assert not [line for line in complaints(tmp_path, f"{head}{body}\n\\end{{document}}") if "Overfull" not in line]


@pytest.mark.parametrize("text", TRICKY)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """In a heading, a sentence, a label, and the cells of a table."""
    shown = " ".join(text.replace("\t", "\\t").split())
    parts: list[Part] = [
        Heading(text),
        Sentence(text),
        Equations(("x",), Label(text, "")),
        Table((text, text), ((text, text),), (False, True)),
    ]
    for part in parts:
        page = github(f"{markdown_part(part)}\n")
        assert {element.tag for element in page.iter()} <= {*HARMLESS}
        told = [each for tag in ("h2", "p", "th", "td") for each in texts(page, tag)]
        assert {" ".join(each.split()) for each in told} == {shown}, (part, told)


def test_hostile_names_are_shown_and_do_nothing(tmp_path: Path) -> None:
    """Whatever a file calls its columns and classes is text; no link, no script, no mathematics, no escape."""
    markdown = written("markdown", Trace(nasty_setup(tmp_path))).decode()
    page = github(markdown)
    assert {element.tag for element in page.iter()} <= set(HARMLESS)
    assert not re.search("[\x1b\u202e]", markdown)
    shown = NASTY.replace("\x1b", "\\x1b").replace("\n", "\\n").replace("\u202e", "\\u202e")
    assert texts(page, "h1") == [shown]
    assert [text for text in texts(page, "td") if "script" in text]


def test_whole_matrices() -> None:
    """A page that is scrolled has room for all rows and columns."""
    markdown = written("markdown", trace_of("iris", at="1", only="X"), View(full=True)).decode()
    (block,) = mathematics(markdown)
    assert block.count(r"\\") == 149
    assert len(texts(github(markdown), "tr")) == 151


def test_nothing_is_lost_in_a_table() -> None:
    """A bar stays in its cell, at the end too."""
    assert escaped("|a\\|") == r"\|a\\\|"


def test_a_captured_step() -> None:
    """Formulas that nobody can set are text above their matrix; odd names do nothing, in mathematics too."""
    markdown = written_step("markdown", *captured()).decode()
    page = github(markdown)
    assert {element.tag for element in page.iter()} <= set(HARMLESS)
    assert "Z1 = X W1^T + b1 | `x` <b>" in texts(page, "p")
    blocks = mathematics(markdown)
    assert len(blocks) == 5
    assert not [block for block in blocks if r"\text" in block.replace(r"\text{NaN}", "")]


def test_a_run_that_was_stopped() -> None:
    """It says how far it came, before the evaluation of the network as it is there."""
    out = BytesIO()
    writer, run = document_writer("markdown", out, View()), trace_of("xor", steps=10).start()
    writer.begin(run.header)
    writer.step(next(iter(run)))
    writer.end(run.evaluation(), 1)
    assert "\n\nStopped at step 1 of 10.\n\n## Evaluation after step 1\n" in out.getvalue().decode()
