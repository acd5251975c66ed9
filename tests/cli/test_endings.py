"""How the process ends: readers that go away, interrupts, full disks, closed streams, narrow encodings."""

from __future__ import annotations

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


@pytest.mark.parametrize(
    "command",
    [
        ("trace", "xor", *ENDLESS),
        ("trace", "xor", *ENDLESS, "--json"),
        ("train", "xor", *ENDLESS, "-f", "jsonl"),
        ("train", "xor", *ENDLESS, "--every", "1000"),
    ],
)
def test_an_interrupt(command: tuple[str, ...]) -> None:
    """SIGINT ends a long run with 130 and without a traceback, after what was written."""
    process = started(*command)
    assert process.stdout is not None
    start = process.stdout.read(100)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, len(start), err) == (130, 100, b"\n")


@pytest.mark.parametrize("command", ["trace", "train"])
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_an_interrupt_leaves_no_file(command: str, number: int, status: int, tmp_path: Path) -> None:
    """The output file is there when it is complete, or not at all; an older one stays."""
    target = tmp_path / "out.json"
    target.write_text("older", encoding="utf-8")
    process = started(command, "xor", *ENDLESS, "-o", str(target))
    end = time.monotonic() + PATIENCE
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err.strip()) == (status, b"", b"")
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


def test_words_that_are_no_utf_8(tmp_path: Path) -> None:
    """File names and options of any bytes are told in escapes."""
    for args in ([b"\xff"], [b"xor", b"--only", b"\xff"], [b"xor", b"--set", b"name=\xff"]):
        done = subprocess.run([*BPCLI, "trace", *args], capture_output=True, env=environment({}), check=False)
        assert done.returncode == 2
        assert done.stdout == b""
        assert b"\\udcff" in done.stderr
        assert b"Traceback" not in done.stderr


def test_output_is_there_without_a_shell() -> None:
    """``python -m bpcli`` is the same program."""
    done = subprocess.run([BPCLI[0], "-m", "bpcli", "--version"], capture_output=True, check=True)
    assert done.stdout.startswith(b"bpcli, version ")
