"""``bpcli examples`` and ``bpcli init --from``: what an example shows, and how it becomes one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from bpcli.config.examples import shipped_example
from bpcli.config.sources import example_names, example_path
from tests.cli.pseudo_terminal import on_terminal
from tests.conftest import Run


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in an empty folder."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@pytest.mark.parametrize("name", example_names())
def test_an_example_is_shown_whole(run: Run, name: str) -> None:
    """Every line of its file: the notes as text, the config as YAML, then what to type."""
    lines = run("examples", name).out.decode().splitlines()
    for line in Path(example_path(name)).read_text(encoding="utf-8").splitlines():
        expected = line[2:] if line.startswith("#") else f"  {line}" if line else ""
        assert expected in lines
    shown = [line[2:] for line in lines if line.startswith("  ")]
    assert yaml.safe_load("\n".join(shown)) == yaml.safe_load(Path(example_path(name)).read_text(encoding="utf-8"))
    assert any(line.startswith(f"bpcli trace {name} ") for line in lines)
    assert not any(line.endswith(" ") for line in lines)


@pytest.mark.parametrize("name", example_names())
def test_an_example_says_what_to_look_for(name: str) -> None:
    """Three paragraphs at least, of which one or more says where to look; none is longer than a few lines."""
    notes = shipped_example(name).notes
    assert len(notes) >= 3
    assert any(paragraph.startswith("Look at") for paragraph in notes)
    assert all(0 < len(paragraph.splitlines()) <= 3 for paragraph in notes)


@pytest.mark.parametrize("columns", [40, 80, 140])
def test_notes_fit_the_terminal(columns: int) -> None:
    """They are set anew, between words."""
    text = on_terminal("examples", "xor", columns=columns, PAGER="").text
    prose = [line for line in text.split("\r\n") if "\x1b" not in line and not line.startswith("  ")]
    assert max(map(len, prose)) <= min(columns, 100)
    assert "smallest problem" in " ".join(prose)


def test_one_example_as_json(run: Run) -> None:
    """The entry that the whole list has of it."""
    listed = json.loads(run("examples", "--json").out)
    assert json.loads(run("examples", "iris", "--json").out) in listed
    assert len(listed) == len(example_names())


@pytest.mark.parametrize("name", example_names())
def test_a_copy_gives_the_same_numbers(run: Run, name: str) -> None:
    """From another folder, with its notes, and its data beside it where they are a file."""
    answer = run("init", "--from", name, "mine.yaml")
    assert (answer.status, answer.out) == (0, b"")
    assert answer.err.startswith("mine.yaml: written")
    assert answer.err.endswith("; next: bpcli trace mine.yaml\n")
    assert Path("mine.yaml").read_text(encoding="utf-8") == shipped_example(name).text
    asked = ("--steps", "2", "--json")
    assert run("trace", "mine.yaml", *asked).out == run("trace", name, *asked).out
    assert {path.name for path in Path().iterdir()} == {"mine.yaml"} | ({"iris.csv"} if name == "iris" else set())


def test_a_copy_on_standard_output_runs_anywhere(run: Run) -> None:
    """Its data stay where they are, named in full."""
    answer = run("init", "--from", "iris", "-")
    assert answer.err.startswith("standard output: written; its data stay in /")
    assert run("train", "-", "--steps", "1", stdin=answer.out).status == 0
    assert run("init", "--from", "xor", "-") == (0, shipped_example("xor").text.encode(), "")


def test_nothing_is_overwritten_or_half_written(run: Run) -> None:
    """Neither the config nor the data beside it, but by force; the same data may be there already."""
    Path("iris.csv").write_text("mine", encoding="utf-8")
    refused = run("init", "--from", "iris", "a.yaml")
    assert refused.err.startswith("bpcli: iris.csv: is there already, with other data than the example's; --force")
    assert [path.name for path in Path().iterdir()] == ["iris.csv"]
    assert run("init", "--from", "iris", "a.yaml", "--force").status == 0
    assert run("init", "--from", "iris", "b.yaml").status == 0
    assert run("init", "--from", "iris", "b.yaml").status == 2
    assert run("train", "b.yaml", "--steps", "1").status == 0


def test_where_nothing_can_be_written_nothing_is(run: Run) -> None:
    """A folder that is not there; a config that would stand where its data do."""
    assert run("init", "--from", "iris", "no/such/a.yaml").status == 2
    assert run("init", "--from", "iris", "iris.csv").status == 2
    assert list(Path().iterdir()) == []


def test_the_data_go_again_where_the_config_cannot_be_written(run: Run) -> None:
    """A config's name that is too long for the folder: its data do not stay behind alone."""
    assert run("init", "--from", "iris", "x" * 256).status == 2
    assert list(Path().iterdir()) == []
