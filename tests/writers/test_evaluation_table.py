"""The closing look at the network."""

from __future__ import annotations

import numpy as np

from bpcli.readers.records import Evaluation, Header, LayerSummary, Predictions
from bpcli.writers.evaluation_table import render_evaluation
from bpcli.writers.view import View
from tests.writers.hand_made import evaluation, header, pipe, printed


def rendered(header: Header, evaluation: Evaluation) -> list[str]:
    """The evaluation's lines in a pipe."""
    console = pipe()
    render_evaluation(header, evaluation, console, View())
    return printed(console).splitlines()


def test_a_classifier_shows_probabilities_classes_and_accuracy() -> None:
    """A wrong prediction is marked without colour too; the confusion matrix has its own table."""
    lines = rendered(header(), evaluation())
    assert lines[2:9] == [
        "predictions",
        "             P(0)  P(1)  predicted  true",
        "           ╭                                ╮",
        "  sample 0 │  0.9   0.1  0          0     ✓ │",
        "  sample 1 │  0.2   0.8  1          1     ✓ │",
        "  sample 2 │  0.4   0.6  1          0     ✗ │",
        "           ╰                                ╯",
    ]
    assert "  true 0 │           1            1 │" in lines
    assert lines[-1] == "2 of 3 right   accuracy  66.67 %"


def test_classes_have_their_names() -> None:
    """Where the data names its classes, so do outputs and predictions."""
    lines = rendered(header(class_names=("cat", "dog")), evaluation())
    assert "P(cat)  P(dog)  predicted  true" in lines[3]
    assert "dog        cat" in "\n".join(lines)


def test_columns_are_read_sample_by_sample() -> None:
    """A sample has its line, whatever the layout."""
    by_rows = evaluation()
    turned = Predictions(by_rows.predictions.outputs.T, by_rows.predictions.targets, by_rows.predictions.classes)
    columns = header(conventions={**header().conventions, "layout": "columns"})
    assert rendered(columns, Evaluation(10, by_rows.metrics, turned)) == rendered(header(), by_rows)


def test_a_regression_shows_outputs_beside_targets() -> None:
    """There are no classes to be right about."""
    regression = header(layers=(LayerSummary(1, "identity", 3),))
    predictions = Predictions(np.array([[0.5], [1.5]]), np.array([[0.25], [2.0]]))
    lines = rendered(regression, Evaluation(10, {"mse": 0.15625}, predictions))
    assert "output 0  target 0" in lines[3]
    assert " 0.5      0.25" in lines[5]
    assert lines[-1] == "mse 0.156250"


def test_a_single_probability_is_that_of_class_1() -> None:
    """A sigmoid output says nothing of class 0."""
    binary = header(layers=(LayerSummary(1, "sigmoid", 3),))
    predictions = Predictions(np.array([[0.75]]), np.array([1]), np.array([1]))
    assert "P(1)" in rendered(binary, Evaluation(10, {}, predictions))[3]


def test_many_samples_are_elided() -> None:
    """The closing line still counts them all."""
    predictions = Predictions(np.full((150, 2), 0.5), np.zeros(150, int), np.zeros(150, int))
    lines = rendered(header(), Evaluation(10, {}, predictions))
    assert len(lines) < 22
    assert lines[-1] == "150 of 150 right"
