"""A run's quantities as an NPZ archive, an array each, which ``numpy.load`` reads without pickle."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO
from zipfile import ZipFile, ZipInfo

from numpy.lib.format import write_array

from bpcli.readers.records import Evaluation, Header, TracedStep
from bpcli.writers.numbers import rounded
from bpcli.writers.view import View


class NpzRun:
    """Of one step an array is called as its quantity; of several ``dW1@2``. The loss is 0-dimensional.

    Each array is written when its step comes, but those of the first step wait for a second one. The same run gives
    the same bytes: nothing in the archive tells the time.
    """

    def __init__(self, out: BinaryIO, view: View) -> None:
        self.view = view
        self.archive = ZipFile(_Onward(out), "w")
        self.first: TracedStep | None = None
        self.steps = 0

    def begin(self, header: Header) -> None:
        """Nothing of the header goes into an archive of arrays."""

    def step(self, step: TracedStep) -> None:
        """Keep the first; write all others."""
        self.steps += 1
        if self.steps == 1:
            self.first = step
            return
        if self.first is not None:
            self._write(self.first, f"@{self.first.step}")
            self.first = None
        self._write(step, f"@{step.step}")

    def end(self, evaluation: Evaluation | None, stopped: int | None = None) -> None:
        """Write the step that stayed alone, and the archive's list of contents."""
        if self.first is not None:
            self._write(self.first, "")
        self.archive.close()

    def _write(self, step: TracedStep, suffix: str) -> None:
        for name, quantity in step.values.items():
            data = quantity.data if self.view.precision is None else rounded(quantity.data, self.view.precision)
            member = BytesIO()
            write_array(member, data, allow_pickle=False)
            self.archive.writestr(ZipInfo(f"{name}{suffix}.npy"), member.getvalue())


class _Onward:
    """A file that only goes on, as a pipe does: a file that is appended to cannot be written again further up.

    After a failure nothing more is written: an archive that nobody needs any longer still wants to close itself.
    """

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.failed = False

    def write(self, data: bytes) -> int:
        if self.failed or self.out.closed:
            return 0
        try:
            return self.out.write(data)
        except OSError:
            self.failed = True
            raise

    def flush(self) -> None:
        if not self.failed:
            self.out.flush()

    def close(self) -> None:
        """Whoever opened the file closes it."""
