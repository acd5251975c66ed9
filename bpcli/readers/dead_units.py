"""Units that cannot learn, whatever the sample: their slope is exactly 0 for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bpcli.program.bound import bind
from bpcli.program.session import Session
from bpcli.readers.records import DeadUnits


def dead_units(session: Session) -> Iterator[DeadUnits]:
    """Those of each layer that has some, with the present parameters and over the whole data set.

    A relu whose Z is 0 or less for every sample is dead; so is a sigmoid that is saturated down to its last digit.
    """
    program = session.program
    slopes = [equation for equation in program.equations if equation.target.kind == "fprime"]
    given = {**session.memory.parameters, "X": session.setup.X}
    bound = bind([*program.forward, *slopes], given, session.dtype)
    with np.errstate(all="ignore"):
        bound.run()
    for layer, slope in sorted((each.layer, bound.arrays[each.target]) for each in slopes):
        dead = np.flatnonzero(~slope.any(axis=0))
        if len(dead):
            activation = session.setup.layers[layer - 1].activation.name
            yield DeadUnits(layer, tuple(dead.tolist()), slope.shape[1], activation)
