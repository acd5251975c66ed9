"""``bpcli COMMAND``: the commands by name, each imported when it is called."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from bpcli import __version__
from bpcli.cli import options

COMMANDS = {
    "trace": "Each training step, every matrix in the order it is computed.",
    "train": "Train, then show probabilities, classes and accuracy.",
    "check": "Prove the gradients, by finite differences or against PyTorch or JAX.",
    "compare": "Hold your own numbers against the trace; name the mistake behind the first wrong one.",
    "explain": "The arithmetic of one entry, of the loss, or of a whole matrix.",
    "show": "Show a trace from a file, in every view and format of trace.",
    "diagram": "Draw the network and its gradient flow: text, Mermaid, DOT, SVG.",
    "guide": "Read the manual.",
    "examples": "List the shipped examples, or show one with what to look for in it.",
    "init": "Write a commented config to start from.",
    "schema": "Print a JSON Schema: of a config, or of a trace.",
}
HOMES = {"examples": "starting", "init": "starting", "schema": "starting"}
"""The modules of the commands that have none of their own name."""


@contextmanager
def until_reader_leaves() -> Iterator[None]:
    """A reader that goes away has seen enough; Click would have it end with status 1, as if something had failed."""
    try:
        yield
    except BrokenPipeError:
        raise click.exceptions.Exit(0) from None


class LazyCommands(options.WithExamples, click.Group):
    """A group that knows its commands' names and first lines, and imports only the one it runs."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run, or answer a shell that completes."""
        if os.environ.get("_BPCLI_COMPLETE"):
            from bpcli.cli.shells import prepare_completion

            prepare_completion()
        return super().main(*args, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Without a command all help there is, as an error."""
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(2)
        with options.of_command(ctx):
            return super().parse_args(ctx, args)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the command line; ``--help`` writes already."""
        with until_reader_leaves():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        with until_reader_leaves():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported; for ``--help`` of the group its first line is enough."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"bpcli.cli.{HOMES.get(cmd_name, cmd_name)}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was asked for, or an error with the nearest name."""
        from bpcli.errors import did_you_mean, shortened

        if args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            hint = did_you_mean(args[0], COMMANDS)
            ctx.fail(f"{shortened(args[0])}: {hint}no such command; there are {', '.join(COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.group(name="bpcli", cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="bpcli")
def cli() -> None:
    """See backpropagation happen, number by number.

    CONFIG is a YAML file, - for standard input, or the name of a shipped example; left out, it is xor.

    The tab key completes after eval "$(_BPCLI_COMPLETE=bash_source bpcli)" in ~/.bashrc, or with zsh_source in
    ~/.zshrc; in fish after _BPCLI_COMPLETE=fish_source bpcli | source.
    """


def main() -> None:
    """Run the command line and end the process with its exit status."""
    from bpcli.cli.process import end, exit_status, prepare_process

    prepare_process()
    end(exit_status(lambda: cli.main(prog_name="bpcli", standalone_mode=False)))
