"""``bpcli guide``: the manual in the terminal."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import click

from bpcli.cli import options
from bpcli.errors import UsageError, did_you_mean, shortened

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

WIDEST = 100
"""Lines of text are no longer, however wide the screen is."""


@click.command(cls=options.Command)
@click.argument("topic", required=False)
@options.output_option
@options.pager_option
def guide(topic: str | None, output: str | None, no_pager: bool) -> None:
    """Read the manual: TOPIC is one of its pages; without one, they are listed."""
    from rich.markdown import Markdown
    from rich.text import Text

    from bpcli.cli.output import text_console

    page = None if topic is None else _page(topic)
    with text_console(output, paged=not no_pager) as console:
        if page is not None:
            console.print(Markdown(_prose(page.read_text(encoding="utf-8"))), width=min(console.width, WIDEST))
            return
        for name, each in _pages().items():
            title = each.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
            console.print(Text.assemble((f"{name:<12}", "bold"), f"  {title}"))


def _pages() -> dict[str, Traversable]:
    """The pages by topic, in the order of their names in the guide's list."""
    folder = files("bpcli") / "guide"
    topics = (folder / "topics.txt").read_text(encoding="utf-8").split()
    return {topic: folder / f"{topic}.md" for topic in topics}


def _page(topic: str) -> Traversable:
    pages = _pages()
    if topic not in pages:
        hint = did_you_mean(topic, pages, ". ")
        raise UsageError(f"{shortened(topic)}: no such page; the guide has {', '.join(pages)}{hint}")
    return pages[topic]


def _prose(markdown: str) -> str:
    """A page without the comments that only its tests read."""
    return "\n".join(line for line in markdown.splitlines() if not line.startswith("<!--"))
