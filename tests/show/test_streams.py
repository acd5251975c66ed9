"""A trace that is still being written, keys in any order, traces of older times and of other frameworks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bpcli.readers.stored.run import stored_run
from tests.conftest import Run
from tests.show.traces import small, small_text, without

BPCLI = [sys.executable, "-m", "bpcli"]


@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_a_step_is_shown_while_the_next_is_not_yet_written(run: Run, ending: str) -> None:
    """The reader of a pipe waits for no more than the step's own end."""
    text = run("trace", "xor", "-f", ending).out
    first, second = (text.index(b'{"step":' + number) for number in (b"1", b"2"))
    end = text.rindex(b"}", first, second) + 1
    shown = subprocess.Popen(
        [*BPCLI, "show", "-", "-f", "jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert shown.stdin is not None
    assert shown.stdout is not None
    shown.stdin.write(text[:end])
    shown.stdin.flush()
    shown.stdout.readline()
    assert shown.stdout.readline() == text[first:end] + b"\n"
    out, err = shown.communicate(text[end:])
    assert (shown.returncode, err, out.count(b"\n")) == (0, b"", 10)


@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_an_interrupt_leaves_whole_output(run: Run, ending: str) -> None:
    """Also where the next step is long in coming: what was shown is closed, and says after which step it stopped."""
    text = run("trace", "xor", "-f", "jsonl").out
    shown = subprocess.Popen(
        [*BPCLI, "show", "-", "-f", ending],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert shown.stdin is not None
    assert shown.stdout is not None
    shown.stdin.write(b"".join(text.splitlines(keepends=True)[:3]))
    shown.stdin.flush()
    begun = b""
    while b'{"step":2' not in begun:
        begun += os.read(shown.stdout.fileno(), 1 << 16)
    time.sleep(0.2)
    shown.send_signal(signal.SIGINT)
    rest, err = shown.communicate()
    assert (shown.returncode, err) == (130, b"bpcli: stopped at step 2 of 10\n")
    last = json.loads(begun + rest) if ending == "json" else json.loads((begun + rest).splitlines()[-1])
    assert last["stopped"] == 2
    assert "evaluation" not in last


def test_nothing_behind_the_last_step_is_read(run: Run) -> None:
    """What stands behind it may be anything, or not be there yet."""
    text = run("trace", "xor", "-f", "json").out
    cut = text[: text.index(b'{"step":3')]
    status, out, err = run("show", "-", "--at", "2", "--json", stdin=cut)
    assert (status, err) == (0, "")
    assert [step["step"] for step in json.loads(out)["steps"]] == [2]


def test_a_reader_that_leaves_is_no_fault() -> None:
    """bpcli trace | bpcli show - --at 1: both end well."""
    writer = [*BPCLI, "trace", "iris", "--json"]
    reader = [*BPCLI, "show", "-", "--at", "1", "--only", "loss"]
    with subprocess.Popen(writer, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as written:
        assert written.stdout is not None
        assert written.stderr is not None
        done = subprocess.run(reader, stdin=written.stdout, capture_output=True, check=False)
        written.stdout.close()
        assert (done.returncode, done.stderr) == (0, b"")
        assert (written.stderr.read(), written.wait()) == (b"", 0)


def ordered(*keys: str) -> bytes:
    """The small trace with its keys in this order."""
    trace = small()
    return json.dumps({key: trace[key] for key in keys}, indent=1).encode()


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(small(), sort_keys=True).encode(),
        json.dumps(small(), indent="\t").encode(),
        b"\xef\xbb\xbf" + json.dumps(small(), separators=(" ,\r\n ", "\t: ")).encode(),
        ordered("evaluation", "steps", "version", "format", "name", "layers", "conventions", "config"),
        ordered("format", "name", "layers", "conventions", "steps", "config", "evaluation", "version"),
    ],
    ids=["sorted", "indented", "spaced", "head behind the steps", "config behind the steps"],
)
def test_the_order_of_keys_and_the_space_between_do_not_matter(run: Run, text: bytes, tmp_path: Path) -> None:
    """Quantities come in the order in which they are computed, whoever has sorted them."""
    path = tmp_path / "t.json"
    path.write_bytes(text)
    assert run("show", str(path), "--json") == (0, small_text(), "")


def test_a_pipe_needs_its_head_first(run: Run) -> None:
    """Nobody can go back in it: without a config it goes on, without layers it does not."""
    text = ordered("format", "name", "layers", "conventions", "steps", "config", "evaluation")
    assert run("show", "-", stdin=text)[::2] == (0, "")
    text = ordered("format", "name", "steps", "layers", "conventions", "config", "evaluation")
    assert "a trace without conventions, or with its conventions behind the steps" in run("show", "-", stdin=text).err


def older() -> dict[str, Any]:
    """The small trace as it was before much of today's was written."""
    trace = small()
    del trace["evaluation"]["step"], trace["conventions"]["over_samples"], trace["version"], trace["name"]
    for layer in trace["layers"]:
        del layer["parameters"]
    for step in trace["steps"]:
        del step["mean_loss"], step["metrics"]
    return trace


def test_what_older_traces_lack_is_no_fault(run: Run, tmp_path: Path) -> None:
    """It is made up from the rest where that tells it."""
    path = tmp_path / "old.json"
    path.write_text(json.dumps(older()), encoding="utf-8")
    shown = json.loads(run("show", str(path), "--json").out)
    assert shown["name"] == "old"
    assert shown["evaluation"]["step"] == 2
    assert [layer["parameters"] for layer in shown["layers"]] == [12, 10]
    assert [step["mean_loss"] for step in shown["steps"]] == [step["loss"] for step in shown["steps"]]
    assert shown["config"] == small()["config"]
    table = run("show", str(path)).out.decode()
    assert "2 → 4 relu → 2 softmax · 22 parameters" in table
    assert "evaluation after step 2" in table


def test_further_keys_are_left_aside(run: Run) -> None:
    """At every level, whatever they hold."""
    trace = small()
    for place in (trace, trace["steps"][0], trace["steps"][0]["values"]["Z1"], trace["evaluation"], trace["layers"][0]):
        place["notes"] = [{"steps": [1]}, "}", None]
    assert run("show", "-", "--json", stdin=json.dumps(trace).encode()) == (0, small_text(), "")


def test_a_config_that_cannot_be_used_is_told_of(run: Run) -> None:
    """The numbers are shown all the same; formulas with their matrices are not."""
    trace = small()
    trace["config"]["optimizer"]["name"] = "sgdd"
    text = json.dumps(trace).encode()
    status, out, err = run("show", "-", "--json", stdin=text)
    assert status == 0
    assert err.startswith("bpcli: note: the trace's config cannot be used and is left out: ")
    assert "optimizer.name: did you mean 'sgd'? found 'sgdd'" in err
    assert json.loads(out)["steps"] == small()["steps"]
    status, out, err = run("show", "-", "--view", "equations", stdin=text)
    assert (status, out) == (2, b"")
    assert "--view equations needs the trace's config; this trace has one that cannot be used" in err


def test_without_a_config_there_is_the_sheet(run: Run) -> None:
    """As of a captured trace; --view equations says what it lacks."""
    text = without("config")
    assert run("show", "-", stdin=text)[::2] == (0, "")
    status, out, err = run("show", "-", "--view", "equations", stdin=text)
    assert (status, out) == (2, b"")
    assert "--view equations needs the trace's config; this trace has none" in err
    assert "--view sheet" in err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--at", "3"), "--at 3: <stdin> has steps 1 to 2\n"),
        (("--at", "0:2"), "--at 0:2: steps count from 1\n"),
        (("--at", "2:1"), "--at 2:1: the last step stands before the first\n"),
        (("--at", "5:"), "--at 5:: <stdin> has steps 1 to 2\n"),
        (("--at", "x"), "--at x: allowed: a step N, the steps from A to B as A:B, or last\n"),
        (
            ("--only", "dZ1"),
            "--only dZ1: did you mean 'Z1'? this trace has no such quantity; it has X, Y, W, Z, A, loss, dW, each",
        ),
        (("--only", "dw1"), "did you mean 'dW1'?"),
        (("--only", "W1_new"), "this trace has no such quantity"),
        (("--layer", "3"), "--layer 3: there are layers 1 to 2, and 0 for the input\n"),
    ],
)
def test_what_the_trace_does_not_have_is_refused(run: Run, options: tuple[str, ...], said: str) -> None:
    """Before anything is written."""
    status, out, err = run("show", "-", *options, stdin=small_text())
    assert (status, out) == (2, b"")
    assert said in err


def test_a_trace_of_steps_3_to_5_has_no_step_1(run: Run) -> None:
    """Steps are called by their own numbers."""
    text = run("trace", "xor", "--at", "3:5", "--json").out
    assert "--at 1: <stdin> has no such step among step 3" in run("show", "-", "--at", "1", stdin=text).err
    assert b"\nstep 4   loss" in run("show", "-", "--at", "4", stdin=text).out
    assert b"evaluation after step 5" in run("show", "-", "--at", "last", stdin=text).out


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("tt.json", "tt.json: did you mean 't.json'? no such file"),
        ("xor", "xor: no such file; it is an example's name: bpcli trace xor computes it"),
        (".", ".: cannot be read: Is a directory"),
        ("", "'': no such file"),
        ("a\0b", "a\\x00b: cannot be read: not a path"),
    ],
)
def test_no_file(run: Run, path: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the nearest name, or the command that was meant."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.json").write_bytes(small_text())
    status, out, err = run("show", path)
    assert (status, out, err) == (2, b"", f"bpcli: {said}\n")


def test_a_pipe_by_its_path(run: Run) -> None:
    """As a shell's <(...) is."""
    reading, writing = os.pipe()
    os.write(writing, small_text())
    os.close(writing)
    assert run("show", f"/dev/fd/{reading}", "--json").out == small_text()
    os.close(reading)


def test_a_run_that_is_left_in_the_middle_has_no_evaluation(tmp_path: Path) -> None:
    """It belongs to the end, which was not looked at."""
    path = tmp_path / "t.json"
    path.write_bytes(small_text())
    with stored_run(str(path)) as found:
        next(iter(found))
        assert found.evaluation() is None


@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_a_run_that_somebody_stopped_says_so(run: Run, ending: str) -> None:
    """As JSON it comes back to the byte; in a table it is said."""
    text = run("trace", "xor", "--at", "1:2", "-f", ending).out
    end = text.rindex(b'"evaluation"')
    text = text[:end] + b'"stopped":2,' + (b"\n" if ending == "json" else b"") + text[end:]
    assert run("show", "-", "-f", ending, stdin=text).out == text
    assert b"stopped at step 2 of 10" in run("show", "-", stdin=text).out
    assert b"stopped" not in run("show", "-", "--at", "1", stdin=text).out
