"""The examples that come with bpcli: configs by name, wherever it is installed."""

from __future__ import annotations

import os
from functools import cache

PACKAGE = os.path.dirname(os.path.dirname(__file__))
INSTALLED = os.path.join(PACKAGE, "configs")
CHECKOUT = os.path.join(os.path.dirname(PACKAGE), "configs")


@cache
def _folder() -> str:
    """Inside the package where it was installed from a wheel, beside it in a checkout."""
    return INSTALLED if os.path.isdir(INSTALLED) else CHECKOUT


@cache
def example_names() -> tuple[str, ...]:
    """The names, in alphabetical order."""
    return tuple(sorted(file.removesuffix(".yaml") for file in os.listdir(_folder()) if file.endswith(".yaml")))


def example_path(name: str) -> str:
    """The file of an example."""
    return os.path.join(_folder(), f"{name}.yaml")


def described_examples() -> list[dict[str, str]]:
    """Each example's name, its title and its file."""
    from bpcli.config.document import parse

    described = []
    for name in example_names():
        path = example_path(name)
        with open(path, "rb") as file:
            title = parse(file.read(), path).data.get("name", name)
        described.append({"name": name, "title": str(title), "file": path})
    return described
