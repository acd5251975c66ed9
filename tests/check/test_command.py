"""The command: its verdict, its JSON, its exit status, its sample, its errors."""

from __future__ import annotations

import json
import sys
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

import bpcli
from bpcli.cli.main import cli
from bpcli.cli.process import exit_status
from bpcli.program.setup import prepare
from bpcli.readers.reports import header_of
from bpcli.rules import linear
from bpcli.writers.check_table import render_check
from tests.planted_rules import plant

KEYS = {"name", "entries", "checked", "kinks", "max_abs_error", "max_rel_error", "worst"}


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of ``bpcli check``."""
    status = exit_status(lambda: cli.main(["check", *arguments], standalone_mode=False))
    out, err = capsys.readouterr()
    return status, out, err


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are long enough for every verdict, wherever the tests run."""
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def mistaken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors that are sent back with the wrong sign."""
    plant(monkeypatch, linear, "sent_back", -1.0)


def test_the_verdict_comes_first(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Then what was looked at, a line a gradient, and the kinks by name."""
    monkeypatch.delenv("COLUMNS", raising=False)
    status, out, err = run(capsys)
    first, second, *rest = out.splitlines()
    assert (status, err) == (0, "")
    assert first.startswith("step 1: ✓ 3 of 4 gradients are right, says finite differences")
    assert first.endswith("; db1 lies at kinks only")
    assert second.startswith("22 entries, 18 compared, 4 at a kink; largest relative error ")
    assert "db1[0,0] [0,1] [0,2] [0,3]: at a kink, relu at Z1 = 0; not compared" in rest


@pytest.mark.usefixtures("mistaken")
def test_what_is_wrong_is_said_first_and_by_status(capsys: pytest.CaptureFixture[str]) -> None:
    """The gradients before the mistake, and exit status 1."""
    status, out, _ = run(capsys, "iris")
    assert status == 1
    assert out.startswith("step 1: ✗ wrong: dW1, db1, says finite differences")


def test_json_has_the_names_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    """To the letter; where nothing could be compared there is no worst entry."""
    status, out, _ = run(capsys, "xor", "--json")
    answer = json.loads(out)
    assert status == 0
    assert list(answer) == ["format", "version", "passed", "reference", "max_rel_error", "parameters"]
    assert (answer["format"], answer["version"], answer["passed"]) == ("bpcli.check", 1, True)
    assert answer["reference"] == "finite differences"
    assert all(set(each) == KEYS for each in answer["parameters"])
    counts = [(each["name"], each["entries"], each["checked"], each["kinks"]) for each in answer["parameters"]]
    assert counts == [("dW1", 8, 8, 0), ("db1", 4, 0, 4), ("dW2", 8, 8, 0), ("db2", 2, 2, 0)]
    assert answer["max_rel_error"] == max(each["max_rel_error"] for each in answer["parameters"])
    assert [each["worst"] is None for each in answer["parameters"]] == [False, True, False, False]


@pytest.mark.usefixtures("mistaken")
def test_json_of_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    """passed is false, the status 1, and the worst entry that of the largest error."""
    status, out, _ = run(capsys, "mazur", "--json")
    answer = json.loads(out)
    assert (status, answer["passed"]) == (1, False)
    assert answer["parameters"][0]["max_rel_error"] > 1
    assert answer["parameters"][2]["max_rel_error"] < 1e-12


def test_a_sample_is_drawn_by_seed_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """N entries of each gradient, all of a smaller one; the whole count is stated."""
    _, out, _ = run(capsys, "iris", "--sample", "5")
    _, again, _ = run(capsys, "iris", "--sample", "5")
    _, other, _ = run(capsys, "iris", "--sample", "5", "--set", "seed=7")
    assert out == again != other
    assert "67 entries, 18 of them drawn by seed 42, 18 compared" in out
    check = bpcli.check("iris", sample=5)
    counts = [(each.name, each.entries, each.checked) for each in check.parameters]
    assert counts == [("dW1", 32, 5), ("db1", 8, 5), ("dW2", 24, 5), ("db2", 3, 3)]


def test_a_file_s_name_shows_its_format(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """-o check.json writes JSON, and nothing to the screen."""
    path = tmp_path / "check.json"
    assert run(capsys, "mazur", "-o", str(path)) == (0, "", "")
    assert json.loads(path.read_text())["format"] == "bpcli.check"


def test_parts_of_a_check(capsys: pytest.CaptureFixture[str]) -> None:
    """--only and --layer choose gradients; where they leave none, that is said."""
    assert run(capsys, "iris", "--only", "db2")[1].startswith("step 1: ✓ db2 is right")
    _, out, _ = run(capsys, "iris", "--layer", "2", "--json")
    assert [each["name"] for each in json.loads(out)["parameters"]] == ["dW2", "db2"]
    status, _, err = run(capsys, "iris", "--only", "Z1")
    assert (status, "nothing to check" in err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["xor", "--at", "11"], "this run has steps 1 to 10"),
        (["xor", "--sample", "3", "--against", "torch"], "--sample goes with finite differences"),
        (["xor", "--only", "dW9"], "this run has no such quantity"),
    ],
)
def test_what_does_not_fit_is_said(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error, with exit status 2."""
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(("framework", "title"), [("torch", "PyTorch"), ("jax", "JAX")])
def test_a_framework_that_is_not_there(
    framework: str, title: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the extra that brings it."""
    monkeypatch.delitem(sys.modules, f"bpcli.frameworks.{framework}_reference", raising=False)
    monkeypatch.setitem(sys.modules, framework, None)
    status, _, err = run(capsys, "xor", "--against", framework)
    assert status == 2
    assert f"{title} is not installed" in err
    assert f"pip install 'bpcli[{framework}]'" in err


def test_numbers_that_are_not_finite_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    """A run that leaves the finite numbers ends there, with exit status 1."""
    status, out, err = run(
        capsys, "iris", "--set", "optimizer.name=sgd", "--set", "optimizer.learning_rate=1e200", "--at", "9"
    )
    assert (status, out) == (1, "")
    assert "no longer finite" in err


def test_a_frozen_gradient_that_is_not_finite_is_named() -> None:
    """It moves no parameter, but it is a wrong number all the same."""
    layer = {"weights": [[1e200]], "bias": False}
    config = {
        "data": {"x": [[1e150]], "y": [[0]]},
        "network": {"layers": [layer]},
        "loss": {"name": "huber", "threshold": 1e300},
        "optimizer": {"name": "sgd", "freeze": ["W1"]},
    }
    with pytest.raises(bpcli.NonFiniteError):
        bpcli.check(config)


@pytest.mark.usefixtures("mistaken")
def test_colour_marks_what_is_wrong() -> None:
    """Red for what is wrong, with words beside it that do without colour."""
    console = Console(width=120, force_terminal=True, color_system="256", highlight=False, file=StringIO(), record=True)
    render_check(bpcli.check("mazur"), header_of(prepare("mazur")), console)
    assert "\x1b[1;38;5;196m✗ wrong: dW1, db1" in console.export_text(styles=True)
