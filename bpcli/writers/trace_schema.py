"""The JSON Schema of a ``bpcli.trace``, as the JSON writers write it."""

from __future__ import annotations

from typing import Any, get_args

from bpcli.config.schema import config_schema
from bpcli.program.equation import Phase

Schema = dict[str, Any]

NUMBER: Schema = {"anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}]}
MATRIX: Schema = {"type": "array", "items": {"type": "array", "items": {"$ref": "#/$defs/number"}}}
COUNT: Schema = {"type": "integer", "minimum": 0}
VECTOR: Schema = {"type": "array", "items": {"type": "integer"}}


def trace_schema() -> Schema:
    """The schema of a whole trace in one object; a captured one has neither config nor evaluation."""
    config = config_schema()
    own: Schema = {
        "number": NUMBER,
        "matrix": MATRIX,
        "metrics": {"additionalProperties": {"anyOf": [{"$ref": "#/$defs/number"}, {"$ref": "#/$defs/matrix"}]}},
        "layer": _object({"units": COUNT, "activation": {"type": "string"}, "parameters": COUNT}),
        "value": _value(),
        "step": _step(),
        "evaluation": _evaluation(),
    }
    return {
        "$schema": config["$schema"],
        "title": "bpcli trace",
        **_object(
            {
                "format": {"const": "bpcli.trace"},
                "version": {"const": 1},
                "name": {"type": "string"},
                "conventions": _conventions(),
                "layers": {"type": "array", "items": {"$ref": "#/$defs/layer"}},
                "config": {"$ref": config["$ref"]},
                "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}},
                "stopped": COUNT,
                "evaluation": {"$ref": "#/$defs/evaluation"},
            },
            optional=("config", "stopped", "evaluation"),
        ),
        "$defs": {**own, **config["$defs"]},
    }


def _object(properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    required = [key for key in properties if key not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _conventions() -> Schema:
    word = {"type": "string"}
    keys = ("layout", "delta", "loss", "over_samples", "over_outputs")
    return _object(dict.fromkeys(keys, word), optional=("loss", "over_samples", "over_outputs"))


def _step() -> Schema:
    return _object(
        {
            "step": {"type": "integer", "minimum": 1},
            "loss": {"$ref": "#/$defs/number"},
            "mean_loss": {"$ref": "#/$defs/number"},
            "metrics": {"$ref": "#/$defs/metrics"},
            "values": {"type": "object", "additionalProperties": {"$ref": "#/$defs/value"}},
        }
    )


def _value() -> Schema:
    return _object(
        {
            "phase": {"enum": list(get_args(Phase))},
            "layer": {"type": "integer", "minimum": 0},
            "formula": {"type": "string"},
            "shape": {"type": "array", "items": {"type": "integer"}},
            "data": {"anyOf": [{"$ref": "#/$defs/matrix"}, {"$ref": "#/$defs/number"}]},
        },
        optional=("formula",),
    )


def _evaluation() -> Schema:
    classified = _object({"probabilities": {"$ref": "#/$defs/matrix"}, "classes": VECTOR, "targets": VECTOR})
    fitted = _object({"outputs": {"$ref": "#/$defs/matrix"}, "targets": {"$ref": "#/$defs/matrix"}})
    return _object(
        {"step": COUNT, "metrics": {"$ref": "#/$defs/metrics"}, "predictions": {"anyOf": [classified, fitted]}}
    )
