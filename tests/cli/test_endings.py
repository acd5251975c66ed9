"""How the process ends: readers that go away, interrupts, full disks, closed streams, narrow encodings."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.pseudo_terminal import BPCLI, PATIENCE, environment

ENDLESS = ("--steps", "100000000")


def started(*args: str, **streams: int) -> subprocess.Popen[bytes]:
    """bpcli as a process, its streams in pipes unless they are given."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.Popen([*BPCLI, *args], env=environment({}), **pipes)  # type: ignore[call-overload, no-any-return]


def shell(command: str, **changes: str) -> tuple[int, str, str]:
    """A command line in bash, in which ``bpcli`` is this one: status of the first command, output, errors."""
    script = f'bpcli() {{ "{BPCLI[0]}" -c "{BPCLI[2]}" "$@"; }}; {command}; exit ${{PIPESTATUS[0]}}'
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, env=environment(changes), timeout=PATIENCE, check=False
    )
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


@pytest.mark.parametrize(
    "command",
    [
        "trace xor",
        "trace xor --json",
        "trace xor -f jsonl",
        "train xor --steps 100000000 -f jsonl",
        "train xor --steps 100000000 --json",
        "train xor --steps 100000000 --every 10",
        "schema trace",
        "--help",
    ],
)
def test_a_reader_that_goes_away(command: str) -> None:
    """``| head`` ends every command quietly, and at once."""
    status, out, err = shell(f"bpcli {command} | head -c 10")
    assert (status, len(out), err) == (0, 10, "")


@pytest.mark.parametrize("command", ["trace", "train"])
def test_a_terminal_that_goes_away_leaves_no_file(command: str, tmp_path: Path) -> None:
    """The output file is there when it is complete, or not at all; an older one stays."""
    target = tmp_path / "out.json"
    target.write_text("older", encoding="utf-8")
    process = started(command, "xor", *ENDLESS, "-o", str(target))
    end = time.monotonic() + PATIENCE
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(signal.SIGHUP)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err.strip()) == (129, b"", b"")
    assert [(file.name, file.read_text(encoding="utf-8")) for file in tmp_path.iterdir()] == [("out.json", "older")]


FULL = "bpcli: standard output: No space left on device\n"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("bpcli trace xor >/dev/full", (2, "", FULL)),
        ("bpcli trace xor --json >/dev/full", (2, "", FULL)),
        ("bpcli train xor -f jsonl >/dev/full", (2, "", FULL)),
        ("bpcli --help >/dev/full", (2, "", FULL)),
        ("bpcli trace nope 2>/dev/full", (2, "", "")),
        ("bpcli trace xor >&-", (0, "", "")),
        ("bpcli trace xor --json >&-", (0, "", "")),
        ("bpcli --version >&-", (0, "", "")),
        ("bpcli trace nope 2>&-", (2, "", "")),
        ("bpcli train xor --steps 1 >/dev/null 2>&-", (0, "", "")),
        (
            "bpcli trace - <&-",
            (2, "", "bpcli: <stdin>:1:1: the file is empty; a config is a mapping with data, network and loss\n"),
        ),
    ],
)
def test_streams_that_are_full_or_closed(command: str, expected: tuple[int, str, str]) -> None:
    """A full device is told, a closed stream is as good as /dev/null."""
    assert shell(command) == expected


@pytest.mark.parametrize(
    "changes", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]
)
def test_narrow_encodings(changes: dict[str, str]) -> None:
    """Where standard output takes only ASCII, tables are drawn with it and nothing breaks."""
    commands = "bpcli trace mazur; bpcli train mazur; bpcli examples; bpcli trace mazur --json"
    status, out, err = shell(commands, **changes)
    assert (status, err) == (0, "")
    assert out.isascii()
    assert "dW1" in out


@pytest.mark.parametrize(
    "args",
    [
        [b"\xff"],
        [b"--\xff"],
        [b"trace", b"\xff"],
        [b"trace", b"xor", b"\xff"],
        [b"trace", b"xor", b"--only", b"\xff"],
        [b"trace", b"xor", b"--at", b"\xff"],
        [b"trace", b"xor", b"--steps", b"\xff"],
        [b"trace", b"xor", b"--format", b"\xff"],
        [b"trace", b"xor", b"--set", b"name=\xff"],
        [b"trace", b"xor", b"--set", b"\xff=1"],
        [b"trace", b"xor", b"-o", b"/nowhere/\xff"],
        [b"check", b"xor", b"--against", b"\xff"],
        [b"compare", b"\xff"],
        [b"compare", b"\xff", b"\xff"],
        [b"compare", b"xor", b"m", b"--rtol", b"\xff"],
        [b"schema", b"\xff"],
        [b"init", b"/nowhere/\xff"],
        [b"examples", b"\xff"],
    ],
)
def test_words_that_are_no_utf_8(args: list[bytes]) -> None:
    """File names, commands and options of any bytes are told in escapes."""
    done = subprocess.run([*BPCLI, *args], capture_output=True, env=environment({}), check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    first, *excerpt = done.stderr.splitlines()
    assert b"\\udcff" in first
    assert all(line.startswith(b"   | ") for line in excerpt)


def test_files_whose_names_are_no_utf_8(tmp_path: Path) -> None:
    """They are written as any other, and a starter says its name in escapes."""
    for args in ([b"init", b"\xff"], [b"trace", b"\xff", b"-o", b"\xfe"], [b"compare", b"\xff", b"\xfe"]):
        done = subprocess.run([*BPCLI, *args], capture_output=True, env=environment({}), check=False, cwd=tmp_path)
        assert b"Traceback" not in done.stderr
        assert done.returncode == (2 if args[0] == b"compare" else 0), done.stderr
    assert b"bpcli trace '\\udcff'" in (tmp_path / os.fsdecode(b"\xff")).read_bytes()
    assert (tmp_path / os.fsdecode(b"\xfe")).read_bytes().startswith(b"My network")


def test_output_is_there_without_a_shell() -> None:
    """``python -m bpcli`` is the same program."""
    done = subprocess.run([BPCLI[0], "-m", "bpcli", "--version"], capture_output=True, check=True)
    assert done.stdout.startswith(b"bpcli, version ")


@pytest.mark.parametrize("code", ["1", "3", "'no'"])
def test_an_exit_that_code_asks_for_is_kept(code: str) -> None:
    """A SystemExit keeps its status, 1 as well, whatever Click makes of broken pipes."""
    script = "from bpcli.cli.process import end, exit_status\nimport sys\n"
    done = subprocess.run(
        [BPCLI[0], "-c", f"{script}end(exit_status(lambda: sys.exit({code})))"], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == ((1, b"bpcli: no\n") if code == "'no'" else (int(code), b""))


def interrupted(after: float) -> tuple[int, bytes]:
    """How a trace ends, and what it says, if SIGINT comes so many seconds after its start."""
    process = started("trace", "xor", *ENDLESS, "--json")
    try:
        time.sleep(after)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    return process.returncode, err


def test_an_interrupt_at_any_moment() -> None:
    """Also while modules are imported: no line of ours but where it stopped, and a shell sees 130.

    Before our first line runs, in Python's own start, an interrupt is Python's to tell.
    """
    ended = [interrupted(moment / 125) for moment in range(30)]
    assert [err for _, err in ended if b"bpcli" in err and not err.startswith(b"bpcli: stopped at step ")] == []
    assert {status for status, err in ended if b"Traceback" not in err} <= {130, -signal.SIGINT}


def test_an_interrupt_that_is_ignored_stays_ignored() -> None:
    """As nohup and a shell's background have it."""
    script = "import signal, runpy\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nimport bpcli.__main__"
    script += "\nfrom bpcli.cli.process import take_over_interrupts\ntake_over_interrupts()"
    script += "\nassert signal.getsignal(signal.SIGINT) is signal.SIG_IGN"
    script += "\nfrom bpcli.cli.process import Stopping\nwith Stopping(print):"
    script += "\n    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN"
    subprocess.run([BPCLI[0], "-c", script], check=True)
