"""Texts that were looked at and found good, kept in files; ``REWRITE_SNAPSHOTS=1 pytest ...`` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "snapshots"


def is_as_it_was(name: str, text: str) -> bool:
    """Whether the text is that of the file ``name``; pytest shows where it is not."""
    path = FOLDER / name
    if os.environ.get("REWRITE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()
    return True
