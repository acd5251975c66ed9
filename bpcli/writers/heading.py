"""What holds for a whole run, said once at its top: the network and the conventions of its formulas."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from bpcli.errors import printable
from bpcli.readers.records import Header
from bpcli.rules.layouts import LAYOUTS
from bpcli.writers.styles import BOLD, NEGATIVE, POSITIVE, QUIET

MEANINGS = {
    **{("layout", name): layout.meaning for name, layout in LAYOUTS.items()},
    ("delta", "per_sample"): "without 1/m, which stands in dW and db",
    ("delta", "batch"): "with 1/m, so that dW and db are plain sums",
}
REDUCTIONS = {"over_samples": "samples", "over_outputs": "outputs"}


def render_heading(header: Header, console: Console) -> None:
    """Name, architecture, conventions, and where there is colour, what it means."""
    console.print(network_lines(header))
    for key, value in _conventions(header).items():
        console.print(Text.assemble((f"{key:<8}", QUIET), value))
    if console.color_system is not None and not console.no_color:
        console.print(_legend())


def network_lines(header: Header) -> Text:
    """The name and, below it, ``2 → 4 relu → 2 softmax · 22 parameters``."""
    parameters = sum(layer.parameters for layer in header.layers)
    layers = [f"{layer.units} {layer.activation}" for layer in header.layers]
    path = " → ".join([str(header.inputs), *layers])
    return Text.assemble((printable(header.name), BOLD), f"\n{path} · {parameters:,} parameters")


def _conventions(header: Header) -> dict[str, str]:
    """Every convention with its meaning; a loss takes its reductions into its own line."""
    given = dict(header.conventions)
    over = [f"{given.pop(key)} over {what}" for key, what in REDUCTIONS.items() if key in given]
    lines = {key: _meant(key, value, header) for key, value in given.items()}
    return lines | {"loss": ", ".join([given["loss"], *over])} if "loss" in given else lines


def _meant(key: str, value: str, header: Header) -> str:
    """``rows: a sample is a row``."""
    # A sum over samples has no 1/m, wherever delta would put it.
    averaged = key != "delta" or header.conventions.get("over_samples") == "mean"
    meaning = MEANINGS.get((key, value)) if averaged else None
    return f"{value}: {meaning}" if meaning else value


def _legend() -> Text:
    """What the colours mean."""
    above, below = ("above zero", POSITIVE[-2]), ("below zero", NEGATIVE[-2])
    rest = (", the bolder the larger", QUIET)
    return Text.assemble(("colour  ", QUIET), above, (", ", QUIET), below, rest)
