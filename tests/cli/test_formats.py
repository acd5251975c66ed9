"""Which format a command writes: by name, by the file's suffix, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpcli.cli import check, compare, explain
from bpcli.writers.formats import FORMAT_OF_SUFFIX, RUN_FORMATS
from tests.cli.pseudo_terminal import on_terminal
from tests.conftest import Run

BEGINNINGS = {
    "table": b"XOR, 2-4-2\n",
    "text": b"XOR, 2-4-2",
    "json": b'{"format":"bpcli.',
    "jsonl": b'{"format":"bpcli.',
    "markdown": b"# XOR, 2-4-2",
    "latex": b"\\documentclass",
    "svg": b"<svg ",
    "csv": b"step,name,row,column,value\n",
    "npz": b"PK",
}
COMMANDS = {
    "trace": (("trace", "xor", "--at", "1"), RUN_FORMATS),
    "explain": (("explain", "xor", "dW1[0,2]"), explain.FORMATS),
    "check": (("check", "xor"), check.FORMATS),
    "compare": (("compare", "xor", "mine.json"), compare.FORMATS),
}
EVERY = [(command, format_) for command, (_, formats) in COMMANDS.items() for format_ in formats]
SUFFIXES = {format_: suffix for suffix, format_ in FORMAT_OF_SUFFIX.items()}


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers to compare, in the folder where the test runs."""
    monkeypatch.chdir(tmp_path)
    Path("mine.json").write_text('{"Z1": [[0, 0, 0, 0], [1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]]}', "utf-8")


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize(("command", "format_"), EVERY)
def test_by_name_and_by_suffix(command: str, format_: str, run: Run) -> None:
    """Both write the same; a name wins over a suffix."""
    args, _ = COMMANDS[command]
    by_name = run(*args, "--format", format_)
    assert by_name.err == ""
    if format_ not in ("table", "text"):
        assert by_name.out.startswith(BEGINNINGS[format_])
    suffix = SUFFIXES.get(format_, "txt")
    assert run(*args, "-o", f"a.{suffix}").status == by_name.status
    assert Path(f"a.{suffix}").read_bytes() == by_name.out
    run(*args, "--format", format_, "-o", "b.json")
    assert Path("b.json").read_bytes() == by_name.out


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("suffix", ["html", "mdd", "gv", "docx"])
def test_a_suffix_of_no_format_is_refused(command: str, suffix: str, run: Run) -> None:
    """With the list of those there are, before anything is written."""
    args, formats = COMMANDS[command]
    answer = run(*args, "-o", f"a.{suffix}")
    assert answer.status == 2
    assert f".{suffix} is no suffix of a format of this command" in answer.err
    assert f"--format {'|'.join(formats)}" in answer.err
    assert all(f".{SUFFIXES[each]}" in answer.err for each in formats if each not in ("table", "text"))
    assert not Path(f"a.{suffix}").exists()


def test_a_suffix_that_was_misspelt(run: Run) -> None:
    """The nearest one is named."""
    assert "did you mean '.md'?" in run("trace", "-o", "a.mdd").err


def test_arrays_are_not_thrown_at_a_terminal() -> None:
    """They would be nothing to look at, and may confuse it."""
    screen = on_terminal("trace", "-f", "npz")
    assert screen.status == 2
    assert "-o FILE" in screen.text
    assert "PK" not in screen.text


@pytest.mark.parametrize("format_", RUN_FORMATS)
def test_a_file_of_a_run_that_leaves_the_finite_numbers(format_: str, run: Run, tmp_path: Path) -> None:
    """It is there, with all that was computed: the same bytes as on standard output."""
    target, exploding = tmp_path / "out", ("--set", "optimizer.learning_rate=1e300", "-f", format_)
    status, _, err = run("trace", "xor", *exploding, "-o", str(target))
    assert (status, err.startswith("bpcli: step 2: ")) == (1, True)
    assert target.read_bytes() == run("trace", "xor", *exploding).out
    assert run("train", "xor", *exploding[:2], "-o", str(tmp_path / "history.json")).status == 1
    assert b"NaN" in (tmp_path / "history.json").read_bytes()


def test_a_suffix_in_capitals(run: Run, tmp_path: Path) -> None:
    """NET.MD is Markdown as net.md is."""
    run("trace", "xor", "-o", str(tmp_path / "NET.MD"))
    assert (tmp_path / "NET.MD").read_bytes() == run("trace", "xor", "-f", "markdown").out


def test_a_format_of_another_command_is_no_misspelling(run: Run) -> None:
    """Whoever asks for CSV does not mean SVG."""
    for arguments in (("-f", "csv"), ("-o", "x.csv")):
        assert "Did you mean" not in run("check", "xor", *arguments).err
