"""Text from outside: whatever names a config, a data file or an argument holds, the terminal obeys none of it."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bpcli.errors import printable
from tests.cli.pseudo_terminal import BPCLI, environment, on_terminal
from tests.conftest import Run

HOSTILE = (
    "\x1b[31mred",  # a colour
    "\x1b[2J\x1b[H",  # an empty screen
    "\x1b]8;;http://nowhere\x07link\x1b]8;;\x07",
    "\x9b31m",  # C1: one character for ESC [
    "a\tb\rc\bd\x7f",
    "two\nlines",
    "right\u202eleft\u2066\u2069\u200f\u061c",  # direction
    "wide\u200b\u2060\ufeff\u00ad\u3164\u034f",  # without a width, or blank
    "[/x] [bold]b[/bold]",  # Rich's markup
    "length [cm] :smile: 3",
)
"""What must reach no terminal as it is, and what must reach it just so."""

SGR = re.compile(r"\x1b\[[0-9;]*m")
COMMANDS = ("trace", "train", "check", "compare")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Files whose every name is hostile, and the config's own: a CSV of features and classes, a user's numbers."""
    monkeypatch.chdir(tmp_path)
    data = "\x1b[31m\u202e[x].csv"
    with open(data, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*HOSTILE, "class\x1b[0m"])
        writer.writerows([row % 3 * 0.5] * len(HOSTILE) + [HOSTILE[row]] for row in range(len(HOSTILE)))
    config = {
        "name": "".join(HOSTILE),
        "data": {"source": "csv", "path": data, "x": list(HOSTILE), "y": "class\x1b[0m"},
        "network": {"layers": [{"units": 2, "activation": "relu"}, {"units": len(HOSTILE), "activation": "softmax"}]},
        "loss": "cross_entropy",
        "metrics": ["accuracy", "confusion"],
    }
    path = "\x1b[31m\u202econfig [x].yaml"
    Path(path).write_text(json.dumps(config), encoding="utf-8")
    Path("mine.json").write_text('{"loss": 1}', encoding="utf-8")
    return path


def arguments(command: str, path: str) -> tuple[str, ...]:
    """The command on these files."""
    return (command, path, *(("mine.json",) if command == "compare" else ()))


def obeyed(text: str) -> set[str]:
    """The characters that a terminal would do something with, and not just show."""
    return {char for char in text if char != "\n" and printable(char) != char}


@pytest.mark.parametrize("command", COMMANDS)
def test_in_a_pipe(run: Run, files: str, command: str) -> None:
    """Every table is plain characters, with an escape where a name had others, and markup is no markup."""
    answer = run(*arguments(command, files))
    text = answer.out.decode() + answer.err
    assert answer.status == (1 if command == "compare" else 0)
    assert obeyed(text) == set()
    if command != "compare":
        assert r"\x1b[31mred" in text
        assert "[/x] [bold]b[/bold]length [cm] :smile: 3" in text
    if command in ("trace", "train"):
        assert "P(two\\nlines)" in text
        assert "predicted length [cm] :smile: 3" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_on_a_terminal(files: str, command: str, tmp_path: Path) -> None:
    """There is Rich's colour there, and nothing else that a terminal obeys."""
    with (tmp_path / "log").open("wb") as log:
        screen = on_terminal(*arguments(command, files), PAGER="", err=log, columns=200)
    assert screen.status == (1 if command == "compare" else 0)
    assert SGR.search(screen.text)
    assert obeyed(SGR.sub("", screen.text).replace("\r\n", "\n")) == set()
    assert "\x1b[31mred" not in screen.text
    assert [
        line for line in (tmp_path / "log").read_text("utf-8").splitlines() if " dead: relu' is 0 " not in line
    ] == []


def test_names_out_of_npz(run: Run, tmp_path: Path) -> None:
    """Classes that an archive names."""
    np.savez(tmp_path / "d.npz", x=np.eye(3), y=np.array(["\x1b[31mred", "[/x]", "\u202eleft"]))
    data = {"source": "npz", "path": str(tmp_path / "d.npz"), "x": "x", "y": "y"}
    network = {"layers": [{"units": 3, "activation": "softmax"}]}
    config = json.dumps({"data": data, "network": network, "loss": "cross_entropy"})
    answer = run("trace", "-", stdin=config.encode())
    assert answer.status == 0
    assert obeyed(answer.out.decode()) == set()
    assert r"P(\x1b[31mred)" in answer.out.decode()


def test_columns_stay_aligned(run: Run, files: str) -> None:
    """What a name is shown as decides how wide its column is."""
    text = run("trace", files, "--only", "X").out.decode()
    frame = [line for line in text.splitlines() if line.endswith((" │", "╮", "╯"))]
    assert len(frame) > 4
    assert len({len(line) for line in frame[: len(HOSTILE) + 2]}) == 1


@pytest.mark.parametrize("arguments", [("trace", "--json"), ("trace", "-f", "jsonl"), ("train", "--json")])
def test_json_has_the_names_with_its_own_escapes(run: Run, files: str, arguments: tuple[str, ...]) -> None:
    """A terminal obeys nothing of it, and scripts read the very name."""
    out = run(arguments[0], files, *arguments[1:]).out.decode()
    assert json.loads(out.splitlines()[0] if "jsonl" in arguments else out)["name"] == "".join(HOSTILE)
    assert obeyed(out) == set()


def messages(text: str) -> Iterator[tuple[str, ...]]:
    """Command lines that are refused, each with the text in another place."""
    yield (text,)
    yield (f"--{text}",)
    yield ("schema", text)
    yield ("examples", text)
    yield ("compare", text)
    yield ("compare", "a", text, "c")
    yield ("init", f"/nowhere/{text}")
    for option in ("--only", "--at", "--steps", "--format", "--set", "--layer", "--precision"):
        yield ("trace", "xor", option, text)
    yield ("trace", "xor", "--set", f"{text}=1")
    yield ("trace", "xor", "--set", f"loss={text}")
    yield ("trace", "xor", "-o", f"/nowhere/{text}")
    yield ("trace", "xor", text)
    yield ("trace", "xor", f"--{text}")
    yield ("trace", "xor", f"--full={text}")
    yield ("trace", text)


@pytest.mark.parametrize("text", HOSTILE[:8])
def test_errors(run: Run, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours and Click's alike, on standard error alone."""
    monkeypatch.chdir(tmp_path)
    for args in messages(text):
        answer = run(*args)
        assert (answer.status, answer.out) == (2, b""), args
        assert obeyed(answer.err) == set(), args
        assert answer.err.startswith("bpcli: "), args
        assert all(re.match(r"  +\||$", line) for line in answer.err.splitlines()[1:]), args
        assert "Traceback" not in answer.err


def test_errors_on_a_terminal() -> None:
    """Click takes colours out where it sees no terminal; on one they are escapes as well, but for our own."""
    for args in messages(HOSTILE[0]):
        screen = on_terminal(*args)
        assert obeyed(SGR.sub("", screen.text).replace("\r\n", "\n")) == set(), args
        assert HOSTILE[0] not in screen.text, args


@pytest.mark.parametrize("text", HOSTILE)
def test_init_says_what_it_wrote(run: Run, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The confirmation has escapes; so has the starter, which stays one comment and runs."""
    monkeypatch.chdir(tmp_path)
    name = text.replace("/", "")
    answer = run("init", name)
    assert (answer.status, answer.out, obeyed(answer.err), len(answer.err.splitlines())) == (0, b"", set(), 1)
    assert obeyed(Path(name).read_text(encoding="utf-8")) == set()
    assert run("trace", name).status == 0
    assert run("init", name).err.endswith("is there already; --force overwrites it\n")


def test_the_program_itself_in_a_pipe(files: str) -> None:
    """The same through a real process, errors too."""
    for args in ((files,), (files, "--only", "\x1b[31m")):
        done = subprocess.run([*BPCLI, "trace", *args], capture_output=True, env=environment({}), check=False)
        assert obeyed((done.stdout + done.stderr).decode()) == set()
