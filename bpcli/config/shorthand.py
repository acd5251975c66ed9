"""The short forms of a config, written out: ``adam`` for ``{name: adam}``, ``sse`` for a mean squared error
whose outputs are summed, ``data`` without a source for ``inline``.
"""

from __future__ import annotations

from typing import Any

SHORT_LOSSES = {"sse": "mse", "half_sse": "half_mse"}


def written_out(data: Any) -> Any:
    """A copy of a config's plain data in which every short form is the long one.

    What has an unexpected shape stays as it is, for the validation to find.
    """
    if not isinstance(data, dict):
        return data
    data = dict(data)
    for key, expand in (("loss", _loss), ("optimizer", _named), ("data", _data), ("network", _network)):
        if key in data:
            data[key] = expand(data[key])
    return data


def whole_numbers(data: Any) -> Any:
    """A copy in which a whole number that was written as ``5.0`` or ``1e3`` is one; matrices stay as they are."""
    if isinstance(data, dict):
        return {key: whole_numbers(value) for key, value in data.items()}
    if isinstance(data, list):
        return [whole_numbers(value) if isinstance(value, dict) else value for value in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data


def _named(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


def _loss(value: Any) -> Any:
    value = _named(value)
    if isinstance(value, dict) and isinstance(value.get("name"), str) and value["name"] in SHORT_LOSSES:
        return {**value, "name": SHORT_LOSSES[value["name"]], "over_outputs": "sum"}
    return value


def _data(value: Any) -> Any:
    return {"source": "inline", **value} if isinstance(value, dict) and "source" not in value else value


def _network(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    value = _named_within(value, "init")
    if isinstance(value.get("layers"), list):
        value["layers"] = [_named_within(layer, "init", "activation") for layer in value["layers"]]
    return value


def _named_within(value: Any, *keys: str) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: _named(item) if key in keys else item for key, item in value.items()}
