"""Parts of a document as LaTeX, which compiles with amsmath alone."""

from __future__ import annotations

from bpcli.errors import printable
from bpcli.rules.latex import escaped
from bpcli.writers.documents.breaking import PAGE
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

HEAD = r"""\documentclass[10pt,a4paper,fleqn]{article}
\usepackage{amsmath}
\allowdisplaybreaks[1]
\setlength{\mathindent}{12pt}
\setlength{\jot}{5pt}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\setlength{\textwidth}{480pt}
\setlength{\oddsidemargin}{-14pt}
\setlength{\textheight}{700pt}
\setlength{\topmargin}{-40pt}
\raggedright
\begin{document}
"""
END = "\\end{document}\n"
SECTIONS = {1: "section", 2: "subsection", 3: "subsubsection"}
LETTERS = {chr(code) for code in range(0xC0, 0x100)} - set("×÷ÐÞðþ")
"""Beyond ASCII, those that every LaTeX knows."""
SIGNS = {"·": r"$\cdot$", "×": r"$\times$", "→": r"$\to$", "…": r"\dots{}", "⋮": r"$\vdots$"}
SIGNS |= {"✓": r"$\surd$", "✗": r"$\times$", "↳": r"$\hookrightarrow$"}
COLUMN_GAP = 12.0
SIZES = {"": 5.3, r"\small": 4.8, r"\footnotesize": 4.4, r"\scriptsize": 3.9}
"""Sizes of letters, and how wide one is, in points."""
LONGEST = 40
"""So many rows of a table fit on a page."""


def latex_part(part: Part) -> str:
    """One part, without a line's end."""
    match part:
        case Heading(words, level):
            return rf"\{SECTIONS[level]}*{{{text(words)}}}"
        case Sentence(words, label):
            return _labelled(label, r" \quad ") + text(words)
        case Items(items):
            return "\\\\\n".join(rf"\textbf{{{text(name)}}} \quad {text(words)}" for name, words in items)
        case Equations(lines, label):
            body = " \\\\\n".join(map(_aligned, lines))
            return f"{_labelled(label, chr(10))}\\begin{{align*}}\n{body}\n\\end{{align*}}"
        case Addends(rows, total):
            return _sum(rows, total)
        case Table():
            return _labelled(part.label, "\n\n") + _table(part)


def _labelled(label: Label | None, behind: str) -> str:
    return "" if label is None else rf"\textbf{{{text(label.name)}}} \quad {text(label.rest)}{behind}"


def text(written: str) -> str:
    """Text of any kind; a character that LaTeX has no letter for is told by its number."""
    return "".join(SIGNS.get(char) or escaped(_known(char)) for char in printable(written))


def _known(char: str) -> str:
    return char if char.isascii() or char in LETTERS else ascii(char)[1:-1]


def _aligned(line: str) -> str:
    """A line that may begin with what looks like an option of the line before."""
    return f"{{}}{line}" if line.startswith(("[", " &", "*")) else line


def _sum(rows: tuple[tuple[str, str, str], ...], total: str) -> str:
    """Labels at the left, numbers with their points below each other, a rule, the total."""
    values = _padded([*(value for _, _, value in rows), total])
    lines = [
        rf"\text{{{text(label)}}} & {numbers} & = & {value} \\"
        for (label, numbers, _), value in zip(rows, values, strict=False)
    ]
    body = "\n".join([*lines, r"\hline", f"& & & {values[-1]}"])
    return f"\\[\n\\begin{{array}}{{lrcr}}\n{body}\n\\end{{array}}\n\\]"


def _padded(numbers: list[str]) -> list[str]:
    """Numbers with as much unseen behind them as the longest has after its point."""
    rests = [number.partition(".")[1] + number.partition(".")[2] for number in numbers]
    longest = max(rests, key=len)
    return [
        f"{number}\\phantom{{{longest[len(rest) :]}}}" if len(rest) < len(longest) and "cdot" not in number else number
        for number, rest in zip(numbers, rests, strict=True)
    ]


def _table(table: Table) -> str:
    """Tables below each other, none longer than a page."""
    starts = range(0, max(len(table.rows), 1), LONGEST)
    return "\n\n".join(_tabular(table, table.rows[start : start + LONGEST]) for start in starts)


def _tabular(table: Table, rows: tuple[tuple[str, ...], ...]) -> str:
    columns = "".join("r" if right else "l" for right in table.numbers)
    heads, *lines = (_aligned(" & ".join(map(text, row))) for row in (table.heads, *rows))
    body = " \\\\\n".join(lines)
    first = rf"{_size(table)}\begin{{tabular}}{{{columns}}}"
    return f"{{{first}\n{heads} \\\\ \\hline\\noalign{{\\smallskip}}\n{body}\n\\end{{tabular}}}}"


def _size(table: Table) -> str:
    """The letters in which the table is as wide as the page, or the smallest."""
    letters = sum(max(map(len, column)) for column in zip(table.heads, *table.rows, strict=True))
    room = (PAGE - COLUMN_GAP * len(table.heads)) / max(letters, 1)
    return next((size for size, width in SIZES.items() if width <= room), r"\tiny")
