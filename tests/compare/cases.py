"""The cases: each mistake in nets of 1 to 4 layers, at every layer, in both layouts, with every activation."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, product
from typing import Any

import numpy as np
from msgspec import Struct

from tests.compare.handwritten import ACTIVATIONS, Config
from tests.compare.nets import LOGARITHMIC, OPTIMIZERS, Rng, random_net
from tests.compare.planted import Planted, planted
from tests.compare.plants import GENERIC, Plan, place, plans

LAYOUTS = ("rows", "columns")
DEPTHS = (1, 2, 3, 4)
TRIES = 200
DERIVATIVES = ("activation_for_derivative", "derivative_at_activation", "missing_derivative")
INVISIBLE = {
    ("identity", "derivative_at_activation"),
    ("identity", "missing_derivative"),
    ("relu", "derivative_at_activation"),
    ("leaky_relu", "derivative_at_activation"),
}
"""f'(A) is f'(Z) there, or f' is 1."""
OF_STATE: dict[str, list[str]] = {
    "gradient_added": OPTIMIZERS,
    "learning_rate_missing": OPTIMIZERS,
    "bias_correction_missing": ["adam", "adamw"],
    "epsilon_inside_root": ["adagrad", "rmsprop", "adam", "adamw"],
    "betas_swapped": ["adam", "adamw"],
    "timestep_off_by_one": ["adam", "adamw"],
    "weight_decay_coupled": ["adamw"],
    "stale_state": ["momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"],
    "nesterov_mismatch": ["momentum", "nesterov"],
}
"""The mistakes of an update, and the optimizers in which they can be made."""
STATES = {"velocity": "momentum", "m": "adam", "v": "rmsprop", "sum": "adagrad"}
ASKED: dict[str, Config] = {
    "transposed": {"square": True},
    "wrong_layer_input": {"square": True},
    "missing_factor_two": {"loss": "mse"},
    "extra_factor_two": {"loss": "half_mse"},
}
"""What the config must be like."""


class Case(Struct, frozen=True):
    """A mistake in a quantity of one kind, at a layer of a net."""

    mistake: str
    kind: str
    depth: int
    layer: int
    layout: str
    activation: str = ""
    optimizer: str = ""
    at: int = 1
    given: str = "all"
    """``all``, ``no_slopes`` (neither fprime nor dA) or ``end`` (of the update, the new parameters alone)."""

    @property
    def id(self) -> str:
        """The name in the test's report."""
        layer = f"{self.kind}{self.layer}of{self.depth}"
        parts = (self.mistake, layer, self.layout, self.activation, self.optimizer, f"step{self.at}", self.given)
        return "-".join(part for part in parts if part)

    def asked(self) -> Config:
        """What its config must have."""
        asked: Config = {**ASKED.get(self.mistake, {})}
        last = self.layer == self.depth
        if self.activation:
            asked["activations"] = {self.layer: self.activation}
        if last and (self.kind in ("dA", "fprime") or self.mistake in DERIVATIVES):
            asked["fused"] = False
        if self.mistake in ("missing_average", "averaged_twice"):
            asked["delta"] = "batch" if self.kind in ("dA", "delta") else "per_sample"
            asked |= {"fused": self.kind == "delta"} if self.kind in ("dA", "delta") else {}
        if self.optimizer:
            asked["optimizer"] = self.optimizer
        return asked

    def nets(self) -> Iterator[tuple[Rng, Config]]:
        """Configs for it, each with the generator for what else is drawn."""
        for seed in range(TRIES):
            rng = np.random.default_rng([*self.id.encode(), seed])
            asked = self.asked()
            if self.mistake == "wrong_log_base":
                asked["loss"] = str(rng.choice(LOGARITHMIC))
            yield rng, random_net(rng, self.depth, self.layout, **asked)

    def fits(self, plan: Plan) -> bool:
        """Whether a plan is this mistake at this place."""
        name, (mistake, _) = next(iter(plan.items()))
        at = place(name)
        kinds = (at.kind, "update") if at.parameter else (at.kind,)
        return mistake == self.mistake and self.kind in kinds and (at.layer or self.layer) == self.layer

    def names(self, config: Config) -> set[str] | None:
        """What the user hands in."""
        if self.given == "all":
            return None
        names = {name for plan in plans(config) for name in plan} | {"X", "Y", "loss"}
        every = [(f"W{layer}", f"b{layer}") for layer in range(1, self.depth + 1)]
        names |= {name for pair in every for name in pair} | {f"d{name}" for pair in every for name in pair}
        if self.given == "no_slopes":
            return {name for name in names if place(name).kind not in ("dA", "fprime")}
        return {name for name in names if not place(name).parameter or place(name).kind == "new"}

    def planted(self) -> Planted:
        """The first of its nets in which the mistake can be seen."""
        for rng, config in self.nets():
            fitting = [plan for plan in plans(config, self.at) if self.fits(plan)]
            rng.shuffle(fitting)
            for plan in fitting:
                found = planted(config, plan, self.at, self.names(config))
                if found:
                    return found
        raise AssertionError(f"{self.id}: seen in none of {TRIES} nets")


def _layers(which: str) -> list[tuple[int, int]]:
    """Depth and layer: of every layer, the last ones, the hidden ones, or all but the first."""
    every = [(depth, layer) for depth in DEPTHS for layer in range(1, depth + 1)]
    kept = {
        "every": every,
        "last": [(depth, layer) for depth, layer in every if layer == depth],
        "hidden": [(depth, layer) for depth, layer in every if layer < depth],
        "later": [(depth, layer) for depth, layer in every if layer > 1],
    }
    return kept[which]


def _everywhere(mistake: str, kind: str, which: str, **more: Any) -> Iterator[Case]:
    """In both layouts."""
    for (depth, layer), layout in product(_layers(which), LAYOUTS):
        yield Case(mistake, kind, depth, layer, layout, **more)


def generic_cases() -> Iterator[Case]:
    """A sign, a factor, a transposition, wherever something is computed."""
    layouts = cycle(LAYOUTS)
    for mistake, kind in product(GENERIC, ("Z", "A", "dA", "fprime", "delta", "dW")):
        for depth, layer in _layers("every"):
            activation = "tanh" if kind == "fprime" else ""
            yield Case(mistake, kind, depth, layer, next(layouts), activation)
    for mistake in GENERIC[1:]:
        for kind, which in (("db", "every"), ("loss", "last"), ("step", "every")):
            for depth, layer in _layers(which):
                yield Case(mistake, kind, depth, layer, next(layouts))
        for state, optimizer in STATES.items():
            if mistake == "off_by_factor" or state in ("velocity", "m"):
                yield Case(mistake, state, 2, 1, next(layouts), optimizer=optimizer)
                yield Case(mistake, state, 2, 2, next(layouts), optimizer=optimizer, at=2)


def forward_cases() -> Iterator[Case]:
    """Mistakes on the way to the loss."""
    yield from _everywhere("bias_not_added", "Z", "every")
    yield from _everywhere("preactivation_used", "Z", "later")
    yield from _everywhere("softmax_over_samples", "A", "every", activation="softmax")
    yield from _everywhere("softmax_not_normalized", "A", "every", activation="softmax")
    yield from _everywhere("wrong_log_base", "loss", "last")
    yield from _everywhere("missing_factor_two", "loss", "last")
    yield from _everywhere("extra_factor_two", "loss", "last")


def backward_cases() -> Iterator[Case]:
    """Mistakes on the way back, other than those of a derivative."""
    for mistake in ("missing_average", "averaged_twice"):
        for kind, which in (("dW", "every"), ("db", "every"), ("dA", "last"), ("delta", "last")):
            yield from _everywhere(mistake, kind, which)
    yield from _everywhere("missing_factor_two", "dA", "last")
    yield from _everywhere("extra_factor_two", "dA", "last")
    yield from _everywhere("updated_weights_used", "dA", "hidden")
    yield from _everywhere("bias_gradient_not_summed", "db", "every")
    yield from _everywhere("preactivation_used", "dW", "later")
    yield from _everywhere("wrong_layer_input", "dW", "every")


def derivative_cases() -> Iterator[Case]:
    """Each activation's derivative done wrong: in fprime, in delta, and where neither fprime nor dA is given."""
    places = cycle(_layers("every"))
    layouts = cycle(LAYOUTS)
    for mistake, activation in product(DERIVATIVES, ACTIVATIONS):
        if (activation, mistake) in INVISIBLE:
            continue
        for kind, given in [("fprime", "all")] * 2 + [("delta", "all")] + [("fprime", "no_slopes")] * 3:
            yield Case(mistake, kind, *next(places), next(layouts), activation, given=given)
        next(places)
    for mistake in ("activation_for_derivative", "missing_derivative"):
        yield from (Case(mistake, "delta", depth, depth, next(layouts), "softmax") for depth in DEPTHS)


def update_cases() -> Iterator[Case]:
    """Each optimizer's update done wrong, at the first step and the second, with its state given and without."""
    places = cycle(_layers("every"))
    layouts = cycle((*LAYOUTS, *LAYOUTS[::-1]))
    for mistake, optimizers in OF_STATE.items():
        times = 2 if len(optimizers) < 3 else 1
        for optimizer, at, given, _ in product(optimizers, (1, 2), ("all", "end"), range(times)):
            if (mistake, at, given) == ("betas_swapped", 1, "end"):
                continue
            yield Case(mistake, "update", *next(places), next(layouts), optimizer=optimizer, at=at, given=given)
        next(places)
