"""The options that mean the same for every command, and what their values may be."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from math import inf
from typing import Any, TypeVar

import click
from msgspec.structs import replace

from bpcli.cli import completion
from bpcli.cli.help_examples import EXAMPLES
from bpcli.cli.standard_error import ASKED
from bpcli.errors import UsageError, did_you_mean, shortened
from bpcli.writers.formats import FORMAT_OF_SUFFIX

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Number(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic since Click 8.2
    """A number within bounds: whole where ``kind`` is ``int``, and never NaN or infinite."""

    name = "number"

    def __init__(self, kind: type[int] | type[float], least: int | None = None, most: int | None = None) -> None:
        self.kind, self.least, self.most = kind, least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number, or a refusal that says what is allowed."""
        text = str(value)
        try:
            number = self.kind(text) if text.isascii() and "_" not in text else None
        except ValueError:
            number = None
        if number is not None and self._least <= number <= self._most and abs(number) < inf:
            return number
        return self.fail(f"found {shortened(text, 60)!r}; allowed: {self._allowed()}", param, ctx)

    @property
    def _least(self) -> float:
        return -inf if self.least is None else self.least

    @property
    def _most(self) -> float:
        return inf if self.most is None else self.most

    def _allowed(self) -> str:
        kind = "a whole number" if self.kind is int else "a number"
        if self.least is None:
            return kind
        return f"{kind}, {self.least} or more" if self.most is None else f"{kind} from {self.least} to {self.most}"


class OneOf(click.Choice):  # type: ignore[type-arg,unused-ignore]  # generic since Click 8.2
    """One of a few words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The word, or a refusal that lists them."""
        if value in self.choices:
            return value
        known_elsewhere = value in FORMAT_OF_SUFFIX.values()  # csv is no misspelt svg
        hint = "" if known_elsewhere else did_you_mean(value, self.choices)
        return self.fail(f"{hint}found {shortened(value, 60)!r}; allowed: {', '.join(self.choices)}", param, ctx)


class WithExamples(click.Command):
    """A command whose help ends with examples."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each on a line of its own, under what it is for."""
        examples = EXAMPLES.get(str(self.name))
        if examples is None:
            return
        with formatter.section("Examples"):
            for line, purpose in examples:
                formatter.write_text(f"# {purpose}")
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


class Command(WithExamples):
    """A command that refuses arguments more than it has, in our own words."""

    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What is left over is refused."""
        with of_command(ctx):
            left = super().parse_args(ctx, args)
        if left and not ctx.resilient_parsing:
            ctx.fail(f"{shortened(left[0])}: an argument too many; see {ctx.command_path} --help")
        return left


@contextmanager
def of_command(ctx: click.Context) -> Iterator[None]:
    """Let a refusal know its command, which Click's parser does not always tell it."""
    try:
        yield
    except click.UsageError as error:
        error.ctx = error.ctx or ctx
        raise


config_argument = click.argument(
    "config", default="xor", required=False, metavar="[CONFIG]", shell_complete=completion.configs
)

steps_option = click.option(
    "--steps", type=Number(int, 0), metavar="N", help="How many training steps; 0: the untrained network's evaluation."
)

length_option = click.option(
    "--steps", type=Number(int, 0), metavar="N", help="How many training steps the run has, in place of the config's."
)

at_option = click.option(
    "--at",
    metavar="N|A:B|last",
    help="Show only step N, the steps from A to B, or the last, and end there.",
)

only_option = click.option(
    "--only", metavar="NAMES", shell_complete=completion.names, help="Show only these, such as Z,A,delta or dW1."
)

layer_option = click.option("--layer", type=Number(int), metavar="L", help="Show only layer L (0: the input).")

set_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    shell_complete=completion.settings,
    help="Replace a value of the config, such as optimizer.name=adam; the end of a key will do where no other ends so, "
    "as in learning_rate=0.5. Can be repeated.",
)

_file: dict[str, Any] = {"metavar": "FILE", "shell_complete": completion.files}

output_option = click.option(
    "-o",
    "--output",
    help="Write there instead of to standard output; without --format its suffix chooses one.",
    **_file,
)

text_output_option = click.option("-o", "--output", help="Write there instead of to standard output.", **_file)

precision_option = click.option(
    "--precision",
    type=Number(int, 1, 17),
    metavar="N",
    help="Significant digits of a matrix's largest entry, 1 to 17 (default 4 where people read, 3 on a sheet that is "
    "too wide with 4; in JSON, CSV and NPZ all).",
)

view_option = click.option(
    "--view",
    type=OneOf(["sheet", "equations"]),
    default="sheet",
    help="Tables: a step on a sheet, or each equation with the matrices it is made of (default sheet).",
)

full_option = click.option("--full", is_flag=True, help="Show large matrices whole.")

pager_option = click.option("--no-pager", is_flag=True, help="Never through a pager.")


def color_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--plain`` and ``--color``, which reach the command as its one argument ``appearance``.

    They are read before the others, whose faults are told as they say.
    """

    def remember(ctx: click.Context, option: click.Parameter, value: Any) -> None:
        ASKED.set(replace(ASKED.get(), **{str(option.name): value}))

    early: dict[str, Any] = {"is_eager": True, "expose_value": False, "callback": remember}

    @click.option("--plain", is_flag=True, help="ASCII alone, and no colour.", **early)
    @click.option(
        "--color",
        type=OneOf(["always", "never", "auto"]),
        default="auto",
        help="Colours always, never, or where they show.",
        **early,
    )
    @wraps(command)
    def with_appearance(*args: Any, **others: Any) -> Any:
        return command(*args, appearance=ASKED.get(), **others)

    return with_appearance


def format_options(names: Sequence[str]) -> Callable[[Decorated], Decorated]:
    """``--format`` with these names, the first for people, and ``--json``."""

    def add(command: Decorated) -> Decorated:
        choice = click.option(
            "-f", "--format", "format_", type=OneOf(list(names)), help=f"How to write it (default {names[0]})."
        )
        short = click.option("--json", "format_", flag_value="json", help="Short for --format json.")
        return choice(short(command))

    return add


def chosen_format(format_: str | None, output: str | None, names: Sequence[str]) -> str:
    """The format asked for, or the one that the output file's suffix says; for people without one, or with ``.txt``.

    Raises:
        UsageError: the suffix, in capitals or not, is that of none of these formats.
    """
    if format_ is not None:
        return format_
    name = os.path.basename(output or "")
    suffix = os.path.splitext(name)[1].removeprefix(".")
    plain = suffix.lower()  # NET.MD is what some systems make of net.md
    if plain in ("", "txt"):
        return names[0]
    known = {f".{each}": named for each, named in FORMAT_OF_SUFFIX.items() if named in names}
    if f".{plain}" in known:
        return known[f".{plain}"]
    hint = "" if plain in FORMAT_OF_SUFFIX else did_you_mean(f".{plain}", known)
    allowed = ", ".join([".txt", *known])
    raise UsageError(
        f"-o {shortened(str(output))}: {hint}.{shortened(suffix, 20)} is no suffix of a format of this command; "
        f"allowed: {allowed}, none, or --format {'|'.join(names)} with any name"
    )


def config_and(what: str, arguments: Sequence[str]) -> tuple[str, str]:
    """The config and the one argument that must be there; CONFIG is xor where it is left out."""
    if len(arguments) > 2:
        raise click.UsageError(f"{len(arguments)} arguments; there are two at most, CONFIG and {what}")
    return ("xor", arguments[0]) if len(arguments) == 1 else (arguments[0], arguments[1])
