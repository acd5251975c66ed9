"""Faults as a compiler shows them: the line, a caret under the value, wrapped and in colour on a terminal."""

from __future__ import annotations

import io
import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from rich.cells import cell_len

from bpcli.cli.standard_error import tell_faults
from bpcli.config.load import load
from bpcli.errors import ConfigError, Excerpt, Fault, printable
from bpcli.program.setup import prepare
from bpcli.writers.console import Console
from bpcli.writers.fault_report import render_faults
from tests.cli.pseudo_terminal import on_terminal
from tests.conftest import Run

CONFIG = """\
name: T
sed: 3
data:
  x: [[0, 0], [0, 1, 2], [1, 0], [1, 1]]
  y: [0, 1, 7]
network:
  layers:
    - {units: 4, activation: 'rel lu' , weights: [[1, 2], [3, 4]]}
    - units: 2 # two
      activation: {name: leaky_relu, slop: 1}
      bias: &b [1, 2,
        3]
    - 3
loss: cross entropi  # a comment
optimizer: {name: sgd, learning_rate: -1e+3, freeze: [W3], "lr": 0.1}
training:
  shuffle: "a: b"
  steps: .inf
name: U
metrics: [acuracy, mse]
"""
UNDERLINED = [
    "sed",
    "[0, 1, 2]",
    "[0, 1, 7]",
    "'rel lu'",
    "slop",
    "3",
    "cross entropi",
    "-1e+3",
    "[",
    '"lr"',
    '"a: b"',
    ".inf",
    "name",
    "acuracy",
]


class Shown(NamedTuple):
    """A fault's first line, the line of the file as it is shown, and what of it stands above the caret."""

    headline: str
    number: str
    line: str
    underlined: str


def report(error: ConfigError, width: int | None = None) -> str:
    """The faults as they are printed: into a pipe, or on a terminal of this width without colour."""
    console = Console(io.StringIO(), is_terminal=width is not None)
    console.no_color = True
    if width is not None:
        console.width = width
    render_faults(error, console)
    return re.sub(r"\x1b\[[0-9;]*m", "", console.file.getvalue())  # type: ignore[attr-defined]


def shown(text: str) -> Iterator[Shown]:
    """Every fault of a report that comes with a line."""
    lines = text.splitlines()
    for headline, line, beneath in zip(lines, lines[1:], lines[2:], strict=False):
        if match := re.fullmatch(r"( +\| )( *)(\^+)", beneath):
            begin, end = cell_len(match[1] + match[2]), cell_len(beneath)
            number, _, written = line.partition(" | ")
            yield Shown(headline, number.strip(), written, cut_by_cells(line, begin, end))


def cut_by_cells(line: str, begin: int, end: int) -> str:
    """What stands between two columns of a terminal, one of which may be behind the line."""
    edges = [cell_len(line[:index]) for index in range(len(line) + 1)]
    assert end <= edges[-1] + 1
    return line[edges.index(begin) : bisect_right(edges, end) - 1]


def faults(text: str, *settings: str) -> ConfigError:
    """The error that a config raises."""
    Path("c.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        prepare("c.yaml", settings)
    return caught.value


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The configs are written there."""
    monkeypatch.chdir(tmp_path)


def test_the_caret_stands_under_the_value() -> None:
    """It is as wide as the value; the line is the file's, with its number, and the first line that of scripts."""
    error = faults(CONFIG)
    told = list(shown(report(error)))
    assert [one.headline for one in told] == [f"bpcli: {fault}" for fault in error.faults]
    assert [one.underlined for one in told] == [one for one in UNDERLINED if one != "["]
    for one in told:
        assert one.line == CONFIG.splitlines()[int(one.number) - 1]
        assert f":{one.number}:" in one.headline


@pytest.mark.parametrize("width", [30, 60, 80, 100, 140])
def test_a_terminal_is_fitted(width: int) -> None:
    """No line is wider, words stay whole, and nothing of the message is lost."""
    error = faults(CONFIG)
    text = report(error, width)
    assert max(map(cell_len, text.splitlines())) <= width
    words = " ".join(line.strip() for line in text.splitlines() if " | " not in line)
    for fault in error.faults:
        assert re.sub(r"\s", "", str(fault)) in re.sub(r"\s", "", words)
    assert width < 60 or all(word in text for word in ("optimizer.learning_rate:", "leaky_relu,"))


LINES = [
    ("seed: x", "x"),
    ("seed:\tx", "x"),
    ("日本語: 1", "日本語"),
    ("name: T   # 日本\nloss: 漢字", "漢字"),
    ("{name: \t'日本', seed:\t'\\e[31mé'}", "'\\e[31mé'"),
    ('"e\u0301": {}', '"e\u0301"'),
    ('{name: "\u202eT\u200b", seed: x}', "x"),
    ("- 1", "-"),
    ("name: [1,\n\n", ""),
    ("a: 1\nbc: \x00x", "\\x00x"),
    ("a: 1\nbc: \x1b[31m", "\\x1b"),
    ("a: @b", "@b"),
    ('a: "b', ""),
    ("a: 1\nb", ""),
    ("seed: x\u2028loss: yes", "x"),
]


@pytest.mark.parametrize(("text", "underlined"), LINES)
@pytest.mark.parametrize("width", [None, 40])
def test_tabs_wide_and_hidden_characters(text: str, underlined: str, width: int | None) -> None:
    """The caret is where the value is on the screen, and nothing that a terminal obeys is left of the line."""
    printed = report(faults(text), width)
    assert all(printable(line) == line for line in printed.splitlines())
    assert underlined in [one.underlined.strip() for one in shown(printed)]


@pytest.mark.parametrize("width", [None, 50, 90])
@pytest.mark.parametrize("before", [0, 3, 70, 5000])
@pytest.mark.parametrize("after", [0, 3, 70, 5000])
@pytest.mark.parametrize("char", ["ab", "漢", "\t", "\x07"])
def test_long_lines_are_cut_around_the_caret(char: str, before: int, after: int, width: int | None) -> None:
    """It is always in view, what is left out is marked, and what is near stands there."""
    text = char * before + "wrong" + char * after
    start = len(char) * before
    fault = Fault((), "x", place="c:1:1", excerpt=Excerpt(text, start, start + 5, 7))
    printed = report(ConfigError([fault]), width)
    (one,) = shown(printed)
    room = (width or 120) - len("  7 | ")
    assert one.underlined == "wrong"
    assert cell_len(one.line) <= room
    whole = "".join("    " if each == "\t" else printable(each) for each in text)
    kept = one.line.removeprefix("...").removesuffix("...")
    assert kept in whole
    assert cell_len(one.line) > room - 10 or one.line == whole
    assert one.line.startswith("...") == (not whole.startswith(kept))


def test_a_value_that_is_wider_than_the_screen() -> None:
    """Its caret ends where the line is cut."""
    fault = Fault((), "x", place="c:1:1", excerpt=Excerpt("a: " + "b" * 500, 3, 503, 1))
    (one,) = shown(report(ConfigError([fault]), 60))
    assert set(one.underlined.removesuffix("...")) == {"b"}


@pytest.mark.parametrize(
    ("settings", "underlined"),
    [
        (["seed=x"], ["x"]),
        (["seed"], ["seed"]),
        (["lr=0.1"], ["lr"]),
        (["units=3"], ["units"]),
        (["optimizer={name: adam, learning_rate: -1, betas: [0, 2]}"], ["-1", "2"]),
        (["optimizer={name: adam, lr: 1}"], ["lr"]),
        (["loss={name: mse, over_samples: 'no'}"], ["'no'"]),
        (["seed=[1"], [""]),
        (["seed=@x"], ["@x"]),
        (["metrics=[mse,\n acuracy]"], ["acuracy"]),
        (["optimizer.momentum=yes", "training.steps = -1"], ["yes", "-1"]),
    ],
)
def test_options_are_shown_as_they_were_typed(settings: list[str], underlined: list[str]) -> None:
    """With a caret under the key or the part of the value that is wrong, and without a line's number."""
    with pytest.raises(ConfigError) as caught:
        prepare("xor", settings)
    told = list(shown(report(caught.value)))
    assert [one.underlined.strip() for one in told] == underlined
    assert {one.number for one in told} == {""}


def test_steps_is_shown_as_it_was_typed() -> None:
    """As every other option that gives a part of the config."""
    with pytest.raises(ConfigError) as caught:
        prepare("xor", steps=2**70)
    assert report(caught.value).splitlines()[1:] == [f"   | --steps {2**70}", f"   |         {'^' * 22}"]


def test_data_files_are_shown_too() -> None:
    """The very cell, line or byte of a CSV file."""
    config = "data: {source: csv, path: d.csv, x: [a], y: b}\nnetwork: {layers: [{units: 1}]}\nloss: mse\n"
    for text, underlined in (
        ("a,b\n1,2\nx,3\n4,nan\n", ["x", "nan"]),
        ('a,b\n"1","z ""y"""\n4,\n', [""]),
        ("a,b\n1,2,3\n", ["1,2,3"]),
        ("a;b\n1;2\n", ["a;b"]),
        ('a,b\n1,"2\n', ['1,"2']),
    ):
        Path("d.csv").write_text(text, encoding="utf-8")
        told = list(shown(report(faults(config))))
        assert [one.underlined.strip() for one in told] == underlined, text
        assert all(one.headline.startswith("bpcli: d.csv:") for one in told)


def test_a_mapping_has_no_line() -> None:
    """A config given in Python is told without, and str(error) is the faults, one a line."""
    with pytest.raises(ConfigError) as caught:
        load({"seed": "x", "data": 5}).faults.raise_all()
    printed = report(caught.value)
    assert printed == "".join(f"bpcli: {line}\n" for line in str(caught.value).splitlines())


def test_very_many() -> None:
    """Each has its line up to a hundred, the others are counted, and a note has the last word."""
    excerpt = Excerpt("a", 0, 1, 1)
    error = ConfigError([Fault((), f"f{n}", place="c:1:1", excerpt=excerpt) for n in range(120)], 5, "a note")
    lines = report(error).splitlines()
    assert sum(line.endswith("^") for line in lines) == 100
    assert lines[-2:] == ["bpcli: ... and 25 more", "bpcli: a note"]
    assert str(error).splitlines()[-2:] == ["... and 25 more", "a note"]


RED, GREEN = "\x1b[1;38;5;196m^", "\x1b[1;38;5;28mdid you mean"


@pytest.mark.parametrize(
    ("term", "no_color", "coloured"), [("xterm-256color", "", True), ("xterm", "1", False), ("dumb", "", False)]
)
def test_colour_on_a_terminal(term: str, no_color: str, coloured: bool) -> None:
    """The question and the caret are in colour where there is one."""
    screen = on_terminal("trace", "--set", "lr=1", TERM=term, NO_COLOR=no_color)
    assert (RED in screen.text) == coloured
    assert (GREEN in screen.text) == coloured
    assert screen.status == 2


def test_colour_in_a_pipe(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is none, unless it is asked for."""
    assert "\x1b" not in run("trace", "--set", "lr=1").err
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert RED in run("trace", "--set", "lr=1").err


class Full(io.StringIO):
    """A stream that takes nothing, as a full disk."""

    def write(self, text: str) -> int:
        """Refuse."""
        raise OSError(28, "No space left on device")


def test_nobody_can_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A standard error that takes nothing is no error more."""
    monkeypatch.setattr("sys.stderr", Full())
    tell_faults(ConfigError([Fault((), "x")]))
