"""What Click refuses, told by its kind in our own words: its wording changes from version to version."""

from __future__ import annotations

import click

from bpcli.config.meanings import KEYS
from bpcli.errors import nearest_name, shortened


def refusal(error: click.ClickException) -> str:
    """What was wrong, and what there is instead."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    help_hint = f"see {ctx.command_path} --help" if ctx is not None else "see bpcli --help"
    if isinstance(error, click.NoSuchOption):
        return f"{shortened(error.option_name)}: {_meant(error.option_name, ctx)}no such option; {help_hint}"
    if isinstance(error, click.BadOptionUsage):
        flags = [name for option in _options(ctx) if option.is_flag for name in option.opts]
        takes = "takes no value" if error.option_name in flags else "needs a value"
        return f"{shortened(error.option_name)}: {takes}; {help_hint}"
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return f"{_name(error.param)} is missing; {_what(error.param)}{help_hint}"
    if isinstance(error, click.BadParameter) and error.param is not None:
        return f"{_name(error.param)}: {error.message}"
    return error.message


def _meant(option: str, ctx: click.Context | None) -> str:
    """The option that was meant, most likely; ``--lr`` is a key of the config, which ``--set`` gives."""
    names = {name.lstrip("-"): name for name in _option_names(ctx)}
    keys = {path.rpartition(".")[2]: path for path in KEYS.get(option.lstrip("-").replace("-", ""), ())}
    meant = next((names[key] for key in keys if key in names), None)
    if meant is None and keys and "set" in names:
        meant = f"--set {next(iter(keys.values()))}=..."
    nearest = nearest_name(option.lstrip("-"), names)
    meant = meant or (names[nearest] if nearest else None)
    return f"did you mean {meant!r}? " if meant else ""


def _options(ctx: click.Context | None) -> list[click.Option]:
    parameters = ctx.command.get_params(ctx) if ctx is not None else []
    return [parameter for parameter in parameters if isinstance(parameter, click.Option)]


def _option_names(ctx: click.Context | None) -> list[str]:
    return [name for option in _options(ctx) for name in option.opts]


def _name(parameter: click.Parameter) -> str:
    """``--at``, ``MINE``."""
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return (parameter.metavar or str(parameter.name).upper()).split()[-1]


def _what(parameter: click.Parameter) -> str:
    return f"it is one of {', '.join(parameter.type.choices)}; " if isinstance(parameter.type, click.Choice) else ""
