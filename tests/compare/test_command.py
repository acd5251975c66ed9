"""``bpcli compare`` on the command line: its answer for people, its answer for scripts, its exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bpcli
from bpcli.cli.main import cli
from bpcli.cli.process import exit_status
from bpcli.rules.mistakes import MISTAKES


def run(*arguments: str) -> int:
    """The exit status of a command."""
    return exit_status(lambda: cli.main(list(arguments), standalone_mode=False))


def write(path: Path, values: dict[str, Any]) -> str:
    """The path of a JSON file with these quantities."""
    path.write_text(json.dumps({name: np.asarray(data).tolist() for name, data in values.items()}))
    return str(path)


@pytest.fixture
def wrong(tmp_path: Path) -> str:
    """The numbers of somebody who multiplied by relu where its derivative belongs, and added the step."""
    step = bpcli.trace("xor").steps[0]
    delta1 = step["dA1"] * step["A1"]
    dW1 = step["X"].T @ delta1 / 4
    names = ("X", "W1", "b1", "W2", "b2", "Z1", "A1", "Z2", "A2", "delta2", "dW2", "db2")
    values = {name: step[name] for name in names}
    return write(tmp_path / "mine.json", {**values, "delta1": delta1, "dW1": dW1, "W1_new": step["W1"] + 0.1 * dW1})


def test_two_independent_mistakes_are_both_named(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON as the contract has it: the first wrong quantity, every verdict, both mistakes; exit 1."""
    assert run("compare", wrong, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["format"], answer["version"], answer["step"]) == ("bpcli.comparison", 1, 1)
    assert answer["first_wrong"] == "delta1"
    named = [(finding["quantity"], finding["mistake"]) for finding in answer["diagnosis"]]
    assert named == [("delta1", "activation_for_derivative"), ("W1_new", "gradient_added")]
    verdicts = {quantity["name"]: quantity["verdict"] for quantity in answer["quantities"]}
    assert (verdicts["Z1"], verdicts["delta1"], verdicts["dW1"]) == ("match", "wrong", "inherited")
    assert verdicts["db1"] == "missing"
    delta1 = next(quantity for quantity in answer["quantities"] if quantity["name"] == "delta1")
    assert abs(delta1["yours"] - delta1["expected"]) == pytest.approx(delta1["max_abs_diff"])


def test_the_table_leads_with_the_first_wrong_one(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The verdict stands first; the mistake, both equations and the entry that shows it follow."""
    assert run("compare", "xor", wrong) == 1
    out = capsys.readouterr().out
    assert out.splitlines()[0].startswith("step 1: ✗ delta1 is wrong first; W1_new is wrong by itself too")
    assert "delta1: activation_for_derivative" in out
    assert "yours  fprime1 = relu(Z1)" in out
    assert "right  fprime1 = relu'(Z1) = 1 where Z1 > 0, else 0" in out
    assert "see    delta1[2,2]: yours 0.1989, right 0.5318" in out
    assert out.splitlines()[-1] == "  bpcli explain xor 'delta1[2,2]'"


def test_right_numbers_exit_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing wrong is exit 0, and said in one line."""
    step = bpcli.trace("mazur").steps[0]
    assert run("compare", "mazur", write(tmp_path / "m.json", {"dW1": step["dW1"], "A2": step["A2"]})) == 0
    assert "all 2 quantities that you gave are right" in capsys.readouterr().out


def test_wider_tolerances_are_taken(tmp_path: Path) -> None:
    """``--atol`` and ``--rtol`` decide what counts as the same."""
    off = bpcli.trace("xor").steps[0]["dW1"] + 1e-5 / 3
    mine = write(tmp_path / "m.json", {"dW1": off})
    assert run("compare", mine) == 1
    assert run("compare", mine, "--atol", "1e-5") == 0
    assert run("compare", mine, "--rtol", "1e-3") == 0


@pytest.mark.parametrize("arguments", [("compare",), ("compare", "a", "b", "c"), ("compare", "xor", "m", "--at", "0")])
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    """What does not fit the command is a usage error."""
    assert run(*arguments) == 2


def test_every_mistake_that_a_rule_makes_has_its_words() -> None:
    """A mistake's name is one of those that are documented, for every rule of every shipped example."""
    from bpcli.config.sources import example_names
    from bpcli.program.setup import prepare
    from bpcli.readers.compare.reference import ReferenceRun

    for name in example_names():
        named = {mistake.name for mistake in ReferenceRun(prepare(name)).mistakes}
        assert named
        assert named <= set(MISTAKES)
