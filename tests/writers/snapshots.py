"""Texts that were looked at and found good; ``python -m tests.writers.snapshots`` writes them anew, to be looked at."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bpcli.program.setup import prepare
from bpcli.readers.trace import Trace
from bpcli.writers.console import Console
from bpcli.writers.formats import table_writer
from bpcli.writers.view import View, ViewKind

FOLDER = Path(__file__).parent / "snapshots"
WIDTHS = (80, 100, 140)


class Shot(NamedTuple):
    """A step of an example in a view, on a screen of some width."""

    example: str
    kind: ViewKind
    width: int
    settings: tuple[str, ...] = ()
    only: str | None = None

    @property
    def path(self) -> Path:
        """The file with the text."""
        changed = [re.sub(r"\W+", "-", each).strip("-") for each in self.settings]
        name = "-".join([self.kind, self.example, *changed, str(self.width)])
        return FOLDER / f"{name}.txt"


SHOTS = [
    *(Shot("xor", "sheet", width) for width in WIDTHS),
    Shot("iris", "sheet", 100),
    Shot("mazur", "sheet", 80),
    Shot("columns", "sheet", 80),
    Shot("xor", "sheet", 100, ("layout=torch", "optimizer=adam")),
    *(Shot("xor", "equations", width) for width in WIDTHS),
    Shot("columns", "equations", 100),
    Shot("iris", "equations", 100, only="Z1,dW1"),
    Shot(
        "xor",
        "equations",
        80,
        ("optimizer={name: adam, clip_norm: 0.1, weight_decay: 0.01}",),
        "gradient_norm,W1_m,W1_v,W1_step,W1_new",
    ),
]


def shown(shot: Shot, *, at: str = "1") -> str:
    """The text of a shot: heading, step and evaluation."""
    with _screen(shot.width) as console:
        trace = Trace(prepare(shot.example, shot.settings)).showing(at=at, only=shot.only)
        writer, run = table_writer(console, View(kind=shot.kind)), trace.start(operands=shot.kind == "equations")
        writer.begin(trace.header)
        for step in run:
            writer.step(step)
        writer.end(run.evaluation())
        assert isinstance(console.file, io.StringIO)
        return console.file.getvalue()


@contextmanager
def _screen(width: int) -> Iterator[Console]:
    """A console of this width, as with COLUMNS in the environment."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = str(width)
    try:
        yield Console(io.StringIO(), is_terminal=False)
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in SHOTS:
        each.path.write_text(shown(each), encoding="utf-8")
