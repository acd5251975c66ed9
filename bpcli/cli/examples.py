"""``bpcli examples``: what comes with bpcli."""

from __future__ import annotations

import click

from bpcli.cli import options


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON: name, title, file.")
@options.output_option
def examples(as_json: bool, output: str | None) -> None:
    """List the shipped examples, which every command takes by name in place of a file."""
    from bpcli.cli.output import text_console, write_record
    from bpcli.config.sources import described_examples

    listed = described_examples()
    if as_json:
        write_record(listed, output)
        return
    width = max(len(example["name"]) for example in listed)
    with text_console(output, paged=False) as console:
        for example in listed:
            console.print(f"[bold]{example['name']:<{width}}[/bold]  {example['title']}")
