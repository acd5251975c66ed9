"""``python -m tests.guide.rewrite`` writes every output in README and guide anew, and draws the pictures."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.guide.pages import GUIDE, PAGES, ROOT, rewritten, shell

PICTURES = {
    "sheet.svg": "bpcli trace xor --at 1 -f svg",
    "compare.svg": "bpcli compare xor mine.json -f svg",
    "network.svg": "bpcli diagram xor --values W -f svg",
}
"""By name the command that draws each."""
PICTURE_WIDTH = 100
"""Columns of the terminal that pictures are made in: a page has more room than a screen."""


def main() -> None:
    """Pages first, then pictures."""
    for page in PAGES:
        before = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            after = rewritten(before, Path(folder))
        if after != before:
            page.write_text(after, encoding="utf-8")
            print(f"{page.relative_to(ROOT)}: written anew")
    for name in PICTURES:
        (GUIDE / name).write_text(picture(name), encoding="utf-8")


def picture(name: str) -> str:
    """A picture as it is drawn today."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "mine.json").write_text(MINE, encoding="utf-8")
        status, text = shell(PICTURES[name], Path(folder), PICTURE_WIDTH)
    assert text.startswith("<svg"), (name, status, text[:300])
    return text


def _mine() -> str:
    """Somebody's numbers, as the guide's page on comparing has them."""
    from tests.guide.pages import blocks

    page = (GUIDE / "compare.md").read_text(encoding="utf-8")
    return next(block.text for block in blocks(page) if block.note == "file: mine.json")


MINE = _mine()

if __name__ == "__main__":
    main()
