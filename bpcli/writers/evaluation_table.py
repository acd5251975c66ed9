"""The closing look at the network: what it says of every sample, what is true, and how often it is right."""

from __future__ import annotations

import numpy as np
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from bpcli.readers.records import Evaluation, Header, Predictions
from bpcli.rules.arrays import Array
from bpcli.writers.blocks import Block, print_lines, section, side_by_side, table_room
from bpcli.writers.columns import Column, number_columns, row_labels, taken, text_column
from bpcli.writers.grid import frame_width, grid
from bpcli.writers.metric_numbers import metric_texts
from bpcli.writers.predictions import by_sample, class_name, output_label
from bpcli.writers.styles import BOLD, PLAIN, QUIET, WRONG
from bpcli.writers.view import Shown, View


def render_evaluation(header: Header, evaluation: Evaluation, console: Console, view: View) -> None:
    """The predictions, the confusion matrix where there is one, and the metrics in one line."""
    tables = [_predictions(header, evaluation.predictions, view, table_room(console))]
    matrices = [(name, value) for name, value in evaluation.metrics.items() if isinstance(value, list)]
    tables += [_confusion(header, name, value, view, table_room(console)) for name, value in matrices]
    print_lines([*section(_title(evaluation), console), *side_by_side(tables, console)], console)
    console.print(Text(_closing(evaluation), BOLD))


def _title(evaluation: Evaluation) -> str:
    """``evaluation after step 10``."""
    return f"evaluation after step {evaluation.step:,}" if evaluation.step else "evaluation of the untrained network"


def _closing(evaluation: Evaluation) -> str:
    """``3 of 4 right   accuracy 75.00 %``."""
    right = []
    predictions = evaluation.predictions
    if predictions.classes is not None:
        hits = np.ravel(predictions.classes) == np.ravel(predictions.targets)
        right.append(f"{hits.sum()} of {hits.size} right")
    return "   ".join([*right, *metric_texts(evaluation.metrics.items())])


def _predictions(header: Header, predictions: Predictions, view: View, room: int) -> Block:
    """A line a sample: the network's outputs, then the classes or the numbers that they should be."""
    outputs = by_sample(header, predictions.outputs)
    rows = view.rows(len(outputs))
    labels = row_labels(len(outputs), rows, lambda index: f"sample {index}")
    left = room - frame_width(labels)
    if predictions.classes is None:
        targets = by_sample(header, predictions.targets)
        others = number_columns(targets, rows, lambda index: f"target {index}", view, left // 2)
    else:
        others = _class_columns(header, np.ravel(predictions.classes), np.ravel(predictions.targets), rows)
    label = output_label(header, outputs.shape[1], classified=predictions.classes is not None)
    columns = number_columns(outputs, rows, label, view, left - taken(others))
    return Block([[Segment("predictions", BOLD)], *grid(labels, [*columns, *others], room)])


def _class_columns(header: Header, classes: Array, targets: Array, rows: Shown) -> list[Column]:
    """Predicted and true class of each sample, and a mark that does without colour."""

    def style(row: int) -> Style:
        return PLAIN if classes[row] == targets[row] else WRONG

    def mark(row: int) -> tuple[str, Style]:
        return ("✓", QUIET) if classes[row] == targets[row] else ("✗", WRONG)

    return [
        text_column("predicted", rows, lambda row: (class_name(header, int(classes[row])), style(row))),
        text_column("true", rows, lambda row: (class_name(header, int(targets[row])), style(row))),
        text_column("", rows, mark),
    ]


def _confusion(header: Header, name: str, counts: list[list[int]], view: View, room: int) -> Block:
    """How many samples of each class, a row, were taken for each class, a column."""
    data = np.array(counts)
    rows = view.rows(len(data))
    labels = row_labels(len(data), rows, lambda index: f"true {class_name(header, index)}")
    left = room - frame_width(labels)
    columns = number_columns(data, rows, lambda index: f"predicted {class_name(header, index)}", view, left)
    return Block([[Segment(name, BOLD)], *grid(labels, columns, room)])
