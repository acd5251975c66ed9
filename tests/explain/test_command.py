"""``bpcli explain`` from the outside: its text, its formats, its JSON, its answers to what there is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bpcli
from tests.conftest import Run

DW1 = """\
XOR, 2-4-2 · step 1 · feature 1 · unit 2

dW1[1,2] = 0.1085    one of the 8 numbers of dW1 2×4 = 1/m X^T delta1

  dW1[1,2] = 1/m sum over k of X[k,1] * delta1[k,2]

            X[·,1] delta1[·,2]
  sample 0       0  ×  0       =  0
  sample 1       1  ×  0.86836 =  0.86836
  sample 2       0  ×  0.53182 =  0
  sample 3       1  × -0.43422 = -0.43422
                                 ────────
                                  0.4341  × 1/4 = 0.1085

where those numbers come from
  delta1[0,2]        0 = dA1[0,2] (-0.6222) × fprime1[0,2] 0
  delta1[1,2]  0.86836 = dA1[1,2] 0.86836 × fprime1[1,2] 1
  delta1[2,2]  0.53182 = dA1[2,2] 0.53182 × fprime1[2,2] 1
  delta1[3,2] -0.43422 = dA1[3,2] (-0.43422) × fprime1[3,2] 1
  X  data.x

what it goes into
  W1_step[1,2] 0.01085 = 0.1 × dW1[1,2] 0.1085
"""
LOSS = """\
XOR, 2-4-2 · step 1

loss = 0.7192

  loss = -1/m sum over k of sum over p of Y[k,p] * log(A2[k,p])

  sample 0  1 × log(0.5)      = -0.693147
  sample 1  1 × log(0.302143) = -1.196855
  sample 2  1 × log(0.572607) = -0.557556
  sample 3  1 × log(0.651039) = -0.429186
                                ─────────
                                -2.8767   × (-1/4) = 0.7192

where those numbers come from
  A2[0,0]      0.5 = exp(Z2[0,0] 0) / (exp(Z2[0,0] 0) + exp(Z2[0,1] 0))
  A2[1,1] 0.302143 = exp(Z2[1,1] (-1.15100)) / (exp(Z2[1,0] (-0.313884)) + exp(Z2[1,1] (-1.15100)))
  A2[2,1] 0.572607 = exp(Z2[2,1] (-0.608698)) / (exp(Z2[2,0] (-0.901193)) + exp(Z2[2,1] (-0.608698)))
  A2[3,0] 0.651039 = exp(Z2[3,0] (-1.17843)) / (exp(Z2[3,0] (-1.17843)) + exp(Z2[3,1] (-1.80204)))
  Y  data.y, each label as the loss sees it
"""
A2 = """\
XOR, 2-4-2 · step 1 · sample 1 · unit 0

A2[1,0] = 0.6979    one of the 8 numbers of A2 4×2 = softmax(Z2) = exp(Z2) / sum over units of exp(Z2)

  A2[1,0] = exp(Z2[1,0]) / sum over k of exp(Z2[1,k])

  A2[1,0] = exp(-0.313884) / (exp(-0.313884) + exp(-1.151))
          = 0.73060 / (0.73060 + 0.3163)
          = 0.73060 / 1.0469
          = 0.6979

where those numbers come from
"""


@pytest.mark.parametrize(("target", "text"), [("dW1[1,2]", DW1), ("loss", LOSS)])
def test_the_text(run: Run, target: str, text: str) -> None:
    """What a reader sees; xor where no config is named."""
    answer = run("explain", target)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.decode().strip() == text.strip()
    assert run("explain", "xor", target).out == answer.out


def test_the_text_of_a_function(run: Run) -> None:
    """Step by step: the exponentials, their sum, the quotient."""
    assert run("explain", "xor", "A2[1,0]").out.decode().startswith(A2)


def test_which_case_holds_and_why(run: Run) -> None:
    """A relu and its slope say on which side of 0 they are; a clipping of what it is the smaller."""
    assert "  0, since Z1[1,0] = -0.1352 is not above 0\n" in run("explain", "fprime1[1,0]").out.decode()
    assert "  Z1[1,2], since Z1[1,2] = 0.9118 is above 0\n" in run("explain", "A1[1,2]").out.decode()
    text = run("explain", "clip_factor", "--set", "optimizer.clip_norm=1").out.decode()
    assert "  1, since 1 / (gradient_norm + 1e-06) = 2.822 is not below 1\n" in text


def test_depth_is_a_tree(run: Run) -> None:
    """Down to the inputs, each number traced back once."""
    lines = run("explain", "dW1[1,2]", "--depth", "9").out.decode().splitlines()
    found = [line for line in lines if " A1[0,0] " in line]
    assert sum("= max(0, Z1[0,0] 0)" in line for line in found) == 1
    assert sum(line.endswith("see above") for line in found) == len(found) - 1 > 0
    assert any(line.startswith("  │  │  └─ A2[0,0] ") for line in lines)
    assert "  W2  drawn by xavier_normal with seed 42" in lines


def test_a_whole_matrix(run: Run) -> None:
    """Its formula, of any of its entries too, and the matrices that it is made of."""
    text = run("explain", "dW1").out.decode()
    for part in (
        "each entry  dW1[i,j] = 1/m sum over k of X[k,i] * delta1[k,j]",
        "\nX\n",
        "\ndelta1 = dA1 * fprime1\n",
    ):
        assert part in text
    record = json.loads(run("explain", "dW1", "--json").out)
    assert (record["index"], record["reads"], len(record["value"])) == (None, ["X", "delta1"], 2)


def test_of_what_is_given_it_says_where_it_comes_from(run: Run) -> None:
    """The key of the config, or how it was drawn."""
    for target, source in (
        ("X[0,1]", "data.x"),
        ("W1[0,0]", "drawn by xavier_normal with seed 42"),
        ("b1[2]", "biases start at 0"),
    ):
        record = json.loads(run("explain", target, "--json").out)
        assert (record["formula"], record["entry"], record["numbers"], record["from"]) == (None, None, None, source)
        assert source in run("explain", target).out.decode()


def test_the_json(run: Run) -> None:
    """Every key that a reader of it may count on."""
    record = json.loads(run("explain", "dW1[1,2]", "--json").out)
    assert list(record) == [
        "format",
        "version",
        "step",
        "name",
        "index",
        "value",
        "formula",
        "latex",
        "entry",
        "numbers",
        "scale",
        "terms",
        "reads",
        "feeds",
    ]
    assert (record["format"], record["version"], record["name"], record["index"]) == (
        "bpcli.explanation",
        1,
        "dW1",
        [1, 2],
    )
    assert record["formula"] == "dW1 = 1/m X^T delta1"
    assert record["terms"][1] == {
        "factors": [
            {"name": "X", "index": [1, 1], "value": 1.0},
            {"name": "delta1", "index": [1, 2], "value": 0.8683644989588675},
        ],
        "value": 0.8683644989588675,
    }
    assert record["reads"][0] == {"name": "X", "index": [0, 1], "value": 0.0}
    assert record["feeds"] == ["W1_step"]
    loss = json.loads(run("explain", "loss", "--json").out)
    assert (loss["index"], loss["terms"], loss["scale"]) == ([], [], 1.0)


@pytest.mark.parametrize("depth", [1, 2, 8])
def test_depth_opens_each_entry_once(run: Run, depth: int) -> None:
    """Along what is read, and along the factors; the answer grows with what is opened and not with the depth."""
    record = json.loads(run("explain", "dW1[1,2]", "--depth", str(depth), "--json").out)
    opened = [(each["name"], tuple(each["index"])) for each in below(record)]
    assert len(set(opened)) == len(opened)
    assert {("X", (0, 1)), ("delta1", (3, 2))} <= set(opened)
    assert (("Z1", (3, 3)) in opened) == (depth == 8)
    assert all("from" in factor for term in record["terms"] for factor in term["factors"])
    along_factors = [(each["name"], tuple(each["index"])) for each in along(record)]
    assert set(along_factors) == set(opened)
    assert len(along_factors) == len(opened)


def along(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The explanations that its factors carry, and theirs; of what is no sum of products those that its reads carry."""
    factors = [factor for term in record["terms"] for factor in term["factors"]]
    for each in factors or record["reads"]:
        if isinstance(each.get("from"), dict):
            yield each["from"]
            yield from along(each["from"])


def below(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The explanations that its reads carry, and theirs."""
    for read in record["reads"]:
        if "from" in read and isinstance(read["from"], dict):
            yield read["from"]
            yield from below(read["from"])


def test_steps_and_settings(run: Run) -> None:
    """--at picks the step, --set changes the config, --precision the digits."""
    assert json.loads(run("explain", "W1[0,0]", "--at", "last", "--json").out)["step"] == 10
    assert (
        json.loads(run("explain", "W1[0,0]", "--at", "3", "--steps", "5", "--json").out)["from"] == "as step 2 left it"
    )
    assert "W1_m[0,0] = " in run("explain", "W1_m[0,0]", "--set", "optimizer=adam").out.decode()
    assert "loss = 0.719186\n" in run("explain", "loss", "--precision", "6").out.decode()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("dW1[2,0]",), "dW1[2,0]: dW1 is 2 × 4: its rows are 0 to 1, its columns 0 to 3"),
        (("dW1[0]",), "its rows are 0 to 1, its columns 0 to 3"),
        (("dW1[-1,0]",), "write NAME, or NAME[row,column] counted from 0"),
        (("dW1[0,1",), "is no target: write NAME"),
        (("",), "is no target: write NAME"),
        (("loss[0]",), "loss is a single number and has no index"),
        (("dW3",), "did you mean 'dW2'?"),
        (("W1_m",), "this step has no such quantity; it has X, Y, W1"),
        (("dW1[0,0]", "--at", "11"), "this run has steps 1 to 10; ask for more with --steps"),
        (("dW1[0,0]", "--at", "0"), "this run has steps 1 to 10; ask for more with --steps"),
        (("dW1[0,0]", "--at", "-1"), "--at -1: allowed: a step N, or last"),
        (("dW1[0,0]", "--depth", "-1"), "--depth"),
        (("xor", "dW1[0,0]", "more"), "3 arguments; there are two at most, CONFIG and TARGET"),
        (("nowhere.yaml", "dW1[0,0]"), "nowhere.yaml"),
    ],
)
def test_what_there_is_not(run: Run, args: tuple[str, ...], said: str) -> None:
    """The answer says what there is."""
    answer = run("explain", *args)
    assert (answer.status, answer.out) == (2, b"")
    assert said in answer.err


def test_for_python() -> None:
    """The record is the command's; what is wrong is an exception."""
    found = bpcli.explain("xor", "dW1[2,1]", at=2, depth=1, settings=["layout=columns", "data={source: xor}"], steps=3)
    assert (found.step, found.index, found.name) == (2, (2, 1), "dW1")
    assert all(read.origin is not None for read in found.reads)
    with pytest.raises(bpcli.UsageError, match="no such quantity"):
        bpcli.explain("xor", "dW7")
    with pytest.raises(ValueError, match="depth is -1; allowed: 0 or more"):
        bpcli.explain("xor", "loss", depth=-1)


@pytest.mark.parametrize(
    ("suffix", "begins"),
    [(".json", b'{"format"'), (".md", b"# XOR"), (".tex", b"\\documentclass"), (".txt", b"XOR, 2-4-2")],
)
def test_a_files_name_chooses_the_format(run: Run, tmp_path: Path, suffix: str, begins: bytes) -> None:
    """As for every command."""
    path = tmp_path / f"dW1{suffix}"
    assert run("explain", "dW1[0,0]", "-o", str(path)).status == 0
    assert path.read_bytes().startswith(begins)
