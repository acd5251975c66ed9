"""From plain data to the typed ``Config``: short forms written out, parts at fault left out.

``adam`` is short for ``{name: adam}``, ``sse`` for a mean squared error whose outputs are summed, ``data`` without a
source for ``inline``, a metric by itself for a list of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from operator import getitem
from typing import Any

import msgspec

from bpcli.config.model import Config
from bpcli.errors import ConfigPath
from bpcli.rules.activations import ACTIVATIONS
from bpcli.rules.initializers import INITIALIZERS
from bpcli.rules.losses import LOSSES
from bpcli.rules.metrics import METRICS
from bpcli.rules.optimizers import OPTIMIZERS
from bpcli.rules.registry import Rule

SHORT_LOSSES = {"sse": "mse", "half_sse": "half_mse"}
NAMED: Mapping[str, Mapping[str, type[Rule]]] = {
    "loss": {**LOSSES, **{short: LOSSES[name] for short, name in SHORT_LOSSES.items()}},
    "optimizer": OPTIMIZERS,
    "init": INITIALIZERS,
    "activation": ACTIVATIONS,
}
"""Keys whose value may be a name alone, with the rules of that kind."""
STAND_INS: dict[str, Any] = {"data": {"source": "xor"}, "network": {"layers": [{"units": 1}]}, "loss": "mse"}
"""For the required sections: what counts while their own is at fault, so that the others can be looked at."""


def settle_case(data: dict[str, Any]) -> None:
    """Put names of rules that are written in other case (``ReLU``, ``Adam``) as they are registered."""
    network = data.get("network")
    layers = network.get("layers") if isinstance(network, dict) else None
    for section in (data, network, *(layers if isinstance(layers, list) else ())):
        for key in NAMED if isinstance(section, dict) else ():
            if isinstance(rule := section.get(key), dict):
                _settle(rule, "name", NAMED[key])
            else:
                _settle(section, key, NAMED[key])
    _settle(data, "metrics", METRICS)
    metrics = data.get("metrics")
    for index in range(len(metrics)) if isinstance(metrics, list) else ():
        _settle(metrics, index, METRICS)


def _settle(holder: Any, key: str | int, names: Collection[str]) -> None:
    word = holder.get(key) if isinstance(holder, dict) else holder[key]
    if isinstance(word, str) and word.isascii() and word.lower() in names:
        holder[key] = word.lower()


def typed(data: Any) -> Config | None:
    """The config that the data are, if they are one; a second look takes ``5.0`` and ``1e3`` for whole numbers."""
    return _converted(data) or _converted(_whole_numbers(data))


def left_over(data: dict[str, Any], at_fault: Iterable[ConfigPath]) -> tuple[Config, tuple[ConfigPath, ...]]:
    """The config without what is at fault, and the sections that stand-ins count for."""
    for path in at_fault:
        _leave_out(data, path)
    if (config := typed(data)) is not None:
        return config, ()
    sound = {key: value for key, value in data.items() if typed({**STAND_INS, key: value}) is not None}
    config = typed({**STAND_INS, **sound})
    assert config is not None, "each section by itself converts"
    return config, tuple((section,) for section in sorted({*STAND_INS, *data} - {*sound}))


def _converted(data: Any) -> Config | None:
    try:
        return msgspec.convert(_written_out(data), Config)
    except (msgspec.ValidationError, OverflowError):
        return None


def _written_out(value: Any, key: str = "") -> Any:
    """A copy of what stands under a key, in which every short form is the long one.

    What has an unexpected shape stays as it is, for the validation to find.
    """
    if isinstance(value, list):
        return [_written_out(item) if isinstance(item, dict) else item for item in value]
    if isinstance(value, str) and key in NAMED:
        value = {"name": value}
    if isinstance(value, str) and key == "metrics":
        value = [value]
    if not isinstance(value, dict):
        return value
    value = {below: _written_out(item, below) for below, item in value.items()}
    if key == "data":
        return {"source": "inline", **value}
    if key == "loss" and value.get("name") in [*SHORT_LOSSES]:
        return {**value, "name": SHORT_LOSSES[value["name"]], "over_outputs": "sum"}
    return value


def _whole_numbers(data: Any) -> Any:
    """A copy in which a whole number that was written as ``5.0`` or ``1e3`` is one; matrices stay as they are."""
    if isinstance(data, dict):
        return {key: _whole_numbers(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_whole_numbers(value) if isinstance(value, dict) else value for value in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data


def _leave_out(data: Any, path: ConfigPath) -> None:
    """Take what is at ``path`` away, so that its default counts; a list's entry gets a stand-in."""
    if not path:
        return
    try:
        here: Any = reduce(getitem, path[:-1], data)
        if isinstance(here, dict):
            here.pop(path[-1], None)
        else:
            here[path[-1]] = 0
    except (LookupError, TypeError):
        return  # it is missing, or left out already
