"""How people get an update wrong, whichever optimizer it is: edits of its expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from bpcli.rules.expression import (
    MINUS,
    ONE,
    PLUS,
    POWER,
    Apply,
    Constant,
    Expression,
    all_parts,
    reading,
    reads,
    sqrt,
    substituted,
    t,
)
from bpcli.rules.mistakes import Mistake
from bpcli.rules.names import Name
from bpcli.rules.optimizers.optimizer import Optimizer, Parameter, step_of

Update = Mapping[Name, Expression]


def update_mistakes(optimizer: Optimizer, p: Parameter) -> Iterator[Mistake]:
    """All mistakes in the update of a parameter, each with the expressions of the whole update."""
    right = optimizer.expressions(p)
    step, new = step_of(p), p.name.with_suffix("new")
    yield Mistake("gradient_added", {**right, new: p.value + p.now("step")})
    yield Mistake("gradient_added", {**right, step: -right[step]})
    without_rate: Mapping[Expression, Expression] = {optimizer.constant("learning_rate"): ONE}
    yield Mistake("learning_rate_missing", {name: substituted(made, without_rate) for name, made in right.items()})
    yield from optimizer.mistakes(p)
    yield from _corrections_missing(right, step)
    inside = {name: _with_eps_inside(expression) for name, expression in right.items()}
    if inside != right:
        yield Mistake("epsilon_inside_root", inside)
    if t in all_parts(right[step]):
        for other in (t - 1, t + 1):
            yield Mistake("timestep_off_by_one", {**right, step: substituted(right[step], {t: other})})
    yield from _stale_states(right)


def _corrections_missing(right: Update, step: Name) -> Iterator[Mistake]:
    """One or both of the divisions by 1 - beta^t left out."""
    corrections = [part for part in dict.fromkeys(all_parts(right[step])) if _is_correction(part)]
    for count in (len(corrections), *range(1, len(corrections))):
        for left_out in combinations(corrections, count):
            others = dict.fromkeys(left_out, ONE)
            yield Mistake("bias_correction_missing", {**right, step: substituted(right[step], others)})


def _is_correction(e: Expression) -> bool:
    """Whether this is 1 - beta^t."""
    match e:
        case Apply(minus, (one, Apply(power, (_, exponent)))):
            return (minus, one, power, exponent) == (MINUS, ONE, POWER, t)
    return False


def _with_eps_inside(e: Expression) -> Expression:
    """The same with sqrt(x + eps) for each sqrt(x) + eps."""
    match e:
        case Apply(plus, (Apply(root, (inside,)), Constant(symbol="eps") as eps)) if (plus, root) == (PLUS, sqrt):
            return sqrt(_with_eps_inside(inside) + eps)
    return e.of(tuple(map(_with_eps_inside, e.parts)))


def _stale_states(right: Update) -> Iterator[Mistake]:
    """States as the step before left them where this step's own belong: all that an equation reads, or one."""
    for name, expression in right.items():
        states = [read for read in reads(expression) if read in right and read.suffix != "step"]
        for count in sorted({len(states), 1}, reverse=True):
            for stale in combinations(states, count) if states else ():
                old = {state: state.old for state in stale}
                yield Mistake("stale_state", {**right, name: reading(expression, old)})
