"""``bpcli schema``: JSON Schemas for editors and scripts."""

from __future__ import annotations

import click

from bpcli.cli import options


@click.command()
@click.argument("what", type=click.Choice(["config", "trace"]))
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
