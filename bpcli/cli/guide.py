"""``bpcli guide``: the manual in the terminal."""

from __future__ import annotations

import click

from bpcli.cli import completion, options
from bpcli.cli.standard_error import Appearance
from bpcli.errors import UsageError, did_you_mean, shortened

WIDEST = 100
"""Lines of text are no longer, however wide the screen is."""


@click.command(cls=options.Command)
@click.argument("topic", required=False, shell_complete=completion.topics)
@options.text_output_option
@options.pager_option
@options.color_options
def guide(topic: str | None, output: str | None, no_pager: bool, appearance: Appearance) -> None:
    """Read the manual.

    TOPIC is one of its pages; without one, they are listed.
    """
    from rich.text import Text

    from bpcli.cli.guide_pages import page, title, topics
    from bpcli.cli.output import text_console
    from bpcli.writers.manual import INLINE, Page

    known = topics()
    if topic is not None and topic not in known:
        hint = did_you_mean(topic, known)
        raise UsageError(f"{shortened(topic)}: {hint}no such page; the guide has {', '.join(known)}")
    with text_console(output, appearance, paged=not no_pager) as console:
        if topic is not None:
            with console.use_theme(INLINE):
                console.print(Page(page(topic)), width=min(console.width, WIDEST))
            return
        for name in known:
            console.print(Text.assemble((f"{name:<12}", "bold"), f"  {title(name)}"))
