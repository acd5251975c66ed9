"""What a band of the flow shows: layers side by side, and how far apart their quantities have to stand.

A band is a run of layers. Forward goes from left to right, through ``stops``: what comes in, then Z and A of each
layer, then the loss, or a look at the next layer. An error stands below the quantity that it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

from bpcli.readers.diagram.records import Diagram
from bpcli.readers.records import Quantity
from bpcli.rules.names import LOSS, Name, activation_before
from bpcli.writers.diagram.canvas import Pieces, length
from bpcli.writers.diagram.extent import extent, number, remarks
from bpcli.writers.places import written_shape
from bpcli.writers.styles import BOLD, PLAIN, QUIET

ASIDE = 2
"""How far the gradient of an A stands aside, so that the line from A to its dW runs past it."""
BELOW = {"delta": "Z", "dA": "A"}
"""Below which quantity an error stands."""
ABOVE = {stop: error for error, stop in BELOW.items()}


class Ways(Struct, frozen=True):
    """The arrows of a diagram, to be looked up: what happens on each, and from where each error comes."""

    by: Mapping[tuple[str, str], str]
    sources: Mapping[str, Name]

    @classmethod
    def of(cls, diagram: Diagram) -> Ways:
        """Those of a diagram. An error comes from the loss or another error, and all else it reads stands in ``by``."""
        errors = [arrow for arrow in diagram.arrows if Name.parsed(arrow.target).kind in BELOW and arrow.by]
        by = {(arrow.source, arrow.target): arrow.by for arrow in diagram.arrows}
        return cls(by, {arrow.target: Name.parsed(arrow.source) for arrow in errors})


class Band:
    """The layers from ``first`` to ``last``."""

    def __init__(self, diagram: Diagram, ways: Ways, first: int, last: int) -> None:
        self.values: Mapping[str, Quantity] = diagram.step.values
        self.ways, self.layers = ways, range(first, last + 1)
        self.ends = last == len(diagram.columns) - 1
        self.next = LOSS if self.ends else Name("Z", last + 1)
        inner = [Name(kind, layer) for layer in self.layers for kind in ("Z", "A")]
        self.stops = [activation_before(first), *inner, self.next]

    @cached_property
    def places(self) -> dict[Name, int]:
        """The column at which each stop begins, as near to the others as all that is between them allows."""
        places, needs = {self.stops[0]: 0}, list(self._needs())
        for stop in self.stops[1:]:
            places[stop] = max(places[before] + room for before, behind, room in needs if behind == stop)
        return places

    @property
    def width(self) -> int:
        """How many characters it is wide."""
        error = Name("delta", self.next.layer)
        last = [self.title(self.next), *self.notes(self.next), *([] if self.ends else [((error, QUIET),)])]
        texts = {stop: [self.enters(stop)] for stop in self.stops} | {self.next: [self.enters(self.next), *last]}
        return max(self.places[stop] + max(map(length, pieces)) for stop, pieces in texts.items())

    @cached_property
    def errors(self) -> list[tuple[Name, Name]]:
        """The errors below its stops, each with the one that it is computed from, or the loss."""
        errors = (Name(ABOVE[stop.kind], stop.layer) for stop in self.stops[:-1] if stop.kind in ABOVE)
        return [(error, self.ways.sources[error]) for error in errors if error in self.ways.sources]

    def gradients(self, layer: int) -> list[Name]:
        """What a layer learns by: dW, and db where it has a bias."""
        return [name for name in (Name("dW", layer), Name("db", layer)) if name in self.values]

    def stop_of(self, error: Name) -> Name:
        """Below which stop an error stands."""
        return Name(BELOW[error.kind], error.layer)

    def place_of(self, error: Name) -> int:
        """The column at which an error begins; of the loss the loss's own."""
        if error == LOSS:
            return self.places[LOSS]
        return self.places[self.stop_of(error)] + self.aside(error)

    def aside(self, error: Name) -> int:
        """How far it stands aside of its stop."""
        return ASIDE if error.kind == "dA" else 0

    def behind(self, stop: Name) -> Name:
        """The stop to the right."""
        return self.stops[self.stops.index(stop) + 1]

    def by(self, source: Name, target: Name) -> str:
        """What happens on the way from one quantity to another."""
        return self.ways.by.get((source, target), "")

    def title(self, stop: Name) -> Pieces:
        """A stop's name and shape."""
        if stop == LOSS:
            return ((stop, BOLD),)
        return ((stop, QUIET),) if stop == self.next else with_shape(self.values[stop])

    def notes(self, stop: Name) -> list[Pieces]:
        """What stands below it: from where to where its numbers go, and of an A how many are 0; of the loss its own."""
        if stop == LOSS:
            return [number(float(self.values[stop].data), 4)]
        if stop == self.next:
            return []
        data = self.values[stop].data
        return [extent(data), *(remarks(data) if stop.kind == "A" else ())]

    def enters(self, stop: Name) -> Pieces:
        """What stands above it, for it goes in as well: the parameters, the targets."""
        names = [Name("Y")] if stop == LOSS else [Name("W", stop.layer), Name("b", stop.layer)]
        if (stop.kind != "Z" and stop != LOSS) or stop == self.next != LOSS:
            return ()
        shown = [with_shape(self.values[name]) for name in names if name in self.values]
        return tuple(piece for each in shown for piece in (*each, ("  ", PLAIN)))[:-1]

    def extent(self, name: Name) -> Pieces:
        """From where to where the numbers of an error or a gradient go."""
        return extent(self.values[name].data)

    def _needs(self) -> Iterator[tuple[Name, Name, int]]:
        """How far apart two stops have to be at the least."""
        for before, behind in pairwise(self.stops):
            by = self.by(before, behind)
            yield before, behind, length(self.title(before)) + len(f" ─{by}─▶ " if by else " ─▶ ")
            yield before, behind, max([0, *map(length, self.notes(before))]) + 1
        yield from self._needs_of_errors()
        for layer in self.layers:
            A, Z = activation_before(layer), Name("Z", layer)
            yield A, Z, len(f"└─▶ {Name('dW', layer)} ◀─")
            yield Z, Name("A", layer), ASIDE + max(length(self.extent(name)) for name in self.gradients(layer)) + 1
        for before, behind in pairwise(stop for stop in self.stops if self.enters(stop)):
            yield before, behind, length(self.enters(before)) + 2

    def _needs_of_errors(self) -> Iterator[tuple[Name, Name, int]]:
        for error, source in self.errors:
            stop, aside = self.stop_of(error), self.aside(error)
            room = len(error) + len(f" ◀─{self.by(source, error)}─ ")
            yield stop, LOSS if source == LOSS else self.stop_of(source), aside + room
            yield stop, self.behind(stop), aside + length(self.extent(error)) + 1


def with_shape(quantity: Quantity) -> Pieces:
    """``W1 2×4``."""
    return (quantity.name, BOLD), (f" {written_shape(quantity.shape)}", QUIET)
