"""Ctrl-C on a run: it stops after the step in hand, and all that was to be written is written."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import subprocess
import termios
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bpcli.writers.trace_schema import trace_schema
from tests.cli.pseudo_terminal import BPCLI, PATIENCE, environment, on_terminal, wait_for

ENDLESS = ("--steps", "100000000")
NOTE = re.compile(r"^bpcli: stopped at step ([\d,]+) of 100,000,000$", re.MULTILINE)
COMMANDS = ["trace", "train"]


def started(*args: str, **streams: int) -> subprocess.Popen[bytes]:
    """bpcli at an endless run, as a process with its streams in pipes."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.Popen([*BPCLI, *args, *ENDLESS], env=environment({}), **pipes)  # type: ignore[call-overload, no-any-return]


def wait_until_running(folder: Path) -> None:
    """Until the file that is being written is there."""
    end = time.monotonic() + PATIENCE
    while not list(folder.iterdir()):
        assert time.monotonic() < end
        time.sleep(0.01)


def wait_until_full(process: subprocess.Popen[bytes]) -> None:
    """Until nothing more goes into the pipe that nobody reads."""
    assert process.stdout is not None
    before, now = b"", b"\0" * 4
    while now != before or now == b"\0" * 4:
        time.sleep(0.2)
        before, now = now, fcntl.ioctl(process.stdout, termios.FIONREAD, b"\0" * 4)


def answer(text: bytes) -> dict[str, Any]:
    """One object, or its parts on lines of their own, put together."""
    if b'"steps":[' in text:
        return dict(json.loads(text))
    header, *steps, closing = map(json.loads, text.splitlines())
    return {**header, "steps": steps, **closing}


def check_stopped(whole: dict[str, Any], said: str) -> None:
    """It says after which step it stopped, that step is the last one there, and the evaluation is of it."""
    stopped = whole["stopped"]
    assert list(whole)[-3:] == ["steps", "stopped", "evaluation"]
    assert whole["evaluation"]["step"] == stopped
    assert [step["step"] for step in whole["steps"][-1:]] == [stopped][: stopped != 0]
    assert set(whole["evaluation"]) == {"step", "metrics", "predictions"}
    assert NOTE.findall(said) == [f"{stopped:,}"]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("name", ["out.json", "out.jsonl"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_is_whole(command: str, name: str, number: int, status: int, tmp_path: Path) -> None:
    """With -o the file appears, in place of an older one, and is all there."""
    target = tmp_path / name
    process = started(command, "xor", "-o", str(target))
    wait_until_running(tmp_path)
    time.sleep(0.1)
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (status, b"")
    assert list(tmp_path.iterdir()) == [target]
    check_stopped(answer(target.read_bytes()), err.decode())
    if command == "trace":
        few = {**answer(target.read_bytes()), "steps": answer(target.read_bytes())["steps"][-2:]}
        assert list(jsonschema.Draft202012Validator(trace_schema()).iter_errors(few)) == []


@pytest.mark.parametrize("form", ["json", "jsonl"])
@pytest.mark.parametrize("every", [(), ("--every", "1000000")])
def test_a_pipe_gets_the_rest(form: str, every: tuple[str, ...]) -> None:
    """Also where no step would have been shown yet: the last one is always there."""
    process = started("train", "xor", "-f", form, *every)
    assert process.stdout is not None
    begun = os.read(process.stdout.fileno(), 10)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    rest, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    check_stopped(answer(begun + rest), err.decode())


def test_tables_end_with_chart_and_evaluation(tmp_path: Path) -> None:
    """In text a line says it, in a pipe and in a file."""
    for where in ("pipe", "file"):
        process = started(
            "train", "xor", "--every", "1000", *(("-o", str(tmp_path / "out")) if where == "file" else ())
        )
        assert process.stdout is not None
        begun = b""
        if where == "file":
            wait_until_running(tmp_path)
        else:
            begun = os.read(process.stdout.fileno(), 10)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        rest, err = process.communicate(timeout=PATIENCE)
        text = (begun + rest if where == "pipe" else (tmp_path / "out").read_bytes()).decode()
        assert process.returncode == 130
        check_stopped_text(text, err.decode())


def test_a_traces_tables_end_with_the_evaluation() -> None:
    """The step in hand is shown whole, then that it was stopped, then the evaluation."""
    process = started("trace", "xor", "--only", "loss")
    assert process.stdout is not None
    begun = os.read(process.stdout.fileno(), 10)
    process.send_signal(signal.SIGINT)
    rest, err = process.communicate(timeout=PATIENCE)
    text = (begun + rest).decode()
    assert process.returncode == 130
    (stopped,) = NOTE.findall(err.decode())
    assert f"\nstopped at step {stopped} of 100,000,000\n\nevaluation " in text
    assert len(re.findall(r"^step [\d,]+   loss ", text, re.MULTILINE)) == int(stopped.replace(",", ""))


def check_stopped_text(text: str, said: str) -> None:
    """The last step's line, that it was stopped there, the chart, the evaluation."""
    (stopped,) = NOTE.findall(said)
    assert f"\nstopped at step {stopped} of 100,000,000\n" in text
    if stopped != "0":
        assert re.search(rf"^ *{stopped.replace(',', '')} +0\.", text, re.MULTILINE)
        assert re.search(rf"^loss  .* at step {stopped}$", text, re.MULTILINE)
    assert re.search(r"^\d of 4 right   accuracy +\d+\.00 %$", text.splitlines()[-1])


@pytest.mark.parametrize("columns", [30, 80])
def test_on_a_terminal(columns: int) -> None:
    """The bar goes, the cursor is back, and what was learnt is shown; the screen says once that it was stopped."""

    def interrupt(process: subprocess.Popen[bytes], ours: int) -> None:
        seen.append(wait_for(ours, b"loss 0."))
        os.killpg(process.pid, signal.SIGINT)

    seen: list[bytes] = []
    screen = on_terminal("train", "xor", *ENDLESS, columns=columns, doing=interrupt)
    text = seen[0].decode() + screen.text
    assert screen.status == 130
    assert text.count("stopped at step ") == 1
    assert text.count("\x1b[?25l") == text.count("\x1b[?25h") == 1, "the cursor"
    assert text.index("\x1b[?25h") < text.index("stopped at step ") < text.index("evaluation")
    assert "Traceback" not in text


@pytest.mark.parametrize("columns", [24, 40, 60, 100])
def test_the_bar_is_one_line(columns: int) -> None:
    """On a terminal of any width each state of the bar fits, and the next one takes its place."""

    def interrupt(process: subprocess.Popen[bytes], ours: int) -> None:
        seen.extend(wait_for(ours, b"\x1b[2K") for _ in range(3))
        os.killpg(process.pid, signal.SIGINT)

    seen: list[bytes] = []
    with Path(os.devnull).open("wb") as data:
        screen = on_terminal("train", "xor", *ENDLESS, "--json", columns=columns, out=data, doing=interrupt)
    text = b"".join(seen).decode() + screen.text
    states = [re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", state) for state in text[: text.index("\x1b[?25h")].split("\r")]
    shown = [state for state in states if state.strip()]
    assert len(shown) > 1
    assert all(len(state) < columns for state in shown), shown


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["out.json", "out.txt"])
def test_repeated_interrupts_end_it_at_once(command: str, name: str, tmp_path: Path) -> None:
    """From the second on nothing is waited for: the file is whole or not there, and nothing is left beside it."""
    target = tmp_path / name
    for pause in (0.0, 0.001, 0.01):
        process = started(command, "xor", "-o", str(target))
        wait_until_running(tmp_path)
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            time.sleep(pause)
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode in (130, -signal.SIGINT)
        assert b"Traceback" not in err
        assert set(tmp_path.iterdir()) <= {target}
        if target.exists():
            assert b"stopped" in target.read_bytes()
            target.unlink()


def test_a_second_interrupt_frees_what_is_blocked() -> None:
    """A reader that does not read holds up the first, which waits for the step's line, and not the second."""
    process = started("train", "xor", "-f", "jsonl")
    wait_until_full(process)
    process.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.3)
    process.send_signal(signal.SIGINT)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) in (130, -signal.SIGINT)
    process.kill()
    _, err = process.communicate(timeout=PATIENCE)
    assert b"Traceback" not in err


def test_the_reader_is_interrupted_too() -> None:
    """``train | head`` and Ctrl-C, which ends both: 130, and nothing is said of the pipe."""
    process = started("train", "xor", "-f", "jsonl")
    assert process.stdout is not None
    process.stdout.read(10)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    process.stdout.close()
    assert process.wait(PATIENCE) == 130
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()


def test_an_interrupt_at_any_moment(tmp_path: Path) -> None:
    """From the start on: there is no file, or a whole one, which may hold no step at all."""
    target = tmp_path / "out.json"
    for moment in range(10):
        process = started("train", "xor", "-o", str(target))
        time.sleep(moment / 30)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode in (130, -signal.SIGINT, 1), "1: before Python itself has started"
        assert b"bpcli/" not in err
        if target.exists():
            check_stopped(answer(target.read_bytes()), err.decode())
            target.unlink()
        assert list(tmp_path.iterdir()) == []


def test_a_run_that_is_done_was_not_stopped(tmp_path: Path) -> None:
    """A signal that comes during the last step changes nothing."""
    script = (
        "import os, signal\nfrom bpcli.cli.main import main\nfrom bpcli.program.session import Session\n"
        "make = Session.step\ndef step(self, *given):\n    make(self, *given)\n"
        "    if self.step_number == {}: os.kill(os.getpid(), signal.SIGINT)\nSession.step = step\nmain()"
    )
    for at, status in ((3, 130), (10, 0)):
        command = [BPCLI[0], "-c", script.format(at), "train", "xor", "--json"]
        done = subprocess.run(command, capture_output=True, env=environment({}), check=False)
        whole = json.loads(done.stdout)
        assert (done.returncode, len(whole["steps"]), whole.get("stopped")) == (status, at, at if status else None)
