"""On a terminal: pager, colours, widths and the progress bar, each there and nowhere else."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.pseudo_terminal import BPCLI, environment, on_terminal, wait_for

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
COLOUR = re.compile(r"\x1b\[[0-9;]*\b(?:3[0-8]|4[0-8]|9[0-7])")
LESS_PROMPT = b"space next, b back, / find, q quit"
LOSS_ALONE = ("trace", "xor", "--only", "loss", "--steps", "1")


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """A pager that keeps what it was given, and says with what LESS."""
    script = tmp_path / "my pager.sh"
    script.write_text(f'#!/bin/sh\nprintf "%s" "$LESS" >"{tmp_path}/less"\ncat >"{tmp_path}/paged"\n', encoding="utf-8")
    script.chmod(0o755)
    return f"'{script}' --some-option"


def test_a_trace_goes_through_the_pager(pager: str, tmp_path: Path) -> None:
    """All of it, with colours, and nothing on the terminal itself; less is told to keep colours and not to stay."""
    screen = on_terminal("trace", "xor", PAGER=pager)
    assert screen == (0, "")
    paged = (tmp_path / "paged").read_text(encoding="utf-8")
    assert paged.count("step 1") >= 1
    assert "evaluation" in paged
    assert COLOUR.search(paged)
    assert (tmp_path / "less").read_text(encoding="utf-8") == "FRX"


def test_the_users_own_less_options_count(pager: str, tmp_path: Path) -> None:
    """LESS stays as the user has it."""
    on_terminal("trace", "xor", PAGER=pager, LESS="-S")
    assert (tmp_path / "less").read_text(encoding="utf-8") == "-S"


def test_a_short_answer_stays_on_the_screen() -> None:
    """less goes by itself where all fits: nothing is asked, nothing cleared."""
    screen = on_terminal(*LOSS_ALONE, rows=200)
    assert screen.status == 0
    assert "evaluation" in screen.text
    assert "\x1b[?1049" not in screen.text


@pytest.mark.parametrize("command", ["check", "compare"])
def test_verdicts_go_through_the_pager(command: str, pager: str, tmp_path: Path) -> None:
    """They may be as long as a trace; the exit status is still theirs."""
    mine = tmp_path / "mine.json"
    mine.write_text('{"loss": 1}', encoding="utf-8")
    arguments = ("compare", "xor", str(mine)) if command == "compare" else ("check", "xor")
    status = 1 if command == "compare" else 0
    with (tmp_path / "log").open("wb") as log:
        assert on_terminal(*arguments, PAGER=pager, err=log) == (status, "")
        assert "step 1" in (tmp_path / "paged").read_text(encoding="utf-8")
        assert "step 1" in on_terminal(*arguments, "--no-pager", PAGER=pager, err=log).text


def test_a_pager_that_cannot_be_run(tmp_path: Path) -> None:
    """A file that may be run and is no program leaves the terminal."""
    nonsense = tmp_path / "pager"
    nonsense.write_bytes(b"\x7fELF and no more")
    nonsense.chmod(0o755)
    screen = on_terminal(*LOSS_ALONE, PAGER=str(nonsense))
    assert screen.status == 0
    assert "evaluation" in screen.text


@pytest.mark.parametrize("asked", ["", "a-pager-that-is-not-there", "'unbalanced", "cat"])
def test_no_pager_to_be_had(asked: str) -> None:
    """An empty, missing or misspelt PAGER leaves the terminal; so does cat, in its way."""
    screen = on_terminal("trace", "xor", PAGER=asked)
    assert screen.status == 0
    assert "step 1" in screen.text
    assert "evaluation" in screen.text


def test_without_pager(pager: str, tmp_path: Path) -> None:
    """--no-pager keeps off it."""
    screen = on_terminal("trace", "xor", "--no-pager", PAGER=pager)
    assert "evaluation" in screen.text
    assert not (tmp_path / "paged").exists()


def test_json_is_never_paged(pager: str, tmp_path: Path) -> None:
    """Data for scripts is written as it is, on a terminal too."""
    screen = on_terminal("trace", "xor", "--json", PAGER=pager)
    assert screen.text.startswith('{"format":"bpcli.trace"')
    assert not (tmp_path / "paged").exists()


@pytest.mark.parametrize("steps", ["10", "100000000"])
def test_leaving_the_pager_early(steps: str) -> None:
    """A pager that goes away after one line ends the command quietly, however much was to come."""
    screen = on_terminal("trace", "xor", "--steps", steps, PAGER="head -n 1")
    assert (screen.status, ESCAPE.sub("", screen.text)) == (0, "XOR, 2-4-2\r\n")


def test_less_itself_shows_the_first_screen_and_ends_on_q() -> None:
    """The pager by default is less; q leaves it and the command."""

    def quit_less(process: subprocess.Popen[bytes], ours: int) -> None:
        assert b"XOR, 2-4-2" in wait_for(ours, LESS_PROMPT)
        os.write(ours, b"q")

    assert on_terminal("trace", "xor", doing=quit_less).status == 0


def test_less_says_its_keys_once() -> None:
    """On the first screen; from the second on its prompt is the short one again."""

    def turn_the_page(process: subprocess.Popen[bytes], ours: int) -> None:
        wait_for(ours, LESS_PROMPT)
        os.write(ours, b" ")
        assert LESS_PROMPT not in wait_for(ours, b":\x1b[27m\x1b[K")
        os.write(ours, b"q")

    assert on_terminal("trace", "xor", doing=turn_the_page).status == 0


def test_a_pager_of_ones_own_keeps_its_prompt() -> None:
    """Who has chosen less, or options for it, knows its keys."""

    def quit_less(process: subprocess.Popen[bytes], ours: int) -> None:
        assert LESS_PROMPT not in wait_for(ours, b":\x1b[K")
        os.write(ours, b"q")

    assert on_terminal("trace", "xor", doing=quit_less, LESS="-R").status == 0
    assert on_terminal("trace", "xor", doing=quit_less, PAGER="less -R").status == 0


def test_no_less_on_a_terminal_without_a_cursor(pager: str, tmp_path: Path) -> None:
    """less would ask there first; a PAGER that the user names is the user's."""
    assert "evaluation" in on_terminal("trace", "xor", TERM="dumb").text
    assert on_terminal("trace", "xor", TERM="dumb", PAGER=pager).text == ""
    assert "evaluation" in (tmp_path / "paged").read_text(encoding="ascii")


def test_errors_do_not_go_through_the_pager(pager: str, tmp_path: Path) -> None:
    """A wrong config is answered on the terminal."""
    screen = on_terminal("trace", "nope", PAGER=pager)
    assert screen.status == 2
    assert re.match(r"bpcli: (\x1b\[1m)?nope(\x1b\[0m)?: no such file", screen.text)
    assert not (tmp_path / "paged").exists()


def test_an_error_after_pages(pager: str, tmp_path: Path) -> None:
    """Where training leaves the finite numbers, the pages come first and the error stands below them."""
    diverging = ("--set", "optimizer.learning_rate=1e300")
    screen = on_terminal("trace", "xor", *diverging, PAGER=pager)
    assert screen.status == 1
    told = re.sub(r"\x1b\[[0-9;]*m", "", screen.text)
    assert told == "bpcli: step 2: Z2[0,0] is -inf: the numbers are no longer finite\r\n"
    assert "step 2" in (tmp_path / "paged").read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_nothing_is_wider_than_the_terminal(columns: int) -> None:
    """On a terminal every line fits its width, and the width is used."""
    screen = on_terminal("trace", "iris4", "--no-pager", columns=columns)
    widths = [len(line) for line in ESCAPE.sub("", screen.text).split("\r\n")]
    assert columns - 4 <= max(widths) <= columns


def test_columns_counts_on_a_terminal_and_in_a_pipe() -> None:
    """COLUMNS is the width where the user sets it; what is no width is not."""
    for asked, expected in (("50", 50), ("²", 80), ("0", 80), ("x", 80)):
        screen = on_terminal(*LOSS_ALONE, "--no-pager", COLUMNS=asked)
        assert max(map(len, ESCAPE.sub("", screen.text).split("\r\n"))) == expected, asked
    assert max(map(len, piped(*LOSS_ALONE, COLUMNS="50").splitlines())) == 50


def piped(*args: str, **changes: str) -> str:
    """What a command writes into a pipe."""
    done = subprocess.run([*BPCLI, *args], capture_output=True, env=environment(changes), check=True)
    assert done.stderr == b""
    return done.stdout.decode()


@pytest.mark.parametrize("asked", [{}, {"COLUMNS": "²"}, {"COLUMNS": "0"}, {"COLUMNS": ""}, {"COLUMNS": "-1"}])
def test_a_pipe_has_no_width(asked: dict[str, str]) -> None:
    """A wide matrix is one line a row in a pipe, whatever a terminal would have cut."""
    text = piped("trace", "random_integers", "--only", "W1", "--full", "--set", "network.layers.0.units=100", **asked)
    rows = [line for line in text.splitlines() if line.startswith("x0│")]
    assert len(rows) == 1
    assert len(re.findall(r"-?\d\.\d+(?:e-\d+)?", rows[0])) == 100


def test_colours() -> None:
    """On a terminal unless NO_COLOR; in a pipe only with FORCE_COLOR."""
    assert COLOUR.search(on_terminal(*LOSS_ALONE, "--no-pager").text)
    assert not COLOUR.search(on_terminal(*LOSS_ALONE, "--no-pager", NO_COLOR="1").text)
    assert COLOUR.search(on_terminal(*LOSS_ALONE, "--no-pager", NO_COLOR="").text)
    assert not ESCAPE.search(piped(*LOSS_ALONE))
    assert COLOUR.search(piped(*LOSS_ALONE, FORCE_COLOR="1"))
    assert not COLOUR.search(piped(*LOSS_ALONE, FORCE_COLOR="1", NO_COLOR="1"))
    assert {*piped(*LOSS_ALONE).split("\n")} < {*ESCAPE.sub("", piped(*LOSS_ALONE, FORCE_COLOR="1")).split("\n")}


def test_files_have_neither_colours_nor_widths(tmp_path: Path) -> None:
    """-o on a terminal writes what a pipe would get."""
    target = tmp_path / "trace.txt"
    screen = on_terminal("trace", "iris4", "-o", str(target), columns=40)
    assert screen == (0, "")
    assert target.read_text(encoding="utf-8") == piped("trace", "iris4")


def test_a_bar_on_the_terminal_goes_when_it_is_done() -> None:
    """The progress bar moves on standard error, with the lines above it, and leaves nothing behind."""
    screen = on_terminal("train", "xor", "--steps", "100000", "--every", "20000")
    assert screen.status == 0
    assert "/100,000  loss " in screen.text
    assert len(re.findall(r"[\r\n] *\d+0000 +\d\.", ESCAPE.sub("", screen.text))) == 5
    assert screen.text.rindex("/100,000  loss ") < screen.text.rindex("evaluation")


def test_no_bar_where_standard_error_is_no_terminal(tmp_path: Path) -> None:
    """A log file gets no bar; a pipe gets plain lines, one a step."""
    with (tmp_path / "log").open("wb") as log:
        screen = on_terminal("train", "xor", "--steps", "50000", err=log)
    assert "/50,000" not in screen.text
    assert (tmp_path / "log").read_text(encoding="utf-8").startswith("bpcli: layer 1: unit 1 of 4 is dead")
    lines = piped("train", "iris", "--steps", "5", "--set", "network.layers.0.activation=tanh").splitlines()
    assert [line.split()[0] for line in lines[2:8]] == ["step", *map(str, range(1, 6))]


def test_the_bar_does_not_mix_with_data(tmp_path: Path) -> None:
    """With standard output in a file the bar is on the terminal and the data are whole."""
    with (tmp_path / "data").open("wb") as data:
        screen = on_terminal("train", "xor", "--steps", "100000", "-f", "jsonl", "--every", "20000", out=data)
    assert "/100,000" in screen.text
    assert "bpcli.history" not in screen.text
    assert len((tmp_path / "data").read_bytes().splitlines()) == 7


def test_control_c_while_the_pager_is_open() -> None:
    """The interrupt of an endless trace in less leaves what was computed to be read, until q."""

    def interrupt_and_quit(process: subprocess.Popen[bytes], ours: int) -> None:
        wait_for(ours, LESS_PROMPT)
        os.killpg(process.pid, signal.SIGINT)
        while process.poll() is None:  # less drops what is typed while it is interrupted
            os.write(ours, b"q")
            time.sleep(0.05)

    screen = on_terminal("trace", "xor", "--steps", "100000000", doing=interrupt_and_quit)
    assert screen.status in (0, 130)
    assert "Traceback" not in screen.text
