"""The parameters of a layer: weights, gradient, optimizer state, step and new weights, each with its bias under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from bpcli.readers.records import Header, Quantity
from bpcli.rules.names import Name
from bpcli.writers.blocks import Line
from bpcli.writers.columns import width_of
from bpcli.writers.sheet.flow import says_it_all
from bpcli.writers.sheet.panel import Panel, row_names, titled, with_value
from bpcli.writers.sheet.shelf import Shelf, beside, fit, narrowest
from bpcli.writers.view import LEAST, LIMIT, View
from bpcli.writers.words import sentences


def layer_lines(quantities: Sequence[Quantity], header: Header, view: View, digits: int, room: int) -> Iterator[Line]:
    """What belongs to the parameters of one layer, matrices first, then what a line of text says as well."""
    numbers = [each for each in quantities if not each.shape]
    plain = [each for each in quantities if each.shape and says_it_all(each)]
    panels = [
        _fitted(group, header, view, digits, room) for group in _with_biases(each for each in quantities if each.shape)
    ]
    for _, run in groupby(panels, _rows):
        yield from _shelves(list(run), header, room)
    notes = [words for panel in panels for words in panel.below_titles()]
    notes += [titled(panel.quantity) for panel in panels if not panel.shows_formula]
    yield from sentences([*notes, *map(titled, plain), *(with_value(each, digits) for each in numbers)], room)


def _fitted(group: Sequence[Quantity], header: Header, view: View, digits: int, room: int) -> Panel:
    """A matrix with as many columns as the room holds, or the fewest."""
    for limit in range(LIMIT, LEAST - 1, -1):
        panel = Panel(group, view, digits, limit)
        if view.full or fit([[panel]], room - _margin(_labels(panel, header))) is not None:
            break
    return panel


def _rows(panel: Panel) -> tuple[str, int]:
    """What its rows are, and how many."""
    return (panel.quantity.axes or ("", ""))[0], panel.quantity.shape[0]


def _with_biases(quantities: Iterable[Quantity]) -> Iterator[list[Quantity]]:
    """Each matrix to draw: weights with their bias under them, else beside them; where it fits neither, after all."""
    drawn = {Name.parsed(each.name): each for each in quantities if not says_it_all(each)}
    placed: set[Name] = set()
    for name, quantity in drawn.items():
        if not name.is_of_weights:
            continue
        bias = drawn.get(_bias_of(name))
        under = bias is not None and _under(bias, quantity)
        yield [quantity, bias] if bias is not None and under else [quantity]
        if bias is not None and not under and bias.shape[0] == quantity.shape[0]:
            yield [bias]
            under = True
        placed |= {name, _bias_of(name)} if under else {name}
    yield from ([quantity] for name, quantity in drawn.items() if name not in placed)


def _bias_of(name: Name) -> Name:
    """The same of the layer's bias: ``db1`` for ``dW1``."""
    return Name("db" if name.is_gradient else "b", name.layer, name.suffix)


def _under(bias: Quantity, weights: Quantity) -> bool:
    """Whether it is one row with the columns of the weights."""
    return bias.shape[0] == 1 and (bias.axes or ("", ""))[1] == (weights.axes or ("", ""))[1]


def _shelves(panels: list[Panel], header: Header, room: int) -> Iterator[Line]:
    """Panels with the same rows beside each other, as many as the room holds."""
    labels = max((_labels(panel, header) for panel in panels), key=len)
    left = room - _margin(labels)
    while panels:
        count, shelf = _first_shelf(panels, left)
        yield from beside(panels[:count], shelf, labels)
        panels = panels[count:]


def _margin(labels: Sequence[str]) -> int:
    return max(map(width_of, labels), default=0)


def _first_shelf(panels: Sequence[Panel], room: int) -> tuple[int, Shelf]:
    for count in range(len(panels), 0, -1):
        if (shelf := fit([[panel] for panel in panels[:count]], room)) is not None:
            return count, shelf
    return 1, narrowest([[panels[0]]])


def _labels(panel: Panel, header: Header) -> list[str]:
    labels = row_names(panel.quantity, panel.parts[0].rows, header)
    return [*labels, *(Name.parsed(below.name).parameter for below in panel.below)]
