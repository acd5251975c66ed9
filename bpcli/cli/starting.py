"""``bpcli examples``, ``bpcli init``, ``bpcli schema``: what helps to write a config."""

from __future__ import annotations

import os

import click

from bpcli.cli import completion, options
from bpcli.cli.standard_error import Appearance
from bpcli.errors import UsageError, printable

NEXT = (
    ("bpcli trace {}", "every matrix of every step"),
    ("bpcli train {}", "loss, metrics and the evaluation"),
    ("bpcli init --from {}", "a copy of your own, to change"),
)
"""What there is to do with an example."""


@click.command(cls=options.Command)
@click.argument("name", required=False, shell_complete=completion.examples)
@click.option("--json", "as_json", is_flag=True, help="As JSON: name, title, file.")
@options.text_output_option
@options.pager_option
@options.color_options
def examples(name: str | None, as_json: bool, output: str | None, no_pager: bool, appearance: Appearance) -> None:
    """List the shipped examples, or show the one called NAME and what to look for in it.

    Wherever a command takes a CONFIG, the name of an example will do.
    """
    from bpcli.config.examples import shipped_example, shipped_examples

    shown = shipped_examples() if name is None else [shipped_example(name)]
    if as_json:
        from bpcli.cli.output import write_record

        records = [{"name": each.name, "title": each.title, "file": each.file} for each in shown]
        write_record(records if name is None else records[0], output)
        return
    from bpcli.cli.output import text_console
    from bpcli.writers.example_text import Notes, render_example, render_examples

    with text_console(output, appearance, paged=not no_pager) as console:
        if name is None:
            render_examples([(each.name, each.title) for each in shown], console)
        else:
            commands = [(command.format(name), purpose) for command, purpose in NEXT]
            render_example(Notes(name, shown[0].title, shown[0].notes, shown[0].config, commands), console)


@click.command(cls=options.Command)
@click.argument("file", default="bpcli.yaml", shell_complete=completion.files)
@click.option("--from", "name", metavar="NAME", shell_complete=completion.examples, help="Begin with this example.")
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
def init(file: str, name: str | None, force: bool) -> None:
    """Write a commented config to FILE (default bpcli.yaml); - writes it to standard output.

    With --from it is the config of an example, and its data come along.
    """
    from shlex import quote

    from bpcli.cli.beginning import write_example, write_starter
    from bpcli.config.examples import shipped_example

    shown, data = printable(quote("bpcli.yaml" if file == "-" else file)), ""
    example = None if name is None else shipped_example(name)
    if file not in ("", "-") and not force and os.path.exists(file):
        raise UsageError(f"{file}: is there already; --force overwrites it")
    if example is None:
        write_starter(file, shown)
    else:
        data = write_example(file, example, force=force)
    if file != "-":
        click.echo(f"{printable(file)}: written{data}; next: bpcli trace {shown}", err=True)
    elif data:
        click.echo(f"standard output: written{data}", err=True)


@click.command(cls=options.Command)
@click.argument("what", type=options.OneOf(["config", "trace"]))
@options.text_output_option
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
