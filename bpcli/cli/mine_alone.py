"""``bpcli compare MINE`` without a config: how the one argument was understood, where it does not fit."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from shlex import quote

from bpcli.config.sources import example_names
from bpcli.errors import ConfigError, UsageError, shortened


@contextmanager
def mine_alone_explained(arguments: Sequence[str]) -> Iterator[None]:
    """Where the one argument does not fit xor, say that it was held against that, and how a config is given.

    Raises:
        UsageError: the one argument is a config.
        ConfigError: as in the block, with that note.
    """
    alone = len(arguments) == 1
    shown = shortened(quote(arguments[0]))
    if alone and _names_config(arguments[0]):
        raise UsageError(f"{shown} is a config, and MINE is missing: bpcli compare {shown} MINE")
    try:
        yield
    except ConfigError as error:
        if not alone or not os.path.exists(arguments[0]):
            raise
        note = f"no CONFIG was given, so {shown} is to be held against xor; with one: bpcli compare CONFIG {shown}"
        raise ConfigError(error.faults, error.further, note) from None


def _names_config(argument: str) -> bool:
    is_yaml = argument.lower().endswith((".yaml", ".yml"))
    return is_yaml or (argument in example_names() and not os.path.exists(argument))
