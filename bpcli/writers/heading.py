"""What holds for a whole run, said once at its top: the network and the conventions of its formulas."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from bpcli.errors import printable
from bpcli.readers.records import Header
from bpcli.rules.layouts import LAYOUTS
from bpcli.writers.blocks import Line, print_lines, table_room
from bpcli.writers.styles import BOLD, NEGATIVE, PLAIN, POSITIVE, QUIET
from bpcli.writers.words import wrapped

MEANINGS = {
    **{("layout", name): layout.meaning for name, layout in LAYOUTS.items()},
    ("delta", "per_sample"): "without 1/m, which stands in dW and db",
    ("delta", "batch"): "with 1/m, so that dW and db are plain sums",
}
REDUCTIONS = {"over_samples": "samples", "over_outputs": "outputs"}


def render_heading(header: Header, console: Console) -> None:
    """Name, architecture, conventions, optimizer, names of inputs and classes, and what the colours mean."""
    print_lines(list(_heading(header, table_room(console))), console)
    if console.color_system is not None and not console.no_color:
        console.print(_legend(max(map(len, choices(header))) + 2))


def _heading(header: Header, room: int) -> Iterator[Line]:
    """The lines, broken between words; what is said of a choice stands below each other."""
    yield from wrapped(_words(printable(header.name), BOLD), room)
    yield from wrapped(_words(network_text(header)), room)
    said = choices(header)
    width = max(map(len, said), default=0) + 2
    for key, value in said.items():
        first, *further = wrapped(_words(value), room - width)
        yield [Segment(f"{key:<{width}}", QUIET), *first]
        yield from ([Segment(" " * width), *line] for line in further)


def _words(text: str, style: Style = PLAIN) -> list[Segment]:
    return [Segment(word, style) for word in text.split(" ")]


def choices(header: Header) -> dict[str, str]:
    """Conventions, optimizer, names of inputs and classes, each under what it is."""
    named = {"inputs": header.feature_names, "classes": header.class_names}
    lines = _conventions(header)
    if "optimizer" in header.config:
        lines["optimizer"] = optimizer_text(header, whole=True)
    return lines | {key: ", ".join(map(printable, names)) for key, names in named.items() if names}


def network_lines(header: Header) -> Text:
    """The name and, below it, the network."""
    return Text.assemble((printable(header.name), BOLD), f"\n{network_text(header)}")


def network_text(header: Header) -> str:
    """``2 → 4 relu → 2 softmax · 22 parameters``."""
    parameters = sum(layer.parameters for layer in header.layers)
    return f"{network(header)} · {parameters:,} parameters"


def network(header: Header) -> str:
    """``2 → 4 relu → 2 softmax``."""
    layers = [f"{layer.units} {layer.activation}" for layer in header.layers]
    return " → ".join([str(header.inputs), *layers])


def optimizer_text(header: Header, *, whole: bool = False) -> str:
    """``sgd 0.1``, or with all its numbers; nothing where the run does not say."""
    given = dict(header.config.get("optimizer", {}))
    name, rate = given.pop("name", ""), given.pop("learning_rate", None)
    short = f"{name} {rate:g}" if isinstance(rate, int | float) else printable(str(name))
    numbers = [f"{key} {_plain(value)}" for key, value in given.items() if value]
    return ", ".join([short, *numbers]) if whole else short


def total_steps(header: Header) -> int:
    """How many steps the whole run has; 0 where nobody knows."""
    return int(header.config.get("training", {}).get("steps", 0))


def _plain(value: object) -> str:
    """A setting as a person writes it."""
    if isinstance(value, list | tuple):
        return " ".join(map(_plain, value))
    return f"{value:g}" if isinstance(value, float) else printable(str(value))


def _conventions(header: Header) -> dict[str, str]:
    """Every convention with its meaning; a loss takes its reductions into its own line."""
    given = dict(header.conventions)
    over = [f"{given.pop(key)} over {what}" for key, what in REDUCTIONS.items() if key in given]
    lines = {key: _meant(key, value, header) for key, value in given.items()}
    return lines | ({"loss": ", ".join([given["loss"], *over])} if "loss" in given else {})


def _meant(key: str, value: str, header: Header) -> str:
    """``rows: a sample is a row``."""
    # A sum over samples has no 1/m, wherever delta would put it.
    averaged = key != "delta" or header.conventions.get("over_samples") == "mean"
    meaning = MEANINGS.get((key, value)) if averaged else None
    return f"{value}: {meaning}" if meaning else value


def _legend(width: int) -> Text:
    """What the colours mean."""
    above, below = ("above zero", POSITIVE[-2]), ("below zero", NEGATIVE[-2])
    rest = (", the bolder the larger", QUIET)
    return Text.assemble((f"{'colour':<{width}}", QUIET), above, (", ", QUIET), below, rest)
