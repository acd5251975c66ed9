"""From a file's path, an example's name, standard input or a mapping to a ``Config``, with its faults so far."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, UnsetType
from msgspec.structs import replace

from bpcli.config.conversion import left_over, settle_case, typed
from bpcli.config.document import Document, from_mapping, parse
from bpcli.config.faults import Faults
from bpcli.config.model import Config
from bpcli.config.sources import read_text
from bpcli.errors import ConfigPath

LOSS_PATH: ConfigPath = ("loss",)


class Loaded(Struct, frozen=True):
    """A config that fits together as far as it alone shows, and what is wrong with it."""

    config: Config
    """Without the parts that are at fault, so that the rest can be looked at."""
    folder: str
    """What the paths in the config are relative to."""
    faults: Faults
    """To which is added what is found as the config is put to use."""
    stand_ins: tuple[ConfigPath, ...]
    """The sections that had to be left out as a whole."""


def load(source: str | Mapping[str, Any], settings: Sequence[str] = (), *, steps: int | None = None) -> Loaded:
    """Read and check a config.

    Args:
        source: a file's path, ``-`` for standard input, the name of a shipped example, or the config
            itself as a mapping.
        settings: ``KEY=VALUE`` texts that replace what the config says.
        steps: how many training steps, whatever it says.

    Raises:
        ConfigError: no such file, not YAML, or so wrong that nothing is left to look at.
    """
    if isinstance(source, Mapping):
        document, folder, stem = from_mapping(source), os.getcwd(), "config"
    else:
        text = read_text(source)
        document, folder, stem = parse(text.content, text.source), text.folder, text.stem
    if settings or steps is not None:
        from bpcli.config.overrides import override  # most runs go as their file says

        override(document, settings, steps)
    config, stand_ins = _config(document, folder)
    if isinstance(config.name, UnsetType):
        config = replace(config, name=stem)
    return Loaded(config, folder, document.faults, stand_ins)


def _config(document: Document, folder: str) -> tuple[Config, tuple[ConfigPath, ...]]:
    """What the document says, as far as it is sound, and the sections of which nothing is."""
    settle_case(document.data)
    config = typed(document.data)
    if config is not None and not document.faults.paths:
        return config, ()
    from bpcli.config.validation import check_structure  # slow to import, and only a faulty config needs it

    check_structure(document, folder)
    config, stand_ins = left_over(document.data, document.faults.paths)
    document.faults.distrust(*document.faults.paths, *stand_ins)
    return config, stand_ins
