"""The first wrong quantity for a writer to show: the user's matrix, the right one, and which entries are wrong."""

from __future__ import annotations

import numpy as np

from bpcli.readers.axes import axes
from bpcli.readers.compare.records import WrongMatrix
from bpcli.readers.compare.user_step import UserStep
from bpcli.readers.nearness import Tolerance, near, worst_entry
from bpcli.readers.records import Quantity
from bpcli.rules.arrays import Array
from bpcli.rules.layouts import Layout
from bpcli.rules.names import Name


def wrong_matrix(
    name: str, user: UserStep, tolerance: Tolerance, layout: Layout, *, from_own_numbers: bool
) -> WrongMatrix:
    """Both matrices in the config's layout, the user's the way round in which they gave it."""
    yours = user.fitted.arrays[name]
    right = user.following(name) if from_own_numbers else user.reference.arrays[name]
    turned = name in user.fitted.transposed
    differs = worst = None
    if yours.shape == right.shape and not turned:
        differs = layout.shown(name, _differing(name, user, right, tolerance))
        worst = layout.index(name, worst_entry(yours, right))
    mine = _quantity(name, yours, user, layout, turned=turned)
    return WrongMatrix(mine, _quantity(name, right, user, layout), differs, worst, from_own_numbers)


def _differing(name: str, user: UserStep, right: Array, tolerance: Tolerance) -> Array:
    """The entries that no digits and no tolerance explain; the worst is always one of them."""
    yours, following = user.fitted.arrays[name], user.following(name)
    may_be_off = user.half_unit(name, right) + (user.spread(name) if following.shape == right.shape else 0.0)
    differing = np.array(~near(yours, right, tolerance, may_be_off))
    differing[worst_entry(yours, right)] = True
    return differing


def _quantity(name: str, data: Array, user: UserStep, layout: Layout, *, turned: bool = False) -> Quantity:
    program, targets = user.reference.program, user.reference.run.setup.targets
    listed = next(quantity for quantity in program.listed if quantity.target == name)
    equation, own = user.equations.get(name), Name.parsed(name)
    if data.shape != user.reference.arrays[name].shape:  # a bias gradient that was not summed is as its delta
        own = Name("delta", own.layer)
    pair = axes(own, listed.layer, targets.decision is not None) if data.ndim else None
    shown, names = layout.shown(name, data), None if pair is None else layout.axes(name, pair)
    return Quantity(
        name,
        listed.phase,
        listed.layer,
        shown.T if turned else shown,
        None if equation is None else equation.formula(layout),
        names[::-1] if turned and names is not None else names,
    )
