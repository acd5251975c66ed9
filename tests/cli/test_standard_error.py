"""Notes and faults on standard error: as --plain and --color ask for them, and wrapped at words on a terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from pathlib import Path

import pytest

from tests.cli.pseudo_terminal import BPCLI, environment
from tests.conftest import Run

SGR = re.compile(r"\x1b\[[0-9;]*m")
WRONG = ("trace", "--set", "loss=bce")
"""A config at fault: an excerpt with a caret, and a question."""


def errors_on_terminal(*args: str, columns: str = "40") -> str:
    """What a command writes to standard error, where that is a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*BPCLI, *args], stdout=subprocess.DEVNULL, stderr=theirs, env=environment({"COLUMNS": columns})
    ) as process:
        os.close(theirs)
        seen = b""
        try:
            while piece := os.read(ours, 65536):
                seen += piece
        except OSError:  # the terminal is gone with the process
            pass
        process.wait()
    os.close(ours)
    return seen.decode().replace("\r\n", "\n")


def test_colour_where_it_is_asked_for(run: Run) -> None:
    """In a pipe with --color always, for faults of a config, of options and of their values; else in none."""
    for wrong in (WRONG, ("trace", "--only", "dw1"), ("trace", "--at", "x")):
        assert not SGR.search(run(*wrong).err)
        coloured = run(*wrong, "--color", "always").err
        assert SGR.search(coloured)
        assert SGR.sub("", coloured) == run(*wrong).err


def test_one_command_leaves_nothing_to_the_next(run: Run) -> None:
    """Colours were asked of the first alone."""
    assert SGR.search(run(*WRONG, "--color", "always").err)
    assert not SGR.search(run("schema", "confg").err)


def test_plain_and_without_colour_on_a_terminal() -> None:
    """Neither sends a colour there; without a word there is one."""
    assert SGR.search(errors_on_terminal(*WRONG))
    assert not SGR.search(errors_on_terminal(*WRONG, "--color", "never"))
    assert not SGR.search(errors_on_terminal(*WRONG, "--plain"))


def test_plain_errors_are_ascii(run: Run) -> None:
    """Also what is no letter."""
    assert "2 × 4" in run("explain", "xor", "dW1[9,9]").err
    assert run("explain", "xor", "dW1[9,9]", "--plain").err.isascii()


@pytest.mark.parametrize("wrong", [("trace", "--only", "dw1"), WRONG, ("compare",)])
def test_lines_break_at_words(run: Run, wrong: tuple[str, ...]) -> None:
    """No line is longer than the terminal, and every word is whole."""
    told = SGR.sub("", errors_on_terminal(*wrong))
    assert max(map(len, told.splitlines())) <= 40
    assert told.split() == run(*wrong).err.split()


def test_a_note_of_a_training_breaks_at_words(tmp_path: Path) -> None:
    """As an error does."""
    told = errors_on_terminal("train", "xor", "--steps", "300", "-o", str(tmp_path / "x.json"))
    note = SGR.sub("", told).splitlines()[-3:]
    assert " ".join(map(str.strip, note)).endswith("is dead: relu' is 0 for all samples, it cannot learn")
    assert max(map(len, note)) <= 40
