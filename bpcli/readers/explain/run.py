"""An explanation from a setup: which step, which target."""

from __future__ import annotations

from bpcli.program.setup import Setup
from bpcli.readers.explain.board import Board
from bpcli.readers.explain.explaining import explain
from bpcli.readers.explain.records import Explanation
from bpcli.readers.explain.target import read_target
from bpcli.readers.selection import one_step


def explained(setup: Setup, target: str, *, at: str | int = 1, depth: int = 0) -> Explanation:
    """The explanation of ``dW1[0,2]``, ``loss`` or ``dW1`` at a step, with those of what goes in to ``depth``.

    Raises:
        UsageError: a step or a target that there is not.
        NonFiniteError: a number became NaN or infinite before that step.
    """
    board = Board(setup, one_step(at, setup.config.training.steps))
    return explain(board, read_target(target, board.targets), depth)
