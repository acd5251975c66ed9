"""Words of other libraries and textbooks: each leads to a name that exists, as a question."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpcli.config.conversion import NAMED
from bpcli.config.document import parse
from bpcli.config.load import load
from bpcli.config.meanings import KEYS, NAMES
from bpcli.config.model import Config
from bpcli.config.paths import possible_paths
from bpcli.program.setup import prepare
from bpcli.rules.layouts import LAYOUTS
from bpcli.rules.metrics import METRICS
from tests.config.whole_config import VARIANTS, WHOLE
from tests.conftest import Said

PATHS = {".".join(map(str, path)) for config in VARIANTS for path in possible_paths(config)}
REGISTERED = {*METRICS, *LAYOUTS, "float32", "float64"}.union(*NAMED.values())


@pytest.mark.parametrize("word", KEYS)
def test_keys_that_are_meant_exist(word: str) -> None:
    """Each stands in some config, and no word is a key itself."""
    assert set(KEYS[word]) <= PATHS
    assert word not in Config.__struct_fields__


@pytest.mark.parametrize("word", NAMES)
def test_names_that_are_meant_exist(word: str) -> None:
    """Each is registered, or a mapping that a config takes; no word is a name itself."""
    assert word not in REGISTERED
    for meant in NAMES[word]:
        if meant.startswith("{"):
            assert not load({**WHOLE, "optimizer": parse(meant.encode(), "").data}).faults.paths
        else:
            assert meant in REGISTERED


QUESTIONS = [
    ("lr: 0.1", "lr: did you mean 'optimizer.learning_rate'?"),
    ("optimizer: {name: sgd, lr: 0.1}", "optimizer.lr: did you mean 'learning_rate'?"),
    ("optimizer: {name: sgd, type: sgd}", "optimizer.type: did you mean 'name'?"),
    ("data: {type: inline, x: [[0]], y: [0]}", "data.type: did you mean 'source'?"),
    ("optimizer: momentum", "optimizer: did you mean '{name: sgd, momentum: 0.9}'?"),
    ("optimizer: gradient descent", "optimizer: did you mean 'sgd'?"),
    ("optimizer: AdamW_", "optimizer: did you mean 'adamw'?"),
    ("optimizer: {name: adam, beta1: 0.9}", "optimizer.beta1: did you mean 'betas'?"),
    ("epochs: 3", "epochs: did you mean 'training.steps'?"),
    ("training: {epochs: 3}", "training.epochs: did you mean 'steps'?"),
    ("training: {batchsize: 3}", "training.batchsize: did you mean 'batch_size'?"),
    ("training: {seed: 3}", "training.seed: did you mean 'seed at the top level'?"),
    ("batch-size: 3", "batch-size: did you mean 'training.batch_size'?"),
    ("hidden: [4]", "hidden: did you mean 'network.layers'?"),
    ("momentum: 0.9", "momentum: did you mean 'optimizer.momentum'?"),
    ("l2: 0.1", "l2: did you mean 'loss.l2'?"),
    ("sede: 1", "sede: did you mean 'seed'?"),
    ("learning_rat: 1", "learning_rat: did you mean 'optimizer.learning_rate'?"),
    ("dtype: double", "dtype: did you mean 'float64'?"),
    ("metrics: acc", "metrics: did you mean 'accuracy'?"),
    ("metrics: [mean_squared_error]", "metrics.0: did you mean 'mse'?"),
    ("loss: bce", "loss: did you mean 'binary_cross_entropy'?"),
    ("loss: ce", "loss: did you mean 'cross_entropy'?"),
    ("loss: crossentropy", "loss: did you mean 'cross_entropy'?"),
    ("loss: categorical_crossentropy", "loss: did you mean 'cross_entropy'?"),
    ("loss: mean_squared_error", "loss: did you mean 'mse'?"),
    ("loss: {name: BCELoss}", "loss.name: did you mean 'binary_cross_entropy'?"),
    ("network: {layers: [{units: 1, activation: linear}]}", "network.layers.0.activation: did you mean 'identity'?"),
    ("network: {layers: [{units: 1, activation: logistic}]}", "network.layers.0.activation: did you mean 'sigmoid'?"),
    ("network: {layers: [{units: 1, activation: LeakyReLU}]}", "network.layers.0.activation: did you mean 'leaky_"),
    ("network: {layers: [{neurons: 1, units: 1}]}", "network.layers.0.neurons: did you mean 'units'?"),
    ("network: {layers: [{units: 1}], loss: mse}", "network.loss: did you mean 'loss at the top level'?"),
    ("network: {layers: [{units: 1}], init: glorot}", "network.init: did you mean 'xavier_normal'?"),
    ("network: {layers: [4]}", "network.layers.0: did you mean '{units: 4, activation: relu}'?"),
]  # fmt: skip
SOUND = {
    "data": "data: {x: [[0], [1]], y: [0, 1]}",
    "network": "network: {layers: [{units: 1}]}",
    "loss": "loss: mse",
    "optimizer": "optimizer: sgd",
}


@pytest.mark.parametrize(("line", "question"), QUESTIONS)
def test_what_people_type_is_understood_as_a_question(said: Said, line: str, question: str) -> None:
    """The one fault begins with what was meant."""
    lines = {**SOUND, line.partition(":")[0]: line}
    (fault,) = said("\n".join(lines.values()) + "\n")
    assert fault.partition(": ")[2].startswith(question)


@pytest.mark.parametrize("line", ["zzz: 1", "training: {zzz: 1}", "loss: zzzz", "momentum_decay: 1"])
def test_what_nobody_can_have_meant(said: Said, line: str) -> None:
    """Where nothing comes close, or the optimizer has no such key, nothing is asked."""
    (fault,) = said("\n".join({**SOUND, line.partition(":")[0]: line}.values()) + "\n")
    assert "did you mean" not in fault


def test_the_columns_to_choose_from(said: Said) -> None:
    """A CSV config without x, or with something else there, lists the columns of its file."""
    said("")
    Path("d.csv").write_text('\ufeff"a, b", c ,class\n1,2,x\n', encoding="utf-8")
    network = "network: {layers: [{units: 2}]}\nloss: mse\n"
    columns = "the columns of d.csv: a, b, c, class"
    assert said(f"data: {{source: csv, path: d.csv}}\n{network}") == [
        f"c.yaml:1:7: data.x: this key is missing; allowed: a list, not empty; {columns}",
        f"c.yaml:1:7: data.y: this key is missing; allowed: a word or a list, not empty; {columns}",
    ]
    (fault,) = said(f"data: {{source: csv, path: d.csv, x: c, y: class}}\n{network}")
    assert fault == f"c.yaml:1:37: data.x: did you mean '[c]'? found 'c'; allowed: a list, not empty; {columns}"
    (fault,) = said(f"data: {{source: csv, path: no.csv, y: class}}\n{network}")
    assert fault.endswith("this key is missing; allowed: a list, not empty")


@pytest.mark.parametrize(("y", "units", "largest"), [("[1, 2, 3]", 3, 3), ("[2, 1, 1]", 2, 2), ("[3, 3, 1]", 3, 3)])
def test_labels_that_begin_at_one(said: Said, y: str, units: int, largest: int) -> None:
    """They are said to be such, once, and what to do."""
    data = f"data: {{x: [[0], [1], [2]], y: {y}}}\nnetwork: {{layers: [{{units: {units}, activation: softmax}}]}}\n"
    assert said(f"{data}loss: cross_entropy\n") == [
        f"c.yaml:1:31: data.y: the largest label is {largest} and none is 0, but classes count from 0; allowed: labels"
        f" 0 to {units - 1}; take 1 from each of yours"
    ]


@pytest.mark.parametrize("y", ["[1, 2, 4]", "[0, 1, 3]", "[1, 2.5, 3]"])
def test_labels_that_are_wrong_otherwise(said: Said, y: str) -> None:
    """Where taking 1 from each would not do, it is not said."""
    data = f"data: {{x: [[0], [1], [2]], y: {y}}}\nnetwork: {{layers: [{{units: 3, activation: softmax}}]}}\n"
    assert not any("take 1" in fault for fault in said(f"{data}loss: cross_entropy\n"))


def test_names_of_rules_in_other_case(said: Said) -> None:
    """They are accepted wherever a rule is named, and the resolved config has them as they are registered."""
    written = f"{SOUND['data']}\nloss: {{name: Cross_Entropy}}\noptimizer: Adam\nmetrics: Accuracy\n"
    layers = "{units: 3, activation: ReLU, init: He_Normal}, {units: 2, activation: {name: SoftMax}}"
    written += f"network: {{init: {{name: Zeros}}, layers: [{layers}]}}\n"
    registered = written.replace("Accuracy", "[accuracy]")
    for name in ("Cross_Entropy", "Adam", "ReLU", "He_Normal", "SoftMax", "Zeros"):
        registered = registered.replace(name, name.lower())
    assert said(registered) == []
    expected = prepare("c.yaml").config.as_mapping()
    assert said(written) == []
    assert prepare("c.yaml").config.as_mapping() == expected
    assert prepare("c.yaml", ["loss=SSE"]).config.loss.name == "mse"
    assert prepare("c.yaml", ["metrics=[MSE, Mae]"]).config.metrics == ["mse", "mae"]


@pytest.mark.parametrize("line", ["layout: Rows", "dtype: Float32", "loss: msE\n ", "data: {source: XOR}"])
def test_other_words_in_other_case_are_questions(said: Said, line: str) -> None:
    """What is no rule's name is asked for."""
    found = said("\n".join({**SOUND, line.partition(":")[0]: line}.values()) + "\n")
    assert all("did you mean" in fault for fault in found)
    assert len(found) == (0 if line.startswith("loss") else 1)
