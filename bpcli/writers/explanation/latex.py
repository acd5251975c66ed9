"""An explanation as a LaTeX document that compiles with amsmath alone."""

from __future__ import annotations

from bpcli.errors import printable
from bpcli.readers.explain.records import Explanation
from bpcli.readers.records import Header
from bpcli.rules.latex import escaped
from bpcli.writers.explanation.document import Addends, Equations, Heading, Part, Sentence, document
from bpcli.writers.view import View

HEAD = r"""\documentclass{article}
\usepackage{amsmath}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\begin{document}
"""
LETTERS = {chr(code) for code in range(0xC0, 0x100)} - set("×÷ÐÞðþ")
"""Beyond ASCII, those that every LaTeX knows."""
SIGNS = {"·": r"$\cdot$", "×": r"$\times$"}


def latex(explanation: Explanation, header: Header, view: View) -> str:
    """The explanation as a document that pdflatex compiles."""
    body = "\n\n".join(map(_part, document(explanation, header, view)))
    return f"{HEAD}\n{body}\n\n\\end{{document}}\n"


def text(written: str) -> str:
    """Text of any kind; a character that LaTeX has no letter for is told by its number."""
    return "".join(SIGNS.get(char) or escaped(_known(char)) for char in printable(written))


def _known(char: str) -> str:
    return char if char.isascii() or char in LETTERS else ascii(char)[1:-1]


def _part(part: Part) -> str:
    match part:
        case Heading(words):
            return rf"\section*{{{text(words)}}}"
        case Sentence(words):
            return text(words)
        case Equations(lines):
            return "\\begin{align*}\n" + " \\\\\n".join(map(_aligned, lines)) + "\n\\end{align*}"
        case Addends(rows, total):
            return _sum(rows, total)


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
