"""``bpcli COMMAND``: the commands by name, each imported when it is called."""

from __future__ import annotations

import gc

gc.set_threshold(50_000)  # a start-up makes many objects and no garbage

from importlib import import_module  # noqa: E402

import click  # noqa: E402

from bpcli import __version__  # noqa: E402

COMMANDS = {
    "trace": "Each training step, every matrix in the order it is computed.",
    "train": "Train, then show probabilities, classes and accuracy.",
    "check": "Prove the gradients, by finite differences or against PyTorch or JAX.",
    "compare": "Hold your own numbers against the trace; name the mistake behind the first wrong one.",
    "examples": "List the shipped examples.",
    "init": "Write a commented config to start from.",
    "schema": "Print a JSON Schema: of a config, or of a trace.",
}


class LazyCommands(click.Group):
    """A group that knows its commands' names and first lines, and imports only the one it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported; for ``--help`` of the group its first line is enough."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"bpcli.cli.{cmd_name}")
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
        from bpcli.errors import nearest_name

        if args[0] not in COMMANDS and not args[0].startswith("-"):
            nearest = nearest_name(args[0], COMMANDS)
            hint = f" Did you mean {nearest!r}?" if nearest else f" Commands: {', '.join(COMMANDS)}."
            ctx.fail(f"no such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="bpcli")
def cli() -> None:
    """See backpropagation happen, number by number.

    CONFIG is a YAML file, - for standard input, or the name of a shipped example; left out, it is xor.
    """


def main() -> None:
    """Run the command line and end the process with its exit status."""
    from bpcli.cli.ending import end, exit_status
    from bpcli.cli.surroundings import drop_impossible_sizes, end_in_order, open_closed_streams

    open_closed_streams()
    drop_impossible_sizes()
    end_in_order()
    end(exit_status(lambda: cli.main(standalone_mode=False)))
