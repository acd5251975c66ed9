"""``bpcli compare`` with one argument: it is MINE, and where it does not fit, that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

NOTE = "bpcli: no CONFIG was given, so {0} is to be held against xor; with one: bpcli compare CONFIG {0}"


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers are there."""
    monkeypatch.chdir(tmp_path)
    Path("mine.json").write_text('{"Z1": [[1, 2]], "Z9": 3}', encoding="utf-8")
    Path("broken one.json").write_text('{"Z1": [[1, 2]\n', encoding="utf-8")
    Path("right.json").write_text('{"X": [[0, 0], [0, 1], [1, 0], [1, 1]]}', encoding="utf-8")


@pytest.mark.parametrize(("name", "shown"), [("mine.json", "mine.json"), ("broken one.json", "'broken one.json'")])
def test_what_does_not_fit_is_said_to_be_held_against_xor(run: Run, name: str, shown: str) -> None:
    """Behind its faults, and with the command to write; not where a config was given."""
    answer = run("compare", name)
    assert (answer.status, answer.out) == (2, b"")
    assert answer.err.splitlines()[-1] == NOTE.format(shown)
    assert "no CONFIG" not in run("compare", "xor", name).err


@pytest.mark.parametrize("name", ["net.yaml", "NET.YML", "iris", "a b.yaml"])
def test_a_config_alone_lacks_the_numbers(run: Run, name: str) -> None:
    """A file of YAML or an example is no MINE, whether it is there or not."""
    shown = f"'{name}'" if " " in name else name
    said = f"bpcli: {shown} is a config, and MINE is missing: bpcli compare {shown} MINE\n"
    assert run("compare", name) == (2, b"", said)


def test_what_fits_or_is_not_there_needs_no_words(run: Run) -> None:
    """Nothing is said of numbers that fit, and a file that is not there is only that."""
    assert run("compare", "right.json").err == ""
    said = "bpcli: rigt.json: did you mean 'right.json'? no such file\n"
    assert run("compare", "rigt.json").err == said


def test_a_folder_called_as_an_example(run: Run) -> None:
    """What is there wins over an example's name."""
    Path("iris").mkdir()
    Path("iris", "X.csv").write_text("0,0\n0,1\n1,0\n1,1\n", encoding="utf-8")
    assert run("compare", "iris").err == ""
