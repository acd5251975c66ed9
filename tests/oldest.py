"""``python -m tests.oldest``: the oldest release that pyproject.toml allows of all that bpcli and its tests need."""

from __future__ import annotations

import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def oldest_releases() -> list[str]:
    """Each as pip takes it, ``numpy==1.26.0``; the extras for other frameworks are not among them."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    requirements = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    return [requirement.replace(">=", "==") for requirement in requirements]


if __name__ == "__main__":
    print("\n".join(oldest_releases()))
