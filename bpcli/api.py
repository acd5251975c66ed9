"""bpcli for Python users: the same runs as on the command line, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Literal

from bpcli.program.setup import prepare
from bpcli.readers.display import Displayed
from bpcli.readers.records import Training
from bpcli.readers.trace import Trace
from bpcli.readers.train import TrainingRun

if TYPE_CHECKING:
    from bpcli.readers.check.records import Check
    from bpcli.readers.compare.records import Comparison
    from bpcli.readers.explain.records import Explanation

ConfigSource = str | PathLike[str] | Mapping[str, Any]


def _page(record: object) -> str:
    """The page of a record, made by writers that nobody needs who asks for none."""
    from bpcli.writers.notebook.page import page

    return page(record)


Displayed.page = _page


def trace(
    config: ConfigSource = "xor",
    *,
    steps: int | None = None,
    settings: Sequence[str] = (),
    at: int | str | None = None,
    only: str | Sequence[str] | None = None,
    layer: int | None = None,
) -> Trace:
    """Every quantity of every training step.

    Args:
        config: a YAML file's path, the name of a shipped example, or the config as a mapping.
        steps: how many steps, instead of what the config says.
        settings: replacements such as ``"optimizer.learning_rate=0.5"``, as with ``--set``.
        at: show only step ``3``, the steps ``"2:5"``, or the ``"last"``; the run ends after the last one shown.
        only: show only these names, ``"Z,dW1"`` or a list.
        layer: show only this layer; 0 is the input.

    Returns:
        A trace whose steps are computed while they are iterated. ``step["dW1"]`` is a NumPy array in
        the config's layout and dtype: under ``rows`` X is (samples, features) and W (units in, units),
        under ``columns`` they are transposed. ``step.values["dW1"]`` also has formula, phase and layer.

    Raises:
        ConfigError: with every fault of the config and its data.
        UsageError: a step, name or layer that the run does not have.
        NonFiniteError: while iterating, after a step in which a number became NaN or infinite.

    Formulas: M. Nielsen, Neural Networks and Deep Learning, chapter 2; optimizers as torch.optim.

    Example:
        >>> import bpcli
        >>> step = next(iter(bpcli.trace("xor")))
        >>> round(step.loss, 6), step["dW1"].shape
        (0.719186, (2, 4))
    """
    run = Trace(prepare(_source(config), settings, steps=steps))
    if at is None and only is None and layer is None:
        return run
    return run.showing(at=at, only=only, layer=layer)


def train(
    config: ConfigSource = "xor", *, steps: int | None = None, settings: Sequence[str] = (), every: int = 1
) -> Training:
    """Train a network.

    Args:
        config: a YAML file's path, the name of a shipped example, or the config as a mapping.
        steps: how many steps, instead of what the config says.
        settings: replacements such as ``"optimizer.learning_rate=0.5"``, as with ``--set``.
        every: keep each so-many-th step in the history; the last is always there.

    Returns:
        History (loss and metrics before each step's update), trained parameters and evaluation.

    Raises:
        ConfigError: with every fault of the config and its data.
        NonFiniteError: a number became NaN or infinite; its ``step``, ``quantity`` and ``entry`` say where.
        ValueError: ``every`` is less than 1.

    Example:
        >>> import bpcli
        >>> training = bpcli.train("xor", steps=100)
        >>> training.evaluation.metrics
        {'accuracy': 1.0}
    """
    if every < 1:
        raise ValueError(f"every is {every}; allowed: 1 or more")
    run = TrainingRun(prepare(_source(config), settings, steps=steps), every)
    history = list(run)
    return Training(run.header, history, run.parameters(), run.evaluation())


def check(
    config: ConfigSource = "xor",
    *,
    at: int | Literal["last"] = 1,
    steps: int | None = None,
    settings: Sequence[str] = (),
    sample: int | None = None,
    against: Literal["torch", "jax"] | None = None,
) -> Check:
    """Prove every dW and db of a step, by finite differences of its loss or against another framework.

    Args:
        config: a YAML file's path, the name of a shipped example, or the config as a mapping.
        at: which step, or ``"last"``.
        steps: how many steps the run has, instead of what the config says.
        settings: replacements such as ``"dtype=float32"``, as with ``--set``.
        sample: how many entries of each gradient to look at, drawn by the config's seed; all by default.
        against: hold every loss, Z, A, dA, delta, dW, db and new parameter against this framework's own
            autograd and optimizer, run over the same batches.

    Returns:
        A frozen record: ``passed``, ``max_rel_error``, and for each quantity how many entries it has, how many
        were compared, its errors, its worst entry and its kinks. Indices are in the config's layout. Errors are
        relative; 1e-7 is allowed in float64, 1e-3 in float32 (bpcli.readers.check.relative_error).

    Raises:
        ConfigError: with every fault of the config and its data.
        UsageError: a step that there is not, or a framework that is not installed.
        NonFiniteError: a number became NaN or infinite.

    Method: C. J. F. Ridders 1982, extrapolated central differences, in floats longer than the config's.

    Example:
        >>> import bpcli
        >>> bpcli.check("xor").passed
        True
    """
    from bpcli.readers.check.run import finished, start_check

    setup = prepare(_source(config), settings, steps=steps)
    return finished(start_check(setup, at=at, sample=sample, against=against))


def compare(
    config: ConfigSource,
    mine: str | PathLike[str] | Mapping[str, Any],
    *,
    at: int | Literal["last"] | None = None,
    atol: float = 0.0,
    rtol: float | None = None,
    settings: Sequence[str] = (),
) -> Comparison:
    """Hold your own numbers against the trace, and name the mistake behind the first wrong one.

    Args:
        config: a YAML file's path, the name of a shipped example, or the config as a mapping.
        mine: a mapping such as ``{"Z1": [[...]], "dW1": [[...]]}`` with the names that you have, in the
            config's layout; or a path: JSON of the same form, a whole trace, an ``.npz``, a folder of CSV.
        at: which step your numbers are of (1), or which of several steps to look at (all); ``"last"`` too.
        atol: how far a number may be off, in its own units.
        rtol: how far it may be off relative to its matrix's largest entry (1e-7; float32: 1e-4).
        settings: replacements such as ``"delta=batch"``, as with ``--set``.

    Returns:
        A verdict for every quantity of the step, and every mistake that reproduces a wrong one.

    Raises:
        ConfigError: the config, or your numbers, cannot be used: all faults at once.
        UsageError: a step that your numbers do not have.
    """
    from bpcli.readers.compare.comparing import compare as compared
    from bpcli.readers.compare.mine import read_mine

    return compared(prepare(_source(config), settings), read_mine(mine), at=at, atol=atol, rtol=rtol)


def explain(
    config: ConfigSource,
    target: str,
    *,
    at: int | Literal["last"] = 1,
    depth: int = 0,
    settings: Sequence[str] = (),
    steps: int | None = None,
) -> Explanation:
    """The arithmetic of one entry, of the loss, or of a whole matrix.

    Args:
        config: a YAML file's path, the name of a shipped example, or the config as a mapping.
        target: ``"dW1[0,2]"`` (row and column from 0, in the config's layout), ``"loss"``, or a matrix's name.
        at: which step, or ``"last"``.
        depth: how many times what goes in is explained too, each entry once.
        settings: replacements such as ``"optimizer=adam"``, as with ``--set``.
        steps: how many steps the run has, instead of what the config says.

    Returns:
        A frozen record: ``value``, ``formula``, ``entry`` (the formula with indices), ``numbers`` (the same with every
        digit put in, to be evaluated), ``terms`` and ``scale`` of a sum of products, ``reads`` and ``feeds``.

    Raises:
        ConfigError: with every fault of the config and its data.
        UsageError: a step or a target that there is not.
        NonFiniteError: a number became NaN or infinite before that step.
        ValueError: ``depth`` is less than 0.

    Example:
        >>> import bpcli
        >>> explanation = bpcli.explain("xor", "dW1[1,2]")
        >>> explanation.entry
        'dW1[1,2] = 1/m sum over k of X[k,1] * delta1[k,2]'
        >>> round(explanation.scale * sum(term.value for term in explanation.terms), 4)
        0.1085
    """
    from bpcli.readers.explain.run import explained

    if depth < 0:
        raise ValueError(f"depth is {depth}; allowed: 0 or more")
    return explained(prepare(_source(config), settings, steps=steps), target, at=at, depth=depth)


def diagram(
    config: ConfigSource = "xor",
    *,
    format: Literal["text", "mermaid", "dot", "svg"] = "text",
    values: Literal["W", "A", "delta", "dW"] | None = None,
    at: int | Literal["last"] = 1,
    direction: Literal["RL", "LR", "TB", "BT"] = "RL",
    settings: Sequence[str] = (),
    steps: int | None = None,
) -> str:
    """Draw the network and its gradient flow.

    Args:
        config: a YAML file's path, the name of a shipped example, or the config as a mapping.
        format: ``"text"`` (the flow of a step), or a picture of the neurons: ``"mermaid"``, ``"dot"``, ``"svg"``.
        values: which numbers stand in a picture; of ``A`` and ``delta`` the means over the samples.
        at: the numbers of which step, or ``"last"``.
        direction: where the gradient goes in a picture, right to left unless you say so.
        settings: replacements such as ``"optimizer=adam"``, as with ``--set``.
        steps: how many steps the run has, instead of what the config says.

    Returns:
        The whole file as a text.

    Raises:
        ConfigError: with every fault of the config and its data.
        UsageError: a step that there is not.
        NonFiniteError: a number became NaN or infinite before that step.
        ValueError: a format, values or a direction that there is not.

    Example:
        >>> import bpcli
        >>> bpcli.diagram("xor", format="mermaid").splitlines()[0]
        'graph RL'
    """
    from bpcli.readers.diagram.reading import diagram_of
    from bpcli.writers.diagram.pictures import DIRECTIONS, PICTURES, VALUES

    asked = {
        "format": (format, ("text", *PICTURES)),
        "values": (values, (None, *VALUES)),
        "direction": (direction, DIRECTIONS),
    }
    for name, (found, allowed) in asked.items():
        if found not in allowed:
            raise ValueError(f"{name} is {found!r}; allowed: {', '.join(map(repr, allowed))}")
    drawn = diagram_of(prepare(_source(config), settings, steps=steps), at=at)
    if format == "text":
        from bpcli.writers.diagram.text import text

        return text(drawn)
    return PICTURES[format](drawn, values, direction)


def _source(config: ConfigSource) -> str | Mapping[str, Any]:
    return config if isinstance(config, Mapping) else fspath(config)
