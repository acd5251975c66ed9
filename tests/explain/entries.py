"""Entries to explain: of random runs in every layout, one of each quantity that a trace lists."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bpcli.program.setup import Setup, prepare
from bpcli.readers.explain.board import Board
from bpcli.readers.explain.explaining import explain
from bpcli.readers.explain.records import Explanation
from bpcli.readers.explain.target import Target
from bpcli.rules.names import Name
from tests.random_configs import Case, cases

CASES = cases()


def explanations(setup: Setup, step: int, seed: int, depth: int = 0) -> Iterator[Explanation]:
    """One entry of each quantity of a step."""
    rng, board = np.random.default_rng(seed), Board(setup, step)
    for name, shape in board.targets.items():
        index = tuple(int(rng.integers(size)) for size in shape)
        yield explain(board, Target(Name.parsed(name), index), depth)


def setups(chosen: list[Case]) -> Iterator[tuple[Case, Setup]]:
    """Their runs, in all layouts: a seventh in single precision, a fourth with clipped gradients."""
    for number, case in enumerate(chosen):
        settings = ["dtype=float32"] if number % 7 == 0 else []
        settings += ["optimizer.clip_norm=0.5"] if number % 4 == 0 else []
        yield case, prepare(case.config(), settings)
