"""The pages of the manual, as they are shipped: Markdown, which GitHub shows as well."""

from __future__ import annotations

from importlib.resources import files


def topics() -> list[str]:
    """The names of the pages, in the order in which a newcomer reads them."""
    return (files("bpcli") / "guide" / "topics.txt").read_text(encoding="utf-8").split()


def page(topic: str) -> str:
    """A page without its pictures, and without the comments that only its tests read."""
    text = (files("bpcli") / "guide" / f"{topic}.md").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith(("<!--", "![")))


def title(topic: str) -> str:
    """What a page is about, in its own words."""
    return page(topic).partition("\n")[0].removeprefix("# ")
