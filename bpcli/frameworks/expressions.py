"""Rules by their own expressions, on a framework's arrays: for a rule that the framework has no function for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from bpcli.errors import UsageError
from bpcli.rules.activations import Activation
from bpcli.rules.evaluation import OPERATORS, evaluate
from bpcli.rules.expression import HIGHEST, Function, Read, fraction
from bpcli.rules.losses import Loss
from bpcli.rules.names import STEP, Name, Y
from bpcli.rules.optimizers import Optimizer, Parameter

Z, A = Read(Name("Z")), Read(Name("A"))


class Functions(Struct, frozen=True):
    """A framework's functions, by the names that they have in expressions.

    ``where``, ``highest`` and whatever is found in the ``modules`` work on arrays alone; ``array`` makes one of a
    number.
    """

    framework: str
    modules: tuple[Any, ...]
    where: Callable[..., Any]
    highest: Callable[..., Any]
    array: Callable[[float], Any]

    def activated(self, activation: Activation, z: Any) -> Any:
        """A of a layer, from its Z on the framework's arrays."""
        return evaluate(activation.value(Z), {Z.name: z}, self.applied)

    def summed(self, loss: Loss, a: Any, y: Any) -> Any:
        """The loss, summed over samples and outputs."""
        total = loss.total(A, Read(Y), fraction(1, fraction(loss.value_over)))
        return evaluate(total, {A.name: a, Y: y}, self.applied)

    def applied(self, function: Function) -> Callable[..., Any]:
        """The framework's counterpart to a function; of numbers alone a number is worked out."""
        if function == HIGHEST:
            return self.highest
        own = self._found(function.name)

        def apply(*arguments: Any) -> Any:
            if all(isinstance(argument, bool | int | float) for argument in arguments):
                return function.compute(*arguments).item()
            return own(*(self.array(each) if isinstance(each, bool | int | float) else each for each in arguments))

        return apply

    def _found(self, name: str) -> Callable[..., Any]:
        ours = {"where": self.where, "max": self._largest, "min": self._smallest, "weighted": self._weighted}
        theirs = (getattr(module, name, None) for module in self.modules)
        for found in (OPERATORS.get(name), ours.get(name), *theirs):
            if found is not None:
                return found
        raise UsageError(f"--against {self.framework}: a rule of this config needs {name}, which is not known there")

    def _largest(self, one: Any, other: Any) -> Any:
        """At a tie the first one's derivative counts: 0 of max(0, Z), where frameworks take the mean of both."""
        return self.where(other > one, other, one)

    def _smallest(self, one: Any, other: Any) -> Any:
        return self.where(other < one, other, one)

    def _weighted(self, weights: Any, logs: Any) -> Any:
        """Weights times logarithms, in which 0 times -inf is 0."""
        return self.where(weights != 0, weights * logs, self.array(0.0))


class ExpressedOptimizer:
    """An optimizer's update by its expressions, with the state that it keeps."""

    def __init__(self, optimizer: Optimizer, names: Sequence[str], functions: Functions) -> None:
        self.optimizer, self.functions = optimizer, functions
        self.parameters = [Parameter(name, Read(name.gradient)) for name in map(Name.parsed, names)]
        self.state: dict[str, Any] = {}
        self.t = 0

    def updated(self, parameters: Mapping[str, Any], gradients: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters after one more step along these gradients, by the parameters' names."""
        self.t += 1
        return {p.name: self._updated(p, parameters[p.name], gradients[p.name]) for p in self.parameters}

    def _updated(self, p: Parameter, value: Any, gradient: Any) -> Any:
        states = {p.name.with_suffix(state.suffix): state for state in self.optimizer.states(p)}
        starts: dict[str, Any] = {
            name.old: state.start if state.scalar else 0 * value + state.start for name, state in states.items()
        }
        given: dict[str, Any] = {STEP: float(self.t), p.name: value, p.name.gradient: gradient}
        values = {**starts, **self.state, **given}
        for name, expression in self.optimizer.expressions(p).items():
            values[name] = evaluate(expression, values, self.functions.applied)
        self.state |= {name.old: values[name] for name in states}
        return values[p.name.with_suffix("new")]
