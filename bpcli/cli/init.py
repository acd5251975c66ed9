"""``bpcli init``: a commented config to start from."""

from __future__ import annotations

from pathlib import Path

import click

from bpcli.errors import UsageError


@click.command()
@click.argument("file", default="bpcli.yaml")
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
def init(file: str, force: bool) -> None:
    """Write a commented config to FILE (default bpcli.yaml); - writes it to standard output."""
    from bpcli.cli.output import binary_output

    if file not in ("", "-") and not force and Path(file).exists():
        raise UsageError(f"{file}: is there already; --force overwrites it")
    starter = (Path(__file__).parents[1] / "config" / "starter.yaml").read_text(encoding="utf-8")
    shown = "bpcli.yaml" if file == "-" else file
    with binary_output(file) as out:
        out.write(starter.replace("{file}", shown).encode())
    if file != "-":
        click.echo(f"{file}: written; next: bpcli trace {file}", err=True)
