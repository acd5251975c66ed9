"""What stands on a screen as SVG: parsed as XML, drawn by a real renderer where there is one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bpcli.readers.trace import Trace
from bpcli.writers.svg import Canvas
from bpcli.writers.view import View, ViewKind
from tests.conftest import Run
from tests.documents.rendering import NASTY
from tests.documents.runs import RUNS, nasty_setup, trace_of, written

CHARACTER = 12.2
"""How wide one is in the picture."""
SVG = "{http://www.w3.org/2000/svg}"


def text_of(picture: bytes) -> list[str]:
    """The lines of text in it, each piece where it stands."""
    lines: dict[str, str] = {}
    for element in ElementTree.fromstring(picture).iter(f"{SVG}text"):
        line = lines.get(element.attrib["y"], "")
        lines[element.attrib["y"]] = line.ljust(round(float(element.attrib["x"]) / CHARACTER)) + (element.text or "")
    return [*lines.values()]


@pytest.mark.parametrize("name", RUNS)
def test_every_run_is_a_picture(name: str) -> None:
    """Well-formed, with every quantity's name in it as text, and nothing from elsewhere."""
    trace = trace_of(name)
    picture = written("svg", trace)
    told = "\n".join(text_of(picture))
    assert trace.header.name in told
    for quantity in trace.steps[0].values:
        assert quantity in told
    assert re.findall(rb"https?://[^\s\"']*", picture) == [b"http://www.w3.org/2000/svg"]
    assert b"url(" not in picture.replace(b"url(#", b"")


def test_the_view_is_the_one_asked_for() -> None:
    """Each equation with its matrices, too."""
    kinds: tuple[ViewKind, ...] = ("equations", "sheet")
    equations, sheet = (written("svg", trace_of("xor", at="1"), View(kind=kind)) for kind in kinds)
    assert text_of(equations) != text_of(sheet)
    assert "forward" in "\n".join(text_of(equations))


def test_what_is_referred_to_is_there() -> None:
    """Each line's clip has its shape, each text its style; all ids are the picture's own."""
    picture = written("svg", trace_of("xor", at="1")).decode()
    ids = re.findall(r'id="([^"]+)"', picture)
    assert len(ids) == len(set(ids)) > 30
    assert set(re.findall(r"url\(#([^)]+)\)", picture)) <= set(ids)
    styles = set(re.findall(r"\.([\w-]+) \{", picture))
    assert set(re.findall(r'class="([\w-]+-r\d+)"', picture)) <= styles


def test_formulas_are_found() -> None:
    """Blanks are blanks, as somebody types them."""
    told = "\n".join(text_of(written("svg", trace_of("xor", at="1"))))
    assert "Z1 = X W1 + b1" in told
    assert "\xa0" not in told


def test_the_same_run_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever terminal it is written from."""
    picture = written("svg", trace_of("xor", at="1"))
    for variable, value in (("TERM", "dumb"), ("NO_COLOR", "1"), ("FORCE_COLOR", "1"), ("COLORTERM", "truecolor")):
        monkeypatch.setenv(variable, value)
        assert written("svg", trace_of("xor", at="1")) == picture, variable


@pytest.mark.parametrize(("columns", "wide"), [("80", 80), ("140", 140), ("", 100), ("0", 100), ("x", 100)])
def test_the_screen_is_as_wide_as_asked(columns: str, wide: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By COLUMNS, else a hundred."""
    monkeypatch.setenv("COLUMNS", columns)
    assert Canvas().width == wide


def test_a_line_that_is_wider_is_seen_whole() -> None:
    """The picture grows with it."""
    canvas = Canvas()
    canvas.print("x" * 150, crop=False, soft_wrap=True)
    picture = canvas.picture("wide")
    assert "x" * 150 in text_of(picture)
    width = float(re.findall(rb'viewBox="0 0 (\d+)', picture)[0])
    assert width > 150 * 12


def test_hostile_names_are_text(tmp_path: Path) -> None:
    """No element comes of them, no escape, nothing that turns the line around."""
    picture = written("svg", Trace(nasty_setup(tmp_path)))
    tags = {element.tag for element in ElementTree.fromstring(picture).iter()}
    assert tags == {SVG + tag for tag in ("svg", "title", "style", "defs", "clipPath", "rect", "text", "g", "circle")}
    told = "\n".join(text_of(picture))
    assert "<script>alert(1)</script>" in told
    (title,) = ElementTree.fromstring(picture).iter(f"{SVG}title")
    assert "{\\input{x}}" in str(title.text)
    assert NASTY.partition("\n")[0].replace("\x1b", "\\x1b") in told
    assert not re.search("[\x1b\u202e]", told)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("explain", "xor", "dW1[0,2]"), "dW1[0,2]"),
        (("check", "xor"), "3 of 4 gradients are right"),
        (("compare", "xor", "mine.json"), "Z1 is wrong first"),
    ],
    ids=["explain", "check", "compare"],
)
def test_other_commands(
    command: tuple[str, ...], said: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are pictures of what stands on the screen."""
    monkeypatch.chdir(tmp_path)
    Path("mine.json").write_text('{"Z1": [[0, 0, 0, 0], [1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]]}', "utf-8")
    run(*command, "-o", "a.svg")
    told = "\n".join(text_of(Path("a.svg").read_bytes()))
    assert said in told
    assert "XOR, 2-4-2" in told


@pytest.mark.skipif(shutil.which("rsvg-convert") is None, reason="there is no rsvg-convert here")
def test_a_renderer_draws_it(tmp_path: Path) -> None:
    """Without a word of complaint."""
    (tmp_path / "a.svg").write_bytes(written("svg", trace_of("xor", at="1")))
    command = ["rsvg-convert", "a.svg", "-o", "a.png"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    assert (tmp_path / "a.png").stat().st_size > 10_000
