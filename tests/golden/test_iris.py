"""The iris example: 150 real flowers from a file, told apart."""

from __future__ import annotations

import bpcli


def test_flowers() -> None:
    """150 samples of four measures, three named species of 50 flowers each."""
    trace = bpcli.trace("iris", steps=1)
    step = trace.steps[0]
    assert step["X"].shape == (150, 4)
    assert step["Y"].sum(axis=0).tolist() == [50, 50, 50]
    assert trace.header.class_names == ("setosa", "versicolor", "virginica")
    assert trace.header.feature_names == ("sepal_length", "sepal_width", "petal_length", "petal_width")


def test_measures_are_the_published_ones() -> None:
    """Range, mean and standard deviation of each measure as statistics programs print them; first and last flower."""
    X = bpcli.trace("iris", steps=1).steps[0]["X"]
    assert X.min(axis=0).tolist() == [4.3, 2.0, 1.0, 0.1]
    assert X.max(axis=0).tolist() == [7.9, 4.4, 6.9, 2.5]
    assert X.mean(axis=0).round(6).tolist() == [5.843333, 3.057333, 3.758, 1.199333]
    assert X.std(axis=0, ddof=1).round(7).tolist() == [0.8280661, 0.4358663, 1.7652982, 0.7622377]
    assert X[0].tolist() == [5.1, 3.5, 1.4, 0.2]
    assert X[149].tolist() == [5.9, 3.0, 5.1, 1.8]


def test_accuracy_and_determinism() -> None:
    """The config as shipped gets at least 95 % right, and the same numbers every time."""
    first, second = bpcli.train("iris"), bpcli.train("iris")
    accuracy = first.evaluation.metrics["accuracy"]
    assert isinstance(accuracy, float)
    assert accuracy >= 0.95
    assert first.losses == second.losses


def test_what_the_comments_say() -> None:
    """Setosa is never mistaken; the mistakes are between versicolor and virginica."""
    predictions = bpcli.train("iris").evaluation.predictions
    assert predictions.classes is not None
    pairs = {(int(a), int(b)) for a, b in zip(predictions.targets, predictions.classes, strict=True) if a != b}
    assert pairs <= {(1, 2), (2, 1)}
