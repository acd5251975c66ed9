"""An explanation as Markdown and as LaTeX: complete, and safe from the names that a file brings."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bpcli.program.setup import prepare
from bpcli.readers.explain.records import Explanation
from bpcli.readers.explain.run import explained
from bpcli.readers.records import Header
from bpcli.readers.reports import header_of
from bpcli.writers.documents.forms import FORMS
from bpcli.writers.explanation.document import document
from bpcli.writers.view import View
from tests.conftest import Run

NASTY = "\x1b[31m$x_1^2$ | `a` **b** <b>{\\input{x}} %&#~\n[l](u) @me \u202e 日本 é [/red]"
NETWORKS = {
    "dW1[1,1]": (),
    "loss": ("loss.l2=0.1",),
    "A2[1,0]": (),
    "dW1": (),
    "X": (),
    "W1_step[1,1]": ("optimizer=nadam", "optimizer.clip_norm=0.1"),
    "W1_v[1,1]": ("optimizer={name: rmsprop, centered: true, weight_decay: 0.1}",),
    "A1[2,2]": ("network.layers.0.activation=gelu_tanh",),
    "fprime1[1,0]": ("network.layers.0.activation=selu",),
    "delta2[0,1]": ("loss={name: huber, threshold: 0.2}",),
}


def written(form: str, explanation: Explanation, header: Header) -> str:
    """The explanation in a form of documents."""
    return FORMS[form].whole(document(explanation, header, FORMS[form].seen(View())))


def documents(tmp_path: Path) -> list[Path]:
    """TeX files of all kinds of arithmetic, in all layouts, and one with nasty names."""
    paths = []
    for number, (target, settings) in enumerate(NETWORKS.items()):
        setup = prepare(
            "random_integers", [f"layout={('rows', 'columns', 'torch')[number % 3]}", "data={source: xor}", *settings]
        )
        paths.append(tmp_path / f"{number}.tex")
        paths[-1].write_text(written("latex", explained(setup, target, depth=2), header_of(setup)), encoding="utf-8")
    paths.append(tmp_path / "nasty.tex")
    explanation, header = nasty(tmp_path)
    paths[-1].write_text(written("latex", explanation, header), encoding="utf-8")
    return paths


def nasty(tmp_path: Path) -> tuple[Explanation, Header]:
    """An explanation of a run whose names come from a hostile file."""
    path = tmp_path / "data.csv"
    name = NASTY.replace("\n", " ")
    path.write_text(f'"{name}",b,y\n1,2,0\n3,4,1\n', encoding="utf-8")
    setup = prepare(
        {
            "name": name,
            "data": {"source": "csv", "path": str(path), "x": [name, "b"], "y": "y"},
            "network": {"init": "zeros", "layers": [{"units": 2, "activation": "softmax"}]},
            "loss": "cross_entropy",
        }
    )
    return explained(setup, "Z1[0,1]", depth=1), header_of(setup)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex")
def test_latex_compiles(tmp_path: Path) -> None:
    """With amsmath alone, without an error."""
    for path in documents(tmp_path):
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", path.name], cwd=tmp_path, capture_output=True
        )
        assert done.returncode == 0, (
            f"{path.read_text(encoding='utf-8')}\n{done.stdout.decode(errors='replace')[-800:]}"
        )


def test_latex_brings_no_package_but_amsmath(run: Run) -> None:
    """It can be pasted anywhere."""
    text = run("explain", "dW1[1,2]", "-f", "latex").out.decode()
    assert re.findall(r"\\usepackage\{(.*?)\}", text) == ["amsmath"]
    assert r"\mathrm{d}W^{(1)} &= \frac{1}{m} X^{\top} \delta^{(1)}" in text
    assert r"0.4341 \cdot \frac{1}{4} = 0.1085" in text


def test_markdown(run: Run) -> None:
    """A heading, the formulas in blocks of mathematics, the addends as a table."""
    text = run("explain", "dW1[1,2]", "-f", "markdown").out.decode()
    assert text.startswith("# XOR, 2-4-2: dW1\\[1,2\\]\n")
    assert text.count("```math\n") * 2 == text.count("```")
    assert "| sample 1 | $`1 \\cdot 0.86836`$ | $`0.86836`$ |" in text


def test_names_are_shown_and_do_nothing(tmp_path: Path) -> None:
    """Whatever a file calls its features stays one cell of one table, without links, mathematics or code."""
    explanation, header = nasty(tmp_path)
    text = written("markdown", explanation, header)
    row = next(line for line in text.splitlines() if line.startswith("| ") and "31m" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == 4
    plain = re.sub(r"\\.", "", text.partition("```math")[0])
    assert not re.search(r"[\x1b`<>\[\]$@\u202e]", plain)
    document = written("latex", explanation, header)
    assert "\x1b" not in document
    assert r"\input{x}" not in document


def test_names_do_nothing_to_a_terminal(tmp_path: Path, run: Run) -> None:
    """Their escapes are printed, and what Rich would take for markup."""
    from tests.explain.test_adds_up import printed

    lines = "\n".join(printed(*nasty(tmp_path)))
    assert "\x1b" not in lines
    assert "\u202e" not in lines
    assert "[/red]" in lines
