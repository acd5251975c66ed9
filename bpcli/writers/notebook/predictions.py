"""The closing evaluation on a page: a row a sample."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpcli.readers.records import Evaluation, Header, Predictions
from bpcli.rules.arrays import Array
from bpcli.writers.metric_numbers import metric_texts
from bpcli.writers.notebook.elements import WRONG, Html, bold, cell, element, line, number, table, text, words
from bpcli.writers.numbers import notation
from bpcli.writers.predictions import by_sample, class_name, output_label
from bpcli.writers.view import LIMIT, elide, hidden

Cells = Callable[[int], list[Html]]


def evaluation_page(evaluation: Evaluation, header: Header) -> Html:
    """Metrics, and what the network says of each sample beside what is true."""
    metrics = " · ".join(" ".join(each.split()) for each in metric_texts(evaluation.metrics.items()))
    after = f"after step {evaluation.step}" if evaluation.step else "of the untrained network"
    return element(
        "div", line(bold(f"evaluation {after}"), text(f" · {metrics}")), _table(evaluation.predictions, header)
    )


def _table(said: Predictions, header: Header) -> Html:
    outputs = by_sample(header, said.outputs)
    label = output_label(header, outputs.shape[1], classified=said.classes is not None)
    heads, truth = (
        _fitted(by_sample(header, said.targets))
        if said.classes is None
        else _classified(header, np.ravel(said.classes), np.ravel(said.targets))
    )
    numbers = _numbers(outputs)
    shown = elide(len(outputs), LIMIT)
    left_out = [text(hidden(len(outputs), shown)), *[cell("⋮")] * (outputs.shape[1] + len(heads))]
    rows = (left_out if place is None else [text(f"sample {place}"), *numbers(place), *truth(place)] for place in shown)
    return table(["", *map(label, range(outputs.shape[1])), *heads], rows)


def _fitted(targets: Array) -> tuple[list[str], Cells]:
    """The heads of the targets' columns, and their cells by sample."""
    return [f"target {unit}" for unit in range(targets.shape[1])], _numbers(targets)


def _classified(header: Header, classes: Array, truth: Array) -> tuple[list[str], Cells]:
    def cells(sample: int) -> list[Html]:
        right = classes[sample] == truth[sample]
        guess = f"{class_name(header, int(classes[sample]))} {'✓' if right else '✗'}"
        return [words(guess, "" if right else f"color:{WRONG}"), words(class_name(header, int(truth[sample])))]

    return ["predicted", "true"], cells


def _numbers(data: Array) -> Cells:
    write = notation(data)
    factor = f" × {write.factor}" if write.factor else ""
    return lambda sample: [number(f"{write(value)}{factor}", value) for value in data[sample].tolist()]
