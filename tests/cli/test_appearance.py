"""``--plain`` and ``--color`` on every command that prints tables, and surroundings that show ASCII alone."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from bpcli.cli.main import cli
from bpcli.cli.process import exit_status
from bpcli.writers.ascii import UNKNOWN
from tests.cli.pseudo_terminal import BPCLI, environment, on_terminal
from tests.conftest import Run

SGR = re.compile(r"\x1b\[[0-9;]*m")
MINE = '{"loss": 1, "dW1": [[1, 2, 3, 4], [5, 6, 7, 8]]}'
COMMANDS = {
    "trace": ("trace", "iris", "--at", "1"),
    "train": ("train", "iris", "--steps", "3", "--set", "metrics=[accuracy,confusion]"),
    "check": ("check", "xor"),
    "compare": ("compare", "xor", "mine.json"),
    "show": ("show", "trace.json", "--at", "1"),
    "explain": ("explain", "xor", "dW1[0,2]", "--depth", "2"),
    "examples": ("examples",),
}


@pytest.fixture(params=COMMANDS, autouse=True)
def command(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """A command that prints tables, where its files are."""
    monkeypatch.chdir(tmp_path)
    Path("mine.json").write_text(MINE, encoding="utf-8")
    exit_status(lambda: cli.main(["trace", "xor", "-o", "trace.json"], standalone_mode=False))
    return COMMANDS[request.param]


def test_plain(run: Run, command: tuple[str, ...]) -> None:
    """ASCII alone, each line as long as it was, and no question marks."""
    rich, plain = run(*command).out.decode(), run(*command, "--plain").out.decode("ascii")
    assert [len(line) for line in plain.splitlines()] == [len(line) for line in rich.splitlines()]
    assert plain.count(UNKNOWN) == rich.count(UNKNOWN)
    assert not SGR.search(plain)
    assert "step 1" in plain or command == ("examples",)


def test_colour_into_a_pipe_and_into_a_file(run: Run, command: tuple[str, ...]) -> None:
    """Always colours there; never, and without a word, there is none."""
    bare = run(*command).out.decode()
    assert run(*command, "--color", "auto").out.decode() == bare
    assert run(*command, "--color", "never").out.decode() == bare
    coloured = run(*command, "--color", "always").out.decode()
    assert SGR.search(coloured)
    assert set(bare.splitlines()) <= set(SGR.sub("", coloured).splitlines())
    run(*command, "--color", "always", "-o", "x.txt")
    assert Path("x.txt").read_text(encoding="utf-8") == coloured


def test_on_a_terminal(command: tuple[str, ...], tmp_path: Path) -> None:
    """Never and plain leave it without any, always wins over NO_COLOR; the bar's own goes to standard error."""
    with (tmp_path / "log").open("wb") as log:
        assert not SGR.search(on_terminal(*command, "--color", "never", PAGER="", err=log, FORCE_COLOR="1").text)
        plain = on_terminal(*command, "--plain", PAGER="", err=log).text
        assert SGR.search(on_terminal(*command, "--color", "always", PAGER="", err=log, NO_COLOR="1").text)
    assert plain.isascii()
    assert not SGR.search(plain)


@pytest.mark.parametrize(
    "surroundings",
    [{"LC_ALL": "C"}, {"LANG": "C"}, {"PYTHONIOENCODING": "ascii"}, {"TERM": "dumb"}],
    ids=lambda surroundings: "".join(surroundings),
)
def test_surroundings_with_ascii_alone(run: Run, command: tuple[str, ...], surroundings: dict[str, str]) -> None:
    """The same text as with --plain, from a real process."""
    done = subprocess.run([*BPCLI, *command], capture_output=True, env=environment(surroundings), check=False)
    assert done.stderr.isascii()
    assert done.stdout == run(*command, "--plain").out


def test_a_file_is_whole_whatever_the_terminal_shows(run: Run, command: tuple[str, ...]) -> None:
    """-o writes UTF-8, for whoever reads it later."""
    subprocess.run([*BPCLI, *command, "-o", "x.txt"], env=environment({"TERM": "dumb", "LC_ALL": "C"}), check=False)
    assert Path("x.txt").read_bytes() == run(*command).out
