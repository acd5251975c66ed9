"""What a person sees of a comparison: verdict, the wrong matrix beside the right one, table, what comes next."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import numpy as np
import pytest

import bpcli
from bpcli.cli.main import cli
from bpcli.cli.process import exit_status
from bpcli.readers.compare.records import Comparison, WrongMatrix
from tests.cli.pseudo_terminal import on_terminal
from tests.compare import seen
from tests.compare.seen import CASES, FOLDER, SHOTS, Shot, as_trace, compared, printed, step_of
from tests.documents.rendering import complaints, needs_tex

WIDTHS = (40, 60, 80, 100, 140, 100_000)
ENTRY = re.compile(r"-?[0-9][^ │*]*|NaN|-?inf")


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.path.stem)
def test_it_is_as_it_was_found_good(shot: Shot) -> None:
    """To the letter; ``python -m tests.compare.seen`` writes what is seen now."""
    assert shot.text() == shot.path.read_text(encoding="utf-8")


def test_every_picture_is_looked_at() -> None:
    """No file is left over from a shot that is gone."""
    assert {path.name for path in FOLDER.iterdir()} == {shot.path.name for shot in SHOTS}


@pytest.mark.parametrize("case", CASES)
def test_narrow_screens_lose_columns_and_no_letters(case: seen.Case) -> None:
    """No line is wider than the screen, no word is cut, and what is wrong is said at every width."""
    comparison = compared(*case())
    given = {each.name for each in comparison.quantities if each.verdict != "missing"}
    words = set(printed(comparison, WIDTHS[-1]).split())
    for width in WIDTHS:
        text = printed(comparison, width)
        assert max(map(len, text.splitlines())) <= width
        assert "…" not in text
        assert given <= {word.strip(",:") for word in text.split()}
        letters = {word for word in text.split() if word[0].isalpha() and not re.fullmatch(r"[a-z][0-9]+", word)}
        assert letters <= words
        assert text.splitlines()[0].startswith("step ")
        assert not any(line.endswith(" ") for line in text.splitlines())


def matrix_of(comparison: Comparison) -> WrongMatrix:
    """The first wrong one."""
    assert comparison.matrix is not None
    return comparison.matrix


@pytest.mark.parametrize("layout", ["rows", "columns", "torch"])
@pytest.mark.parametrize("name", ["Z1", "dW2", "db1", "delta2", "loss", "W1_new", "b2_step"])
def test_both_matrices_are_in_the_layout_of_the_config(layout: str, name: str) -> None:
    """As they were given and as the trace has them, with their axes; what differs is just what was changed."""
    settings = [f"layout={layout}"]
    (step,) = bpcli.trace("iris", steps=1, settings=settings).steps
    mine = {each: np.array(quantity.data) for each, quantity in step.values.items()}
    place = tuple(length // 2 for length in mine[name].shape)
    mine[name][place] += 1
    matrix = matrix_of(bpcli.compare("iris", {name: mine[name].tolist()}, settings=settings))
    right = step.values[name]
    assert np.array_equal(matrix.yours.data, mine[name])
    assert np.array_equal(matrix.right.data, right.data)
    assert matrix.yours.axes == matrix.right.axes == right.axes
    assert (matrix.right.formula, matrix.right.phase, matrix.right.layer) == (right.formula, right.phase, right.layer)
    assert matrix.differs is not None
    assert np.argwhere(matrix.differs).tolist() == [list(place)]
    assert matrix.worst == place


def test_digits_that_were_not_carried_are_not_marked() -> None:
    """Weights of 50 make much of what A1 was rounded by; only the entry that this does not explain is marked."""
    layers = [
        {"units": 2, "activation": "sigmoid", "weights": [[0.31, 0.17], [0.23, 0.41]], "bias": False},
        {"units": 2, "weights": [[50.0, 40.0], [30.0, 60.0]], "bias": False},
    ]
    data = {"x": [[0.12, 0.37], [0.81, 0.45]], "y": [[1.0, 2.0], [3.0, 4.0]]}
    config = {"data": data, "network": {"layers": layers}, "loss": "mse"}
    A1 = np.round(step_of(config)["A1"], 3)
    Z2 = np.round(A1 @ np.array(layers[1]["weights"]), 3)
    assert np.abs(Z2 - step_of(config)["Z2"]).min() > 0.001  # more than half a unit of its own last digit
    Z2[1, 0] += 7
    matrix = matrix_of(compared(config, {"A1": A1, "Z2": Z2}))
    assert matrix.differs is not None
    assert matrix.differs.tolist() == [[False, False], [True, False]]


@pytest.mark.parametrize("layout", ["rows", "columns", "torch"])
def test_another_shape_is_shown_as_it_was_given(layout: str) -> None:
    """A gradient the other way round, and a bias gradient that was not summed; nothing is marked."""
    (step,) = bpcli.trace("iris", steps=1, settings=[f"layout={layout}"]).steps
    shown = {"A1": step["A1"].tolist(), "dW2": step["dW2"].tolist()}  # which is no other layout
    mine = {**shown, "dW1": step["dW1"].T.tolist()}
    turned = matrix_of(bpcli.compare("iris", mine, settings=[f"layout={layout}"]))
    assert np.array_equal(turned.yours.data, step["dW1"].T)
    assert turned.yours.axes == step.values["dW1"].axes[::-1]  # type: ignore[index]
    given = {"delta1": step["delta1"].tolist(), "db1": step["delta1"].tolist()}
    unsummed = bpcli.compare("iris", given, settings=[f"layout={layout}"])
    matrix = matrix_of(unsummed)
    assert (matrix.yours.shape, matrix.right.shape) == (step["delta1"].shape, step["db1"].shape)
    assert matrix.yours.axes == step.values["delta1"].axes
    assert [turned.differs, turned.worst, matrix.differs, matrix.worst] == [None] * 4
    text = printed(unsummed, 80, "iris")
    assert f"db1: the shape is {'×'.join(map(str, step['delta1'].shape))}, right is" in text
    assert "*" not in text.replace("delta1 * ", "")
    assert text.splitlines()[-1] == "  bpcli explain iris db1"


def test_numbers_of_earlier_mistakes_are_held_against_what_follows_from_them() -> None:
    """Where the step before is not shown, right is what the user's own numbers give, and that is said."""
    step = step_of("xor", 2)
    W2 = step["W2"] * 1.5
    dA1 = -step["delta2"] @ W2.T
    mine = {**step, "W2": W2, "dA1": dA1}
    comparison = bpcli.compare("xor", {name: mine[name].tolist() for name in ("X", "W2", "delta2", "dA1")}, at=2)
    matrix = matrix_of(comparison)
    assert matrix.from_own_numbers
    assert np.allclose(matrix.right.data, -dA1)
    assert "│ right, from your own numbers 4×4" in printed(comparison, 80)


@pytest.mark.parametrize("width", [60, 100])
def test_entries_that_differ_look_different(width: int) -> None:
    """A difference in the eighth digit is seen: what is marked is not what stands beside it."""
    step = step_of("mazur")
    step["dW1"][1, 1] *= 1 + 3e-7
    lines = printed(compared("mazur", {"dW1": step["dW1"]}), width).splitlines()
    (row,) = (line for line in lines if line.startswith("x1"))
    yours, right = (ENTRY.findall(side) for side in row.split("│")[1:])
    assert "*" in row
    assert yours[0] == right[0]
    assert yours[1] != right[1]
    assert float(yours[1]) == pytest.approx(float(right[1]), rel=1e-5)
    assert len(yours[1]) == len(right[1])


@pytest.mark.parametrize("width", [60, 100, 100_000])
@pytest.mark.parametrize("place", [(0, 0), (77, 3), (100, 7), (149, 4)])
def test_the_wrong_entry_is_among_those_shown(width: int, place: tuple[int, int]) -> None:
    """Wherever it stands in a matrix too large to show."""
    step = step_of("iris")
    step["dA1"][place] += 0.123
    text = printed(compared("iris", {"dA1": step["dA1"]}), width)
    (row,) = (line for line in text.splitlines() if line.split("│")[0].strip() == f"s{place[0]}")
    assert row.count("*") == 1
    heads = next(line for line in text.splitlines() if "│" in line and "u" in line.split("│")[1] and "×" not in line)
    assert heads.split("│")[1].find(f"u{place[1]}") >= 0
    assert text.count("*") == 2  # the one that says what it means, and the entry


def test_what_comes_next_is_a_command_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the step, the settings, and the convention under which the numbers were read."""
    monkeypatch.chdir(tmp_path)
    settings = ["optimizer=adam", "seed=7"]
    steps = bpcli.trace("iris", steps=2, settings=[*settings, "delta=batch"]).steps
    mine = [{name: np.array(each.data) for name, each in step.values.items()} for step in steps]
    mine[1]["delta2"][2, 1] += 1
    trace = as_trace(mine) | {"conventions": {"delta": "batch"}}
    Path("mine [1].json").write_text(json.dumps(trace))
    options = [part for each in settings for part in ("--set", each)]
    assert run("compare", "iris", "mine [1].json", *options) == 1
    out = capsys.readouterr().out
    assert out.startswith("step 2: ✗ delta2 is wrong first")
    command = shlex.split(out.splitlines()[-1])
    assert command[:4] == ["bpcli", "explain", "iris", "delta2[2,1]"]
    assert run(*command[1:], "--json") == 0
    assert json.loads(capsys.readouterr().out)["value"] == pytest.approx(steps[1]["delta2"][2, 1], rel=1e-12)


def run(*arguments: str) -> int:
    """The exit status of a command."""
    return exit_status(lambda: cli.main(list(arguments), standalone_mode=False))


def test_a_config_from_standard_input_cannot_be_asked_again() -> None:
    """Then no command is named."""
    comparison = compared(*seen.relu_for_its_derivative())
    assert "bpcli explain" not in printed(comparison, 80)
    assert "bpcli explain - " not in printed(comparison, 80)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (None, "steps 1 to 4: ✓ everything that you gave is right"),
        (1, "27 given: 26 match, 1 wrong · steps 2 to 4 were not looked at"),
        (2, "27 given: 26 match, 1 wrong · step 1 is right · steps 3 and 4 were not looked at"),
        (4, "27 given: 26 match, 1 wrong · steps 1 to 3 are right"),
    ],
)
def test_of_several_steps_the_first_wrong_one_is_told(wrong: int | None, said: str) -> None:
    """And what is known of the others."""
    steps = [step_of("xor", number) for number in range(1, 5)]
    if wrong:
        steps[wrong - 1]["loss"] += 1
    text = printed(compared("xor", as_trace(steps)), 100)
    assert said in text.splitlines()[:2]
    assert text.startswith(f"step {wrong}: ✗ loss is wrong first" if wrong else said)


def test_what_was_not_given_takes_one_line() -> None:
    """With the names where they are few."""
    step = step_of("xor")
    few = {name: array for name, array in step.items() if name not in ("X", "fprime1")}
    assert "25 given: 25 match; 2 not given: X, fprime1" in printed(compared("xor", few), 80)
    text = printed(compared("xor", {"Z1": step["Z1"]}), 80)
    assert "1 given: 1 match; 26 not given" in text
    assert "missing" not in text
    assert len(text.splitlines()) < 8


def test_mistakes_that_explain_the_same_numbers_are_alternatives() -> None:
    """One wrong quantity, and several things that may have been done."""
    config = {
        "data": {"x": [[1.0, 2.0]], "y": [[0.5]]},
        "network": {"layers": [{"units": 1, "weights": [[0.3], [0.4]], "bias": [0.0]}]},
        "loss": "mse",
    }
    step = step_of(config)
    comparison = bpcli.compare(config, {"X": step["X"].tolist(), "dW1": (-step["dW1"]).tolist()})
    findings = [finding for finding in comparison.diagnosis if finding.quantity == "dW1"]
    text = printed(comparison, 100)
    assert text.count("or else ") == max(len(findings) - 1, 0)
    for finding in findings:
        assert f"{finding.mistake} — " in text


def test_it_goes_through_the_pager_as_a_whole(tmp_path: Path) -> None:
    """On a terminal; its first line is the verdict."""
    mine = tmp_path / "mine.json"
    mine.write_text(json.dumps({"dW1": (step_of("iris")["dW1"] * 2).tolist()}))
    paged = on_terminal("compare", "iris", str(mine), PAGER="sed s/^/paged:/", columns=80)
    plain = on_terminal("compare", "iris", str(mine), "--no-pager", columns=80)
    lines = paged.text.splitlines()
    assert all(line.startswith("paged:") for line in lines)
    assert [line.removeprefix("paged:") for line in lines] == plain.text.splitlines()
    assert "is wrong first" in lines[0]


def test_what_is_wrong_has_a_colour_besides_its_mark(tmp_path: Path) -> None:
    """Yours in the style of what is wrong, the right number beside it in that of what is good."""
    mine = tmp_path / "mine.json"
    mine.write_text(json.dumps({"dW1": (step_of("mazur")["dW1"] + 0.01).tolist()}))
    screen = on_terminal("compare", "mazur", str(mine), "--no-pager", columns=80)
    styled = re.findall(r"\x1b\[([0-9;]+)m *([0-9.e-]+\*?)", screen.text)
    marked = {style for style, text in styled if text.endswith("*")}
    assert len(marked) == 1
    assert marked == {style for style, _ in re.findall(r"\x1b\[([0-9;]+)m(✗ dW1)", screen.text)}


@needs_tex
def test_every_sign_is_set_by_tex(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """Wrong, right and inherited verdicts as LaTeX: no escape is left in words of our own."""
    right, later = step_of("xor"), step_of("xor", 2)
    given = {
        "1": {"dW1": right["dW1"]},
        "2": {"dW1": later["dW1"] * 2},
        "3": {"Z1": right["Z1"], "delta1": right["delta1"] + right["X"][:, :1]},
    }
    for at, mine in given.items():
        (tmp_path / f"{at}.json").write_text(json.dumps({name: array.tolist() for name, array in mine.items()}))
        run("compare", str(tmp_path / f"{at}.json"), "-f", "latex", "--at", "2" if at == "2" else "1")
        document = capsysbinary.readouterr().out.decode()
        assert re.search(r"Step [12]: \$\\(surd|times|hookrightarrow)\$", document), document
        assert "textbackslash" not in document
        assert complaints(tmp_path, document) == []
