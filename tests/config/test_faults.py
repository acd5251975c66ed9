"""Every fault of a config in one answer: place, path, what was found, what is allowed, the nearest name."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bpcli
from bpcli.config.faults import MAX_KEPT
from bpcli.config.load import load
from bpcli.errors import MAX_SHOWN, ConfigError, Fault
from bpcli.program.setup import prepare
from tests.config.whole_config import WHOLE, changed
from tests.conftest import Said

NUMBERED = """\
name: T
sed: 3
data:
  x: [[0, 0], [0, 1, 2], [1, 0], [1, 1]]
  y: [0, 1, 7]
network:
  layers:
    - {units: 4, activation: rellu, weights: [[1, 2], [3, 4]]}
    - {units: 2, activation: softmax, bias: [1]}
loss: cross_entropi
optimizer: {name: sgd, learning_rate: -1, freeze: [W3]}
training: {steps: .inf}
name: U
metrics: [acuracy, mse]
"""
ACTIVATIONS = "identity, relu, leaky_relu, elu, selu, silu, gelu, gelu_tanh, softplus, sigmoid, tanh, softmax"
LOSSES = "cross_entropy, binary_cross_entropy, mse, half_mse, mae, huber, hinge, sse, half_sse"
KEYS = "name, seed, rng, layout, dtype, delta, data, network, loss, optimizer, training, metrics"
SOURCES = "a mapping with x and y, or with a source (inline, csv, npz, random_integers, xor)"


def test_every_fault_in_one_answer(said: Said) -> None:
    """YAML's, structural and semantic faults stand together, in the order of the file."""
    assert said(NUMBERED) == [
        f"c.yaml:2:1: sed: did you mean 'seed'? unknown key 'sed'; allowed here: {KEYS}",
        "c.yaml:4:15: data.x.1: this row has 3 entries, the first row has 2; allowed: rows of equal length",
        "c.yaml:5:6: data.y: x has 4 samples (shape (4, 2)), y has 3 (shape (3,)); allowed: as many targets as samples;"
        " under layout: rows a sample is a row",
        f"c.yaml:8:30: network.layers.0.activation: did you mean 'relu'? found 'rellu'; allowed: {ACTIVATIONS}",
        "c.yaml:8:46: network.layers.0.weights: weights of shape (2, 2); allowed: (2, 4) (units in, units): 2 units"
        " come in from data.x, 4 go out",
        "c.yaml:9:45: network.layers.1.bias: a bias of 1 numbers; allowed: 2, one for each unit",
        f"c.yaml:10:7: loss: did you mean 'cross_entropy'? found 'cross_entropi'; allowed: {LOSSES}",
        "c.yaml:11:39: optimizer.learning_rate: found -1; allowed: a number, at least 0",
        "c.yaml:11:52: optimizer.freeze.0: no parameter 'W3'; allowed: biases, or a list of W1, b1, W2, b2",
        "c.yaml:12:19: training.steps: found .inf; allowed: a finite number",
        "c.yaml:13:1: name: this key is written twice, first on line 1; write it once",
        "c.yaml:14:11: metrics.0: did you mean 'accuracy'? found 'acuracy'; allowed: accuracy, confusion, mae, mse, r2",
    ]


def test_a_missing_section_does_not_hide_the_others(said: Said) -> None:
    """Without data the layers are still held against each other."""
    text = "network:\n  layers:\n    - {weights: [[1, 2], [3, 4]]}\n    - {units: 2, weights: [[1], [2]]}\nloss: mse\n"
    assert said(text) == [
        f"c.yaml:1:1: data: this key is missing; allowed: {SOURCES}",
        "c.yaml:4:27: network.layers.1.weights: weights of shape (2, 1); allowed: (2, 2) (units in, units): 2 units"
        " come in from network.layers.0, 2 go out",
    ]


def test_data_are_looked_at_without_a_network(said: Said) -> None:
    """Where the network is missing or no mapping, ragged rows and mixed targets are found all the same."""
    text = "data:\n  x: [[0, 0], [0]]\n  y: [0, a, 2]\nnetwork: 5\nloss: mse\n"
    assert said(text) == [
        "c.yaml:2:15: data.x.1: this row has 1 entries, the first row has 2; allowed: rows of equal length",
        "c.yaml:3:10: data.y.1: found a word among numbers; allowed: labels, numbers, or rows of numbers, all of"
        " one kind",
        "c.yaml:4:10: network: found 5; allowed: a mapping with layers",
    ]


CONSEQUENCES = [
    ("data.x.0", [[1, 2]], ["data.x.0.0"]),
    ("data.x.0", "foo", ["data.x.0"]),
    ("data.x", "foo", ["data.x"]),
    ("data.y.0", None, ["data.y.0"]),
    ("network.layers.2.weights", "foo", ["network.layers.2.weights"]),
    ("network.layers.2.weights.0", [None], ["network.layers.2.weights.0.0"]),
    ("network.layers.3.units", "two", ["network.layers.3.units"]),
    ("network.layers.0.unit", 3, ["network.layers.0.unit"]),
    ("network.layers.0", 5, ["network.layers.0"]),
    ("layout", "colums", ["layout"]),
    ("loss", "crossentropy", ["loss"]),
    ("optimizer", "adm", ["optimizer"]),
    ("optimizer.freeze.0", 5, ["optimizer.freeze.0"]),
    ("training", [], ["training"]),
    ("metrics", 5, ["metrics"]),
]


@pytest.mark.parametrize(("path", "value", "at_fault"), CONSEQUENCES, ids=str)
def test_consequences_are_not_faults(path: str, value: Any, at_fault: list[str]) -> None:
    """What follows from a fault (counts, shapes, labels that no longer fit) is not told as another."""
    parts = tuple(int(part) if part.isdigit() else part for part in path.split("."))
    with pytest.raises(ConfigError) as caught:
        bpcli.trace(changed(WHOLE, parts, value))
    assert [".".join(map(str, fault.path)) for fault in caught.value.faults] == at_fault


def test_positions_are_those_of_the_token(said: Said) -> None:
    """A value's place is its first character, whatever stands before it; an unknown key's is the key's."""
    text = "\n# é\nseed:    x\nloss:\n  mse\n'sedd' : 1\n"
    text += "data: {x: [[1]], y: &a\n [1]}\nnetwork: {layers: [{units: 1}]}\n"
    assert [line.split(": ")[0] for line in said(text)] == ["c.yaml:3:10", "c.yaml:6:1"]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("seed",), -1, "seed: found -1; allowed: a whole number, at least 0"),
        (("seed",), 2**63, "seed: found 9223372036854775808; allowed: a whole number, at least 0, at most"
         " 9223372036854775807"),
        (("seed",), True, "seed: found true; allowed: a whole number, at least 0"),
        (("seed",), None, "seed: found nothing; allowed: a whole number, at least 0"),
        (("name",), 5, "name: found 5; allowed: a word"),
        (("name",), {}, "name: found an empty mapping; allowed: a word"),
        (("rng",), "legasy", "rng: did you mean 'legacy'? found 'legasy'; allowed: legacy, pcg64"),
        (("rng",), ["legacy"], "rng: found a list of 1; allowed: legacy, pcg64"),
        (("data",), "iris.csv", f"data: found 'iris.csv'; allowed: {SOURCES}"),
        (("data", "y", 0), None, "data.y.0: found nothing; allowed: a number, a word or a list"),
        (("network", "layers"), [], "network.layers: found an empty list; allowed: a list of"
         " mappings, such as [{units: 4, activation: relu}]"),
        (("network", "layers", 0, "units"), 10**12, "network.layers.0.units: found 1000000000000; allowed: a whole"
         " number, at least 1, at most 1000000000"),
        (("network", "layers", 0, "bias"), "x", "network.layers.0.bias: found 'x'; allowed: true or false, a number or"
         " a list"),
        (("network", "layers", 0, "activation"), {}, "network.layers.0.activation.name: this key is missing; allowed:"
         f" {ACTIVATIONS}"),
        (("loss",), 5, f"loss: found 5; allowed: a name ({LOSSES}) or a mapping with one"),
        (("optimizer", "freeze"), "bias", "optimizer.freeze: did you mean 'biases'? found 'bias'; allowed: biases"
         " or a list"),
        (("optimizer",), {"name": "adam", "betas": [0.9]}, "optimizer.betas: found a list of 1; allowed: a list, of 2"
         " entries"),
        (("optimizer",), {"name": "adam", "betas": [0.9, 0, 0]}, "optimizer.betas: found a list of 3; allowed: a list,"
         " of 2 entries"),
        (("optimizer",), {"name": "adam", "betas": [0.9, 1]}, "optimizer.betas.1: found 1; allowed: a number, at least"
         " 0, less than 1"),
        (("training", "shuffle"), "yes", "training.shuffle: found 'yes'; allowed: true or false"),
        (("name",), ["x" * 1000], "name: found a list of 1; allowed: a word"),
        (("rng",), "x" * 1000, f"rng: found '{'x' * 56}...; allowed: legacy, pcg64"),
    ],
)  # fmt: skip
def test_what_was_found_and_what_is_allowed(path: tuple[str | int, ...], value: Any, message: str) -> None:
    """The value in short, then everything that could stand there."""
    with pytest.raises(ConfigError) as caught:
        load(changed(WHOLE, path, value)).faults.raise_all()
    assert [str(fault) for fault in caught.value.faults] == [f"config: {message}"]


def test_messages_end_somewhere(said: Said) -> None:
    """A file with hundreds of faults is told of the first hundred and of how many more there are."""
    text = "".join(f"key{number}: 1\n" for number in range(200))
    faults = said(text)
    shown = str(ConfigError([Fault((), fault) for fault in faults])).splitlines()
    assert len(faults) == 203
    assert len(shown) == MAX_SHOWN + 1
    assert shown[-1] == "... and 103 more"


BY_THE_THOUSAND = [
    ("words", "data: {{x: [{rows}], y: [{zeros}]}}", "[a, b]"),
    ("infinities", "data: {{x: [{rows}], y: [{zeros}]}}", "[.inf, 0, -.inf]"),
    ("ragged rows", "data: {{x: [[1], {rows}], y: [0, {zeros}, {zeros}]}}", "[1, 2], [1, 2]"),
    ("wrong labels", "data: {{x: [[0]], y: [{rows}]}}", "{{a: 1}}, null"),
    ("unknown keys", "data: {{x: [[0]], y: [0], {rows}}}", "k{number}: 1, l{number}: 1"),
]


@pytest.mark.parametrize(("what", "data", "row"), BY_THE_THOUSAND, ids=lambda part: str(part)[:12])
def test_faults_by_the_thousand(what: str, data: str, row: str, tmp_path: Path) -> None:
    """The first hundreds are kept, the others counted; none is told twice as a consequence."""
    rows = ", ".join(row.format(number=number) for number in range(3000))
    config = tmp_path / "c.yaml"
    zeros = ", ".join("0" * 3000)
    config.write_text(
        f"{data.format(rows=rows, zeros=zeros)}\nnetwork: {{layers: [{{units: 1}}]}}\nloss: mse\n", encoding="utf-8"
    )
    with pytest.raises(ConfigError) as caught:
        prepare(str(config))
    error = caught.value
    assert len(error.faults) == MAX_KEPT
    assert error.further == 6000 - MAX_KEPT
    assert str(error).splitlines()[-1] == f"... and {6000 - MAX_SHOWN} more"


def test_a_matrix_beside_a_fault(said: Said) -> None:
    """Sound numbers are let through, and a wrong one among them is found in its row."""
    x = ", ".join(f"[{row}, {row}.5]" for row in range(200))
    y = ", ".join(str(row) for row in range(200))
    assert said(
        f"data:\n  x: [{x}, [1, true]]\n  y: [{y}, null]\nnetwork: {{layers: [{{units: 1}}]}}\nloss: mse\nsed: 1\n"
    ) == [
        f"c.yaml:2:{7 + len(x) + 6}: data.x.200.1: found true; allowed: a number",
        f"c.yaml:3:{7 + len(y) + 2}: data.y.200: found nothing; allowed: a number, a word or a list",
        f"c.yaml:6:1: sed: did you mean 'seed'? unknown key 'sed'; allowed here: {KEYS}",
    ]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 10**400, np.float64("nan"), np.array([1, math.nan])])
def test_mappings_hold_finite_numbers_too(value: Any) -> None:
    """A config given as a mapping is held to what a file may say."""
    with pytest.raises(ConfigError, match=r"^config: data\.x\.0\.0(\.1)?: found .*; allowed: a finite number$"):
        bpcli.trace(changed(WHOLE, ("data", "x", 0, 0), value))


def test_mappings_may_hold_arrays_and_tuples() -> None:
    """NumPy's arrays and numbers, and tuples, are as good as lists."""
    lists = bpcli.trace(WHOLE).steps[0]
    data = {"x": np.array(WHOLE["data"]["x"]), "y": tuple(WHOLE["data"]["y"])}
    arrays = bpcli.trace({**WHOLE, "data": data, "seed": np.int64(1)}).steps[0]
    assert all((lists[name] == arrays[name]).all() for name in lists.values)


def test_mappings_with_other_keys_than_words() -> None:
    """Keys that are no words are named, at any depth."""
    with pytest.raises(ConfigError) as caught:
        bpcli.trace({**changed(WHOLE, ("training",), {None: 1}), 5: 1})  # type: ignore[dict-item]
    assert [str(fault) for fault in caught.value.faults] == [
        "config: training.None: the key None is not a word; allowed: keys that are words",
        "config: 5: the key 5 is not a word; allowed: keys that are words",
    ]


def test_a_mapping_that_contains_itself() -> None:
    """It is told, not followed to the end of the stack."""
    config: dict[str, Any] = dict(WHOLE)
    config["data"] = config
    with pytest.raises(ConfigError, match="nested too deeply"):
        bpcli.trace(config)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nope", "nope: no such file, and no example of that name; the shipped examples are columns, "),
        ("", "'': no such file, and no example of that name; "),
        ("/", "/: cannot be read: Is a directory"),
        ("a\0b", "'a\\x00b': no file can have this name: it holds a null character"),
        ("x" * 5000, f"{'x' * 297}...: cannot be read: File name too long"),
    ],
)
def test_sources_that_cannot_be_read(source: str, message: str) -> None:
    """A path that is none, or leads nowhere, is one fault."""
    with pytest.raises(ConfigError) as caught:
        load(source)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(("source", "nearest"), [("xro", "xor"), ("xor.yaml", "xor"), ("mine.yml", "mine.yaml")])
def test_the_nearest_source(source: str, nearest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt example or file beside is recognized."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").touch()
    with pytest.raises(ConfigError, match=f"did you mean '{nearest}'"):
        load(source)


def test_a_file_wins_over_an_example(said: Said) -> None:
    """A file called xor is read, not the example of that name."""
    said("")
    Path("xor").write_text("seed: x\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"^xor:1:"):
        load("xor").faults.raise_all()


def test_no_schema_is_read_for_a_sound_config(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow validator is for faulty configs alone."""
    monkeypatch.setattr("bpcli.config.validation.check_structure", pytest.fail)
    assert not load("xor").faults.paths
