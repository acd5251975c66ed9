"""The last equation of every optimizer: what is left of a parameter after its step."""

from __future__ import annotations

from functools import partial

import numpy as np

from bpcli.rules.rule import Array, Calls, Elementwise, Layout


class NewParameter(Elementwise):
    """W_new = W - W_step; ``out`` may be W itself."""

    def bind(self, out: Array, *inputs: Array) -> Calls:
        """One difference."""
        return [partial(np.subtract, *inputs, out)]

    def formula(self, layout: Layout, *inputs: str) -> str:
        """``W1 - W1_step``."""
        return " - ".join(inputs)
