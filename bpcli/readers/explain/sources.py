"""Where the numbers come from that a step finds and does not compute."""

from __future__ import annotations

from msgspec import UnsetType

from bpcli.config.model import Inline
from bpcli.program.setup import Setup
from bpcli.rules.names import OLD, Name


class Sources:
    """The sources of one step's inputs, parameters and states."""

    def __init__(self, setup: Setup, step: int) -> None:
        self.setup, self.step = setup, step

    def of(self, name: Name, index: tuple[int, ...] | None) -> str:
        """Such as ``data.x``, ``drawn by xavier_normal with seed 42``, ``as step 3 left it``."""
        if name.kind in ("X", "Y"):
            return self._data(name)
        if self.step > 1:
            return f"as step {self.step - 1} left it"
        if name.suffix.endswith(OLD):
            return "what the optimizer starts from"
        return self._drawn(name) if name.is_of_weights else self._bias(name)

    def _data(self, name: Name) -> str:
        data = self.setup.config.data
        key = f"data.{name.kind.lower()}"
        where = key if isinstance(data, Inline) else f"data.source: {data.__struct_config__.tag}"
        labels = name.kind == "Y" and self.setup.targets.decision is not None
        return f"{where}, each label as the loss sees it" if labels else where

    def _drawn(self, name: Name) -> str:
        config = self.setup.config
        place = f"network.layers.{name.layer - 1}"
        layer = config.network.layers[name.layer - 1]
        if not isinstance(layer.weights, UnsetType):
            return f"{place}.weights"
        init = config.network.init if isinstance(layer.init, UnsetType) else layer.init
        return f"drawn by {init.name} with seed {config.seed}"

    def _bias(self, name: Name) -> str:
        bias = self.setup.config.network.layers[name.layer - 1].bias
        return "biases start at 0" if bias is True else f"network.layers.{name.layer - 1}.bias"
