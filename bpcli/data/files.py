"""What the sources that read a file share."""

from __future__ import annotations

from pathlib import Path


def folder_names(path: Path) -> list[str]:
    """The names beside a file that was not found, to look for the one that was meant."""
    try:
        return [file.name for file in path.parent.iterdir()]
    except OSError:
        return []
