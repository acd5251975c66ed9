"""The recorder: hooks on a model and its optimizer that write one step after another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, BinaryIO

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from bpcli.errors import UsageError
from bpcli.torch_capture.functions import Functions
from bpcli.torch_capture.layers import check_chain, check_same, linear_layers, ran_twice
from bpcli.torch_capture.passes import LinearCall, LossCall, Pass, Watched
from bpcli.torch_capture.steps import Captured, gradients, header, traced_step
from bpcli.writers.json_records import trace_header, traced
from bpcli.writers.json_stream import TraceObject


class Recorder:
    """Watches a training and changes nothing in it; holds the passes of the step that is under way.

    Raises:
        UsageError: the model cannot be traced.
    """

    def __init__(self, model: nn.Module, optimizer: Optimizer, name: str) -> None:
        self.model, self.optimizer, self.name = model, optimizer, name
        self.names = linear_layers(model)
        self.order: list[nn.Linear] = []
        self.passes: list[Pass] = []
        self.inside = self.ignored = False
        self.step_number = 0
        self.differentiated: list[float] = []
        self.captured: Captured | None = None

    @contextmanager
    def recording(self, out: BinaryIO) -> Iterator[None]:
        """Hooks while the block runs, none after it."""
        self.out = out
        with ExitStack() as stack:
            stack.callback(self._forget)
            for handle in self._hooks():
                stack.callback(handle.remove)
            stack.enter_context(Functions(self))
            yield

    def finish(self) -> None:
        """End the file.

        Raises:
            UsageError: there was no step.
        """
        if not self.step_number:
            raise UsageError(
                "no training step was captured: inside the block, call the model, loss.backward() and "
                "optimizer.step(), without a closure"
            )
        self.stream.close()

    def saw_activation(self, function: str, activation: str, taken: Tensor) -> None:
        """Note it on the layer whose Z it took."""
        if self.passes and not self.ignored:
            self.passes[-1].applied(function, activation, taken)

    def saw_loss(self, function: str, arguments: tuple[Tensor, Tensor], reduction: str, given: Tensor) -> None:
        """Note the loss; the output is the one of its arguments that has a gradient."""
        if self.passes:
            output, target = arguments if arguments[0].requires_grad else arguments[::-1]
            self.passes[-1].losses.append(LossCall(function, output, target, reduction, given))

    def saw_backward(self, loss: float) -> None:
        """Note the number that is differentiated."""
        if self.passes:
            self.differentiated.append(loss)

    def _hooks(self) -> Iterator[Any]:
        yield self.model.register_forward_pre_hook(self._model_starts)
        for layer in self.names:
            yield layer.register_forward_hook(self._layer_ran)
        yield self.model.register_forward_hook(self._model_ran)
        yield self.optimizer.register_step_pre_hook(self._before_step)
        yield self.optimizer.register_step_post_hook(self._after_step)

    def _model_starts(self, model: nn.Module, inputs: Any) -> None:
        """A pass that can be trained on is kept; one under no_grad is an evaluation."""
        self.inside, self.ignored = True, not torch.is_grad_enabled()
        if not self.ignored:
            self.passes.append(Pass())

    def _layer_ran(self, layer: nn.Linear, inputs: tuple[Tensor, ...], given: Tensor) -> None:
        if self.ignored if self.inside else not torch.is_grad_enabled():
            return
        if not self.passes:
            self.passes.append(Pass())
        calls = self.passes[-1].calls
        if any(call.module is layer for call in calls):
            raise ran_twice(self.names[layer])
        calls.append(LinearCall(layer, inputs[0], given, first=not calls))

    def _model_ran(self, model: nn.Module, inputs: Any, output: Any) -> None:
        if not self.ignored and isinstance(output, Tensor):
            self.passes[-1].output = Watched(output)
        self.inside = self.ignored = False

    def _before_step(self, optimizer: Optimizer, args: Any, kwargs: Any) -> None:
        """The gradients as the optimizer finds them, before it may change them in place."""
        ran = [each for each in self.passes if each.calls]
        passes, differentiated = [each for each in ran if each.got_gradient()] or ran[-1:], self.differentiated
        self._forget()
        if not (passes and differentiated):
            return
        for each in passes:
            each.choose_loss(differentiated)
            self._check([call.module for call in each.calls])
        self.captured = Captured(passes, differentiated, gradients(passes[0].calls))

    def _check(self, ran: list[nn.Linear]) -> None:
        if not self.order:
            check_chain(ran, self.names)
            self.order = ran
        check_same(ran, self.order)

    def _after_step(self, optimizer: Optimizer, args: Any, kwargs: Any) -> None:
        if self.captured is None:
            return
        self.step_number += 1
        if self.step_number == 1:
            self.stream = TraceObject(trace_header(header(self.name, self.captured)), self.out)
        self.stream.add(traced(traced_step(self.step_number, self.captured, optimizer), None))
        self.captured = None

    def _forget(self) -> None:
        for each in self.passes:
            each.release()
        self.passes, self.differentiated = [], []
