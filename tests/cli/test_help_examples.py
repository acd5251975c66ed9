"""The examples at the end of every command's help are commands that work."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from bpcli.cli.main import COMMANDS
from tests.conftest import Run

MINE = {"loss": 0.719186, "delta2": [[-0.5, 0.5], [0.6979, -0.6979], [0.4274, -0.4274], [-0.349, 0.349]]}


def examples(run: Run, command: str) -> list[str]:
    """Read out of the help itself, as a user finds them."""
    text = run(*command.split(), "--help").out.decode()
    _, _, end = text.partition("\nExamples:\n")
    return re.findall(r"^  # \S.*\n  (bpcli .*)$", end, re.MULTILINE)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_examples_of_the_help_work(run: Run, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two or three of each command, all of them about it; only a comparison may find something wrong."""
    monkeypatch.chdir(tmp_path)
    Path("mine.json").write_text(json.dumps(MINE), encoding="utf-8")
    for trace in ("trace.json", "captured.json"):
        run("trace", "xor", "--json", "-o", trace)
    found = examples(run, command)
    assert 2 <= len(found) <= 3
    for line in found:
        program, *args = shlex.split(line)
        answer = run(*args)
        assert program == "bpcli"
        assert command in ("", args[0])
        assert answer.status in ((0, 1) if args[0] == "compare" else (0,)), (line, answer.err)
        assert len(line) <= 80, line


def test_examples_that_write_files_do(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those with -o, and those of init."""
    monkeypatch.chdir(tmp_path)
    for command in ("trace", "init", "schema"):
        for line in examples(run, command):
            run(*shlex.split(line)[1:])
    assert {path.name for path in tmp_path.iterdir()} == {
        "trace.json",
        "my.yaml",
        "flowers.yaml",
        "iris.csv",
        "config.schema.json",
    }
