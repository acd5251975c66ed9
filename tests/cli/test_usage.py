"""Options and arguments that do not fit: one message on standard error, status 2, nothing written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bpcli.cli.main import COMMANDS
from bpcli.writers.formats import RUN_FORMATS
from tests.conftest import Run

FAMILIES = "X, Y, W, b, Z, A, loss, delta, dW, db, dA, fprime, W_step, b_step, W_new, b_new"
NO_LONGER_FINITE = "the numbers are no longer finite"
FORMATS = ", ".join(RUN_FORMATS)
SPANS = "allowed: a step N, the steps from A to B as A:B, or last"
HAS = f"it has {FAMILIES}, each also with its layer\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--at", "0"), "bpcli: --at 0: steps count from 1\n"),
        (("--at", "11"), "bpcli: --at 11: this run has steps 1 to 10; ask for more with --steps"),
        (("--at", ":0"), "bpcli: --at :0: steps count from 1\n"),
        (("--at", "3:1"), "bpcli: --at 3:1: the last step stands before the first\n"),
        (("--at", "a:b"), f"bpcli: --at a:b: {SPANS}"),
        (("--at", "-1"), f"bpcli: --at -1: {SPANS}"),
        (("--at", "٣"), f"bpcli: --at ٣: {SPANS}"),
        (("--at", ""), f"bpcli: --at : {SPANS}"),
        (("--at", "9" * 5000), "bpcli: --at 999"),
        (("--only", ""), f"bpcli: --only : this run has no such quantity; {HAS}"),
        (("--only", "Z,,A"), f"bpcli: --only : this run has no such quantity; {HAS}"),
        (("--only", "Z,delat"), f"bpcli: --only delat: did you mean 'delta'? this run has no such quantity; {HAS}"),
        (("--only", "dw1"), f"bpcli: --only dw1: did you mean 'dW1'? this run has no such quantity; {HAS}"),
        (("--only", "W1_velocity"), f"bpcli: --only W1_velocity: this run has no such quantity; {HAS}"),
        (("--only", "\x1b[31m"), "bpcli: --only \\x1b[31m: this run has no such quantity"),
        (("--layer", "-1"), "bpcli: --layer -1: there are layers 1 to 2, and 0 for the input"),
        (("--layer", "99"), "bpcli: --layer 99: there are layers 1 to 2, and 0 for the input"),
        (("--layer", "x"), "bpcli: --layer: found 'x'; allowed: a whole number\n"),
        (("--precision", "99"), "bpcli: --precision: found '99'; allowed: a whole number from 1 to 17\n"),
        (("--precision", "-1"), "bpcli: --precision: found '-1'; allowed: a whole number from 1 to 17\n"),
        (("--at", "1", "--steps", "0"), "bpcli: --at 1: this run has no steps; ask for some with --steps\n"),
        (("--at", "last", "--steps", "0"), "bpcli: --at last: this run has no steps; ask for some with --steps\n"),
        (("--at", "2", "--steps", "1"), "bpcli: --at 2: this run has step 1 alone; ask for more with --steps\n"),
        (("--steps", "-1"), "bpcli: --steps: found '-1'; allowed: a whole number, 0 or more\n"),
        (("--steps", "1e3"), "bpcli: --steps: found '1e3'; allowed: a whole number, 0 or more\n"),
        (("--steps", "1_000"), "bpcli: --steps: found '1_000'; allowed: a whole number, 0 or more\n"),
        (("--steps", "٣"), "bpcli: --steps: found '٣'; allowed: a whole number, 0 or more\n"),
        (("--steps", "9" * 5000), "bpcli: --steps: found '9999"),
        (("--steps", str(10**30)), f"bpcli: --steps {10**30}: training.steps: found {10**30}; allowed: a whole number"),
        (
            ("--format", "xml"),
            f"bpcli: --format: found 'xml'; allowed: {FORMATS}\n",
        ),
        (
            ("-f", "jsno"),
            f"bpcli: --format: did you mean 'json'? found 'jsno'; allowed: {FORMATS}\n",
        ),
        (("--format",), "bpcli: --format: needs a value; see bpcli trace --help\n"),
        (("--full=3",), "bpcli: --full: takes no value; see bpcli trace --help\n"),
        (("--formt", "json"), "bpcli: --formt: did you mean '--format'? no such option; see bpcli trace --help\n"),
        (
            ("--lr", "1"),
            "bpcli: --lr: did you mean '--set optimizer.learning_rate=...'? no such option; see bpcli trace",
        ),
        (("--epochs", "1"), "bpcli: --epochs: did you mean '--steps'? no such option; see bpcli trace --help\n"),
        (("--depth", "1"), "bpcli: --depth: no such option; see bpcli trace --help\n"),
        (("xor",), "bpcli: xor: an argument too many; see bpcli trace --help\n"),
        (("--set", "seed"), "bpcli: --set seed: a setting is KEY=VALUE, such as optimizer.learning_rate=0.5"),
        (("-o", "/nowhere/at/all"), "bpcli: /nowhere/at/all: cannot be written: No such file or directory"),
        (("-o", "/"), "bpcli: /: cannot be written: Is a directory"),
        (("-o", ""), "bpcli: '': cannot be written: a file needs a name; - is standard output"),
        (("-o", "a\0b"), "bpcli: a\\x00b: cannot be written: a file name cannot hold a NUL"),
        (("-o", "x" * 300), "cannot be written: File name too long"),
        (("-o", "/dev/full"), "bpcli: /dev/full: cannot be written: No space left on device"),
        (("--json", "-o", "/dev/full"), "bpcli: /dev/full: cannot be written: No space left on device"),
    ],
)
def test_wrong_options_of_trace(
    run: Run, args: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is told with what there is instead; where Click refuses it, in Click's words, it is named."""
    monkeypatch.chdir(tmp_path)
    status, out, err = run("trace", "xor", *args)
    assert (status, out) == (2, b"")
    assert message in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("trac",), "bpcli: trac: did you mean 'trace'? no such command; there are trace, train, "),
        (("zzz",), "bpcli: zzz: no such command; there are trace, train, "),
        (("--zzz",), "bpcli: --zzz: no such option; see bpcli --help\n"),
        ((), "Usage: bpcli [OPTIONS] COMMAND [ARGS]..."),
        (("train", "--every", "0"), "bpcli: --every: found '0'; allowed: a whole number, 1 or more\n"),
        (("check", "--at", "0"), "bpcli: --at 0: this run has steps 1 to 10; ask for more with --steps\n"),
        (("check", "--at", "2:3"), "bpcli: --at 2:3: allowed: a step N, or last\n"),
        (("check", "--steps", "0"), "bpcli: --at 1: this run has no steps; ask for some with --steps\n"),
        (("explain", "W1", "--steps", "0"), "bpcli: --at 1: this run has no steps; ask for some with --steps\n"),
        (("compare", "x", "--rtol", "nan"), "bpcli: --rtol: found 'nan'; allowed: a number, 0 or more\n"),
        (("compare", "x", "--rtol", "-1e-9"), "bpcli: --rtol: found '-1e-9'; allowed: a number, 0 or more\n"),
        (("compare", "x", "--atol", "inf"), "bpcli: --atol: found 'inf'; allowed: a number, 0 or more\n"),
        (("compare",), "bpcli: MINE is missing; see bpcli compare --help\n"),
        (("compare", "a", "b", "c"), "bpcli: 3 arguments; there are two at most, CONFIG and MINE\n"),
        (("train", "--at", "1"), "bpcli: --at: no such option; see bpcli train --help"),
        (("schema",), "bpcli: WHAT is missing; it is one of config, trace; see bpcli schema --help\n"),
        (("schema", "confg"), "bpcli: WHAT: did you mean 'config'? found 'confg'; allowed: config, trace\n"),
        (("examples", "xor", "iris"), "bpcli: iris: an argument too many; see bpcli examples --help\n"),
        (("examples", "xro"), "bpcli: xro: did you mean 'xor'? no such example; there are columns, iris, "),
        (("init", "--from", ""), "bpcli: '': no such example; there are columns, iris, "),
        (("init", "/nowhere/at/all"), "bpcli: /nowhere/at/all: cannot be written: No such file or directory"),
        (("init", "/"), "bpcli: /: is there already; --force overwrites it"),
        (("init", "--force", "/"), "bpcli: /: cannot be written: Is a directory"),
        (("init", "a\0b"), "bpcli: a\\x00b: cannot be written: a file name cannot hold a NUL"),
        (("init", ""), "bpcli: '': cannot be written: a file needs a name; - is standard output"),
        (("trace", "nope"), "bpcli: nope: no such file, and no example of that name; the shipped examples are"),
        (("train", "-"), "bpcli: <stdin>:1:1: the file is empty"),
    ],
)
def test_wrong_commands(run: Run, args: tuple[str, ...], message: str) -> None:
    """A command, argument or file that is none, with the nearest that is; Click's words are its own."""
    status, out, err = run(*args)
    assert (status, out) == (2, b"")
    assert message in err


def test_a_config_with_faults_writes_nothing(run: Run, tmp_path: Path) -> None:
    """Every fault is told on standard error, each with its place first, and the output file is not touched."""
    config, target = tmp_path / "c.yaml", tmp_path / "out.json"
    text = "sed: 1\ndata: {x: [[0]], y: [0, 1]}\nnetwork: {layers: [{units: 1}]}\nloss: msee\n"
    config.write_text(text, encoding="utf-8")
    target.write_text("kept", encoding="utf-8")
    for command in ("trace", "train"):
        status, out, err = run(command, str(config), "-o", str(target))
        assert (status, out, target.read_text(encoding="utf-8")) == (2, b"", "kept")
        assert [line.split(": ")[:3] for line in err.splitlines() if line.startswith("bpcli")] == [
            ["bpcli", f"{config}:1:1", "sed"],
            ["bpcli", f"{config}:2:21", "data.y"],
            ["bpcli", f"{config}:4:7", "loss"],
        ]


def test_the_config_may_come_from_standard_input(run: Run) -> None:
    """- reads it there, and its faults are told of <stdin>."""
    text = b"data: {x: [[0]], y: [0]}\nnetwork: {layers: [{units: 1}]}\nloss: mse\n"
    assert run("trace", "-", "--json", stdin=text).status == 0
    status, _, err = run("trace", "-", stdin=text + b"seed: x\n")
    said = "bpcli: <stdin>:4:7: seed: found 'x'; allowed: a whole number, at least 0\n"
    assert (status, err) == (2, f"{said}  4 | seed: x\n    |       ^\n")


def test_a_config_may_be_a_pipe(run: Run, tmp_path: Path) -> None:
    """What is no plain file is read as well, as a shell's <(...) is."""
    reading, writing = os.pipe()
    os.write(writing, b"data: {x: [[0]], y: [0]}\nnetwork: {layers: [{units: 1}]}\nloss: mse\n")
    os.close(writing)
    assert run("trace", f"/dev/fd/{reading}", "--json").status == 0
    os.close(reading)


def test_left_out_the_config_is_xor(run: Run) -> None:
    """trace and train run right after the install."""
    assert run("trace", "--json").out == run("trace", "xor", "--json").out
    assert run("train", "--steps", "100", "--json").out == run("train", "xor", "--steps", "100", "--json").out


def test_the_last_of_several_formats_counts(run: Run) -> None:
    """--json is short for --format json, and the later of the two wins."""
    assert run("trace", "-f", "table", "--json").out == run("trace", "-f", "json").out
    assert run("trace", "--json", "-f", "table").out.startswith(b"XOR")


@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_the_output_files_name_tells_the_format(run: Run, ending: str, tmp_path: Path) -> None:
    """-o trace.json is JSON without more words."""
    target = tmp_path / f"trace.{ending}"
    assert run("trace", "xor", "-o", str(target)) == (0, b"", "")
    assert target.read_bytes() == run("trace", "xor", "-f", ending).out


def test_out_of_memory_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that no memory holds is a message, not a traceback."""
    monkeypatch.setattr("bpcli.data.memory_limit._memory", lambda: 1e6)
    status, out, err = run("trace", "xor", "--set", "network.layers.0.units=100000")
    assert (status, out) == (2, b"")
    assert err == "bpcli: out of memory: the network or its data are too large for this machine\n"


@pytest.mark.parametrize("format_", ["table", "json", "jsonl"])
@pytest.mark.parametrize("command", ["trace", "train"])
def test_leaving_the_finite_numbers(run: Run, command: str, format_: str) -> None:
    """What was computed is written, then step, quantity and entry are named, with status 1 and no warning more."""
    status, out, err = run(command, "xor", "-f", format_, "--set", "optimizer.learning_rate=1e300")
    assert status == 1
    assert b"NaN" in out
    assert err == f"bpcli: step 2: Z2[0,0] is -inf: {NO_LONGER_FINITE}\n"


@pytest.mark.parametrize("layout", ["rows", "columns"])
def test_the_entry_is_counted_in_the_configs_layout(run: Run, layout: str) -> None:
    """Under columns the first index is the unit's."""
    data = "[[0, 0, 2]]" if layout == "columns" else "[[0], [0], [2]]"
    text = f"layout: {layout}\ndata: {{x: {data}, y: [0, 0, 0]}}\nloss: mse\n"
    text += "network: {layers: [{weights: [[1.0e+308]], bias: 0}]}\n"
    entry = "[0,2]" if layout == "columns" else "[2,0]"
    assert run("trace", "-", stdin=text.encode()).err == f"bpcli: step 1: Z1{entry} is inf: {NO_LONGER_FINITE}\n"


def test_float32_constants_beyond_its_range(run: Run) -> None:
    """A learning rate that float32 cannot hold is found in what it makes, without a warning."""
    settings = ("--set", "dtype=float32", "--set", "optimizer.learning_rate=1e300")
    assert run("train", "mazur", *settings).err == f"bpcli: step 1: W1_step[0,0] is inf: {NO_LONGER_FINITE}\n"


def test_init(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The starter is written once, names itself, runs, and is overwritten only by force."""
    monkeypatch.chdir(tmp_path)
    status, out, err = run("init")
    assert (status, out, err) == (0, b"", "bpcli.yaml: written; next: bpcli trace bpcli.yaml\n")
    text = Path("bpcli.yaml").read_text(encoding="utf-8")
    assert "bpcli trace bpcli.yaml" in text
    assert run("trace", "bpcli.yaml").status == 0
    Path("bpcli.yaml").write_text("mine", encoding="utf-8")
    assert run("init") == (2, b"", "bpcli: bpcli.yaml: is there already; --force overwrites it\n")
    assert Path("bpcli.yaml").read_text(encoding="utf-8") == "mine"
    assert run("init", "--force").status == 0
    assert Path("bpcli.yaml").read_text(encoding="utf-8") == text
    assert run("init", "-") == (0, text.encode(), "")


def test_examples(run: Run) -> None:
    """A line for each, or JSON with its name, title and file."""
    lines = run("examples").out.decode().splitlines()
    assert "xor              XOR, 2-4-2" in lines
    assert b'"name":"xor","title":"XOR, 2-4-2"' in run("examples", "--json").out


@pytest.mark.parametrize("command", COMMANDS)
def test_help(run: Run, command: str) -> None:
    """Every command explains itself, each of its options too, within 80 columns; -h is short for --help."""
    status, out, err = run(command, "--help")
    lines = out.decode().splitlines()
    assert (status, err) == (0, "")
    assert lines[0].startswith(f"Usage: bpcli {command} ")
    assert max(map(len, lines)) <= 80
    assert run(command, "-h").out == out
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("  -") and "  " not in line[2:]:
            assert below.startswith(" " * 10), line


def test_help_of_the_program(run: Run) -> None:
    """Every command with what it does, on one screen."""
    text = run("--help").out.decode()
    assert all(f"  {command} " in text for command in COMMANDS)
    assert len(text.splitlines()) <= 40
    assert run("-h").out.decode() == text


def test_version(run: Run) -> None:
    """The version that the package has."""
    import bpcli

    assert run("--version").out.decode() == f"bpcli, version {bpcli.__version__}\n"


@pytest.mark.parametrize("options", [(), ("--json",), ("--json", "--precision", "3")])
@pytest.mark.parametrize("command", ["trace", "train"])
def test_metrics_may_overflow(run: Run, command: str, options: tuple[str, ...]) -> None:
    """Where the loss is finite and a square is not, the metric is infinite, and nothing else is said."""
    text = "data: {x: [[1.0e+200], [2.0]], y: [[-1.0e+200], [3.0]]}\nloss: mae\nmetrics: [mse, mae, r2]\n"
    text += "network: {layers: [{weights: [[1.0]], bias: 0}]}\n"
    answer = run(command, "-", *options, stdin=text.encode())
    assert (answer.status, answer.err) == (0, "")
    assert b"inf" in answer.out.lower()
