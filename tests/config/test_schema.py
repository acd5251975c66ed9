"""``bpcli schema config`` and ``bpcli schema trace``: what editors and scripts hold files against."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bpcli.config.document import parse
from bpcli.config.examples import shipped_examples
from bpcli.config.load import load
from bpcli.config.sources import example_names, example_path
from tests.config.whole_config import WHOLE, changed
from tests.conftest import Run

STARTER = Path(__file__).parents[2] / "bpcli" / "config" / "starter.yaml"


def schema(run: Run, what: str) -> Draft202012Validator:
    """The schema as the command prints it, itself checked."""
    printed = json.loads(run("schema", what).out)
    Draft202012Validator.check_schema(printed)
    return Draft202012Validator(printed)


def document(path: str | Path) -> Any:
    """The plain data of a config file."""
    return parse(Path(path).read_bytes(), str(path)).data


@pytest.mark.parametrize("name", example_names())
def test_shipped_configs_are_valid(run: Run, name: str) -> None:
    """Every example passes the schema that editors use."""
    assert schema(run, "config").is_valid(document(example_path(name)))


def test_the_starter_is_valid_and_so_is_what_it_suggests(run: Run) -> None:
    """The starter config passes, and each of its commented lines, uncommented, is a key that the schema knows."""
    assert schema(run, "config").is_valid(document(STARTER))
    validator = schema(run, "config")
    text = STARTER.read_text(encoding="utf-8")
    for line in re.findall(r"^# (\w+: .*)$", text, re.MULTILINE):
        key = line.partition(":")[0]
        uncommented = re.sub(rf"^{key}:.*$", "", text, flags=re.MULTILINE).replace(f"# {line}", line)
        assert validator.is_valid(parse(uncommented.encode(), "s").data), line


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("sed",), 1),
        (("rng",), "mersenne"),
        (("data", "source"), "cvs"),
        (("data", "z"), 1),
        (("network", "layers", 0, "unit"), 1),
        (("network", "layers", 0, "activation"), "rellu"),
        (("network", "layers", 0, "activation"), {"name": "relu", "slope": 0.1}),
        (("network", "init"), {"std": 1}),
        (("loss"), {"name": "sse", "over_outputs": "mean"}),
        (("loss", "threshold"), 1),
        (("optimizer", "betas"), [0.9, 0.99]),
        (("training", "steps"), -1),
        (("metrics"), ["acuracy"]),
    ],
)
def test_bad_configs_are_not(run: Run, path: tuple[str | int, ...] | str, value: Any) -> None:
    """An editor underlines unknown keys, names, parameters of another rule, and values out of bounds."""
    path = (path,) if isinstance(path, str) else path
    assert not schema(run, "config").is_valid(changed(WHOLE, path, value))


def test_editors_can_complete(run: Run) -> None:
    """Keys have their choices and defaults in the schema, and the sections their descriptions."""
    definitions = json.loads(run("schema", "config").out)["$defs"]
    assert definitions["Config"]["properties"]["layout"]["default"] == "rows"
    assert definitions["Config"]["properties"]["dtype"]["enum"] == ["float32", "float64"]
    assert all("description" in definition for definition in definitions.values())


def test_schema_goes_into_a_file(run: Run, tmp_path: Path) -> None:
    """-o writes it where it is wanted."""
    answer = run("schema", "config", "-o", str(tmp_path / "s.json"))
    assert answer == (0, b"", "")
    assert (tmp_path / "s.json").read_bytes() == run("schema", "config").out


REGRESSION = {
    "data": {"x": [[1, 2], [3, 4], [5, 6]], "y": [[0.5], [1.5], [2]]},
    "network": {"layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "bias": False}]},
    "loss": {"name": "huber", "l2": 0.1},
    "optimizer": "adam",
    "training": {"steps": 3, "batch_size": 2},
    "metrics": ["mse", "mae", "r2"],
}
RUNS = [
    *((name, ()) for name in example_names()),
    ("regression.json", ()),
    ("xor", ("--set", "optimizer.learning_rate=1e300")),
    ("xor", ("--set", "dtype=float32", "--set", "optimizer=adamw", "--set", "metrics=[accuracy,confusion]")),
    ("xor", ("--set", "layout=columns", "--set", "data={source: xor, noise: 0.1}")),
    ("xor", ("--precision", "3", "--only", "Z,dW1", "--at", "2:3")),
    ("xor", ("--steps", "0")),
]


@pytest.mark.parametrize(("source", "options"), RUNS, ids=str)
def test_traces_are_valid(
    run: Run, source: str, options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All examples, a regression, a run that leaves the finite numbers, selections: in both formats."""
    monkeypatch.chdir(tmp_path)
    Path("regression.json").write_text(json.dumps(REGRESSION), encoding="utf-8")
    validator = schema(run, "trace")
    args = ("trace", source, "--steps", "4", *options)
    whole = json.loads(run(*args, "--json").out)
    validator.validate(whole)
    header, *steps, closing = [json.loads(line) for line in run(*args, "-f", "jsonl").out.splitlines()]
    assert {**header, "steps": steps, **closing} == whole


def test_invalid_traces_are_not(run: Run) -> None:
    """The schema of a trace is more than 'an object'."""
    validator = schema(run, "trace")
    whole = json.loads(run("trace", "xor", "--json").out)
    for path, value in (
        (("format",), "bpcli.history"),
        (("steps", 0, "step"), 0),
        (("steps", 0, "values", "X", "phase"), "sideways"),
        (("steps", 0, "values", "X", "data"), [["nan"]]),
        (("evaluation", "predictions"), {}),
        (("config", "seed"), -1),
        (("extra",), 1),
    ):
        assert not validator.is_valid(changed(whole, path, value)), path


@pytest.mark.parametrize("name", example_names())
def test_the_resolved_config_gives_the_same_trace(run: Run, name: str, tmp_path: Path) -> None:
    """What a trace has under config is a config, wherever it is read, and gives the very same numbers."""
    first = json.loads(run("trace", name, "--steps", "3", "--json").out)
    (tmp_path / "again.json").write_text(json.dumps(first["config"]), encoding="utf-8")
    assert json.loads(run("trace", str(tmp_path / "again.json"), "--json").out) == first


def test_examples_say_what_they_are() -> None:
    """Each example has a title of its own and a file that is there."""
    listed = shipped_examples()
    assert [example.name for example in listed] == sorted(example_names())
    assert len({example.title for example in listed}) == len(listed)
    assert all(not load(example.file).faults.paths for example in listed)
