"""What a shell completes: files, examples, the names of quantities, the keys of a config.

Click asks for it with what is typed so far. Nothing here may fail or write: the user's prompt is on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from bpcli.errors import BpcliError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from bpcli.rules.names import Name

    Items = list[CompletionItem[Any]]


def files(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """A file's path, which the shell knows best how to complete."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def examples(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """The name of an example, with its title where the shell shows one."""
    from click.shell_completion import CompletionItem

    from bpcli.config.examples import shipped_examples

    shipped = shipped_examples()
    return [CompletionItem(each.name, help=each.title) for each in shipped if each.name.startswith(incomplete)]


def configs(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """A file, or an example."""
    return [*files(ctx, parameter, incomplete), *examples(ctx, parameter, incomplete)]


def config_and_file(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """``[CONFIG] MINE``: what comes first may be either."""
    return (files if _given(ctx) else configs)(ctx, parameter, incomplete)


def config_and_target(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """``[CONFIG] TARGET``: what comes first may be a quantity of xor."""
    targets = _items(_targets(ctx), incomplete)
    return targets if _given(ctx) else [*configs(ctx, parameter, incomplete), *targets]


def names(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """The last of ``Z,dW1``: a family of quantities, or one with its layer; none a second time."""
    before, comma, last = incomplete.rpartition(",")
    targets = _targets(ctx)
    known = dict.fromkeys([*(target.family for target in targets), *targets])
    left = (name for name in known if name.startswith(last) and name not in before.split(","))
    return _items((f"{before}{comma}{name}" for name in left), incomplete)


def settings(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """The key of ``KEY=VALUE``, from its beginning or from within; the value is the user's."""
    from bpcli.config.paths import settable_paths

    keys = [f"{path}=" for path in settable_paths(_config(ctx))]
    return _items(keys, incomplete) or _items((key for key in keys if f".{incomplete}" in key), "")


def topics(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> Items:
    """A page of the guide."""
    from bpcli.cli.guide_pages import topics as pages

    return _items(pages(), incomplete)


def _items(texts: Iterable[str], incomplete: str) -> Items:
    from click.shell_completion import CompletionItem

    return [CompletionItem(text) for text in texts if text.startswith(incomplete)]


def _given(ctx: click.Context) -> Sequence[str]:
    """The arguments before the word that is being typed; after an option without its value Click has them left over."""
    return ctx.params.get("arguments") or ctx.args


def _config(ctx: click.Context) -> str:
    """The config of which the command line speaks; standard input is the shell's own and left alone."""
    named = _given(ctx)[0] if _given(ctx) else ctx.params.get("config")
    return named if named and named != "-" else "xor"


def _targets(ctx: click.Context) -> list[Name]:
    """The quantities of its trace or its config; of one that has faults there are none."""
    if ctx.command.name == "show":
        return _stored(ctx.params.get("path") or next(iter(ctx.args), None))
    from bpcli.program.build import build
    from bpcli.program.setup import prepare

    with suppress(BpcliError):
        setup = prepare(_config(ctx), ctx.params.get("settings") or ())
        return [quantity.target for quantity in build(setup.config, setup.layers).listed]
    return []


def _stored(path: str | None) -> list[Name]:
    """The quantities of a trace's first step."""
    from bpcli.readers.stored.run import stored_run
    from bpcli.rules.names import Name

    if path and path != "-":
        with suppress(BpcliError), stored_run(path) as run:
            for step in run:
                return [Name.parsed(name) for name in step.values]
    return []
