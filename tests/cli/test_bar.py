"""The bar around pieces of work: drawn now and then, on the screen that lines go to, and gone in the end."""

from __future__ import annotations

import re
import sys

import pytest
from rich.console import Console

from bpcli.cli import progress
from bpcli.cli.progress import ECHO, Bar
from tests.writers.hand_made import printed, screen


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Console:
    """A terminal of 60 columns on which every piece of work is shown."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(progress, "SECONDS", 0.0)
    monkeypatch.setattr(progress, "SHARE", 0)
    monkeypatch.setenv("TERM", "xterm")
    return screen(60)


def lines(console: Console) -> list[str]:
    """What was written on each line of the screen, one state after another."""
    return re.split("[\r\n]+", re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", printed(console)))


def test_every_state_leaves_room_for_an_echo(terminal: Console) -> None:
    """Ctrl-C is echoed where the cursor is; the line must not break there, or it could not be taken away."""
    with Bar("training", 5, "step", terminal, lambda: ["loss 0.5", "mse 0.25"]) as bar:  # type: ignore[arg-type]
        assert list(bar.over(range(5))) == [0, 1, 2, 3, 4]
    states = [line for line in lines(terminal) if line]
    assert [re.findall(r"step (\d)/5", state) for state in states][-1] == ["5"]
    assert {*map(len, states)} <= {*range(61 - ECHO)}


def test_a_note_stands_above_it(terminal: Console) -> None:
    """On a line of its own, while the bar goes on below."""
    with Bar("training", 3, "step", terminal) as bar:  # type: ignore[arg-type]
        for piece in bar.over(range(3)):
            if piece == 1:
                bar.say("it explodes")
    shown = lines(terminal)
    assert shown.count("bpcli: it explodes") == 1
    assert any("/3" in line for line in shown[shown.index("bpcli: it explodes") :])


def test_a_note_without_a_bar_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    """As every other note."""
    with Bar("training", 3) as bar:
        assert list(bar.over(range(3))) == [0, 1, 2]
        bar.say("it explodes")
    assert capsys.readouterr() == ("", "bpcli: it explodes\n")


def test_what_is_live_is_asked_only_when_it_is_shown(
    terminal: Console, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A metric may cost more than a step."""
    asked: list[int] = []

    def live() -> list[str]:
        asked.append(1)
        return []

    monkeypatch.setattr(progress, "SECONDS", 3600.0)
    with Bar("training", 1000, "step", terminal, live) as bar:  # type: ignore[arg-type]
        assert len(list(bar.over(range(1000)))) == 1000
    assert (asked, printed(terminal), capsys.readouterr().err) == ([], "", "")
