"""``bpcli examples``, ``bpcli init``, ``bpcli schema``: what helps to write a config."""

from __future__ import annotations

import os

import click

from bpcli.cli import options
from bpcli.errors import UsageError, printable


@click.command(cls=options.Command)
@click.option("--json", "as_json", is_flag=True, help="As JSON: name, title, file.")
@options.output_option
@options.color_options
def examples(as_json: bool, output: str | None, appearance: options.Appearance) -> None:
    """List the shipped examples, which every command takes by name in place of a file."""
    from bpcli.cli.output import text_console, write_record
    from bpcli.config.sources import described_examples

    listed = described_examples()
    if as_json:
        write_record(listed, output)
        return
    from rich.text import Text

    width = max(len(example["name"]) for example in listed)
    with text_console(output, appearance, paged=False) as console:
        for example in listed:
            console.print(Text.assemble((f"{example['name']:<{width}}", "bold"), f"  {example['title']}"))


@click.command(cls=options.Command)
@click.argument("file", default="bpcli.yaml")
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
def init(file: str, force: bool) -> None:
    """Write a commented config to FILE (default bpcli.yaml); - writes it to standard output."""
    from importlib.resources import files
    from shlex import quote

    from bpcli.cli.output import binary_output

    if file not in ("", "-") and not force and os.path.exists(file):
        raise UsageError(f"{file}: is there already; --force overwrites it")
    shown = printable(quote("bpcli.yaml" if file == "-" else file))
    starter = (files("bpcli.config") / "starter.yaml").read_text(encoding="utf-8")
    with binary_output(file) as out:
        out.write(starter.replace("{file}", shown).encode())
    if file != "-":
        click.echo(f"{printable(file)}: written; next: bpcli trace {shown}", err=True)


@click.command(cls=options.Command)
@click.argument("what", type=options.OneOf(["config", "trace"]))
@options.output_option
def schema(what: str, output: str | None) -> None:
    """Print the JSON Schema of a config, or of a trace."""
    import json

    from bpcli.cli.output import binary_output

    if what == "config":
        from bpcli.config.schema import config_schema

        wanted = config_schema()
    else:
        from bpcli.writers.trace_schema import trace_schema

        wanted = trace_schema()
    with binary_output(output) as out:
        out.write(json.dumps(wanted, indent=2).encode() + b"\n")
