"""What a document says of the network in the end: every sample's outputs, and how often they are right."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from msgspec import Struct

from bpcli.readers.records import Evaluation, Header, Predictions
from bpcli.rules.arrays import Array
from bpcli.writers.documents.parts import Heading, Label, Part, Sentence, Table, sentence
from bpcli.writers.documents.views import choices
from bpcli.writers.metric_numbers import metric_texts
from bpcli.writers.numbers import notation
from bpcli.writers.predictions import by_sample, class_name, output_label
from bpcli.writers.view import LIMIT, Shown, View, elide, hidden

COLUMNS, LETTERS = 6, 60
"""So many outputs have a column each, or fewer where their names are longer together."""


class Column(Struct, frozen=True):
    """A column of a table: its head, a text a row, and whether those are numbers."""

    head: str
    texts: list[str]
    numbers: bool = False


def evaluation_parts(header: Header, evaluation: Evaluation, view: View) -> Iterator[Part]:
    """When it was made, the score, the predictions, and the confusion matrix where there is one."""
    yield Heading(f"Evaluation after step {evaluation.step}" if evaluation.step else "Evaluation before the first step")
    metrics = (" ".join(text.split()) for text in metric_texts(evaluation.metrics.items()))
    if said := [*_right(evaluation.predictions), *metrics]:
        yield Sentence(sentence(*said))
    yield _table(_predictions(header, evaluation.predictions, view))
    for name, value in evaluation.metrics.items():
        if isinstance(value, list):
            label = Label(name, "true classes in rows, predicted ones in columns")
            yield _table(_confusion(header, np.array(value), view), label)


def _table(columns: list[Column], label: Label | None = None) -> Table:
    rows = tuple(zip(*(column.texts for column in columns), strict=True))
    return Table(tuple(column.head for column in columns), rows, tuple(column.numbers for column in columns), label)


def _right(predictions: Predictions) -> Iterator[str]:
    if predictions.classes is not None:
        hits = np.ravel(predictions.classes) == np.ravel(predictions.targets)
        yield f"{hits.sum()} of {hits.size} right"


def _predictions(header: Header, predictions: Predictions, view: View) -> list[Column]:
    """A row a sample: its outputs, then the classes or the numbers that they should be."""
    outputs = by_sample(header, predictions.outputs)
    rows = _rows(len(outputs), view)
    label = output_label(header, outputs.shape[1], classified=predictions.classes is not None)
    columns = [_named("", rows, len(outputs), "sample {}".format), *_numbers(outputs, rows, label, view)]
    if predictions.classes is None:
        return [*columns, *_numbers(by_sample(header, predictions.targets), rows, "target {}".format, view)]
    given, truth = np.ravel(predictions.classes).tolist(), np.ravel(predictions.targets).tolist()
    return [
        *columns,
        Column("predicted", [_known(row, lambda row: class_name(header, given[row])) for row in rows]),
        Column("true", [_known(row, lambda row: class_name(header, truth[row])) for row in rows]),
        Column("", [_known(row, lambda row: "✓" if given[row] == truth[row] else "✗") for row in rows]),
    ]


def _confusion(header: Header, counts: Array, view: View) -> list[Column]:
    rows = _rows(len(counts), view)
    names = _named("", rows, len(counts), lambda index: f"true {class_name(header, index)}")
    return [names, *_numbers(counts, rows, lambda index: f"predicted {class_name(header, index)}", view)]


def _rows(count: int, view: View) -> Shown:
    """All of them, or as many as are easy to read; a table may go on on the next page."""
    return elide(count, count if view.full else LIMIT)


def _named(head: str, rows: Shown, count: int, name: Callable[[int], str]) -> Column:
    return Column(head, [hidden(count, rows) if row is None else name(row) for row in rows])


def _known(row: int | None, text: Callable[[int], str]) -> str:
    return "⋮" if row is None else text(row)


def _shown(count: int, label: Callable[[int], str]) -> Shown:
    """As many columns as there is room for, or the fewest."""
    shown: Shown = []
    for shown in choices(count, COLUMNS):
        if sum(len(label(at)) for at in shown if at is not None) <= LETTERS:
            break
    return shown


def _numbers(data: Array, rows: Shown, label: Callable[[int], str], view: View) -> Iterator[Column]:
    """The columns of a matrix, of many the first and the last; a power of ten that all share stands in their heads."""
    count, write = data.shape[1], notation(data, view.digits)
    shown = elide(count, count) if view.full else _shown(count, label)
    for at in shown:
        if at is None:
            yield Column(hidden(count, shown), ["…" for _ in rows])
        else:
            head = f"{label(at)} × {write.factor}" if write.factor else label(at)
            values = data[:, at].tolist()
            yield Column(head, ["⋮" if row is None else write(values[row]) for row in rows], numbers=True)
