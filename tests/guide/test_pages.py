"""What README and guide show is what comes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bpcli.cli.main import COMMANDS
from bpcli.rules.mistakes import MISTAKES
from tests.conftest import Run
from tests.guide.pages import GUIDE, PAGES, ROOT, blocks, comparable, rewritten
from tests.guide.rewrite import PICTURES, picture

README = (ROOT / "README.md").read_text(encoding="utf-8")
TOPICS = (GUIDE / "topics.txt").read_text(encoding="utf-8").split()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_prints_what_stands_there(page: Path, tmp_path: Path) -> None:
    """``python -m tests.guide.rewrite`` writes a page anew where a change is meant."""
    text = page.read_text(encoding="utf-8")
    assert comparable(rewritten(text, tmp_path)) == comparable(text)


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_as_it_is_drawn(name: str) -> None:
    """None is older than the program."""
    assert (GUIDE / name).read_text(encoding="utf-8") == picture(name)


def test_the_readme_is_short() -> None:
    """At most 8,000 characters; the rest is in the guide."""
    assert len(README) <= 8_000


def test_the_first_block_sets_up() -> None:
    """Two lines, install-and-trace and tests, and then how every command below works as typed."""
    first = next(block for block in blocks(README) if block.kind == "sh")
    assert first.text.splitlines()[:2] == [
        "python3 -m venv .venv && .venv/bin/pip install --quiet . && .venv/bin/bpcli trace",
        "python3 -m venv .venv && .venv/bin/pip install --quiet '.[test]' && .venv/bin/python -m pytest --quiet",
    ]
    assert "uv tool install ." in README
    assert "pipx install ." in README


def test_links_lead_somewhere() -> None:
    """To files that are there."""
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            assert link.startswith("https://") or (page.parent / link).exists(), (page.name, link)


def test_the_guide_lists_its_pages(run: Run) -> None:
    """Every page is a topic, and every topic a page; without one, they are listed with their titles."""
    assert sorted(TOPICS) == sorted(page.stem for page in GUIDE.glob("*.md"))
    listed = run("guide").out.decode().splitlines()
    assert [line.split()[0] for line in listed] == TOPICS


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_is_read_in_the_terminal(run: Run, topic: str) -> None:
    """As text without Markdown's marks, and without what only the tests read."""
    text = run("guide", topic).out.decode()
    assert "```" not in text
    assert "<!--" not in text
    assert max(map(len, text.splitlines())) <= 120


@pytest.mark.parametrize("topic", TOPICS)
def test_no_line_of_code_is_broken_in_80_columns(run: Run, topic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet whose lines are broken is no sheet; long messages are broken at words, as a terminal does."""
    monkeypatch.setenv("COLUMNS", "80")
    shown = {line.rstrip() for line in run("guide", topic).out.decode().splitlines()}
    code = [line for block in blocks((GUIDE / f"{topic}.md").read_text("utf-8")) for line in block.text.splitlines()]
    assert [line for line in code if line.rstrip() not in shown and not line.startswith("bpcli: ")] == []


def test_an_unknown_page_is_answered_with_the_nearest(run: Run) -> None:
    """And with all there are."""
    answer = run("guide", "comparr")
    assert answer.status == 2
    assert "did you mean 'compare'" in answer.err


def test_every_command_is_in_the_guide() -> None:
    """Somewhere in it, with an example."""
    whole = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in COMMANDS if f"bpcli {name}" not in whole] == []


def test_every_mistake_is_in_the_guide() -> None:
    """By its name, with what was done as the program says it."""
    page = (GUIDE / "mistakes.md").read_text(encoding="utf-8")
    assert [name for name, done in MISTAKES.items() if f"| `{name}` | {done} |" not in page] == []
