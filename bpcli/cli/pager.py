"""What is longer than the screen goes through a pager, as git does it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from contextlib import suppress
from types import TracebackType
from typing import TextIO


class Pager:
    """A text file that holds back a screenful; when more comes, all of it goes to ``PAGER`` (``less -R``).

    An empty ``PAGER``, or one that is not there, leaves the terminal itself.
    """

    def __init__(self, terminal: TextIO) -> None:
        self.terminal = terminal
        self.encoding = terminal.encoding
        self._held: list[str] = []
        self._lines = 0
        self._process: subprocess.Popen[str] | None = None
        self._direct = False

    def __enter__(self) -> Pager:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> bool:
        if self._process is None:
            self.terminal.writelines(self._held)
            self.terminal.flush()
            return False
        self._close()
        return kind is not None and issubclass(kind, BrokenPipeError)

    def write(self, text: str) -> int:
        """Hold the text back, or pass it on once there is more than a screenful."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(text)
        elif self._direct:
            self.terminal.write(text)
        else:
            self._held.append(text)
            self._lines += text.count("\n")
            if self._lines >= shutil.get_terminal_size().lines:
                self._start()
        return len(text)

    def flush(self) -> None:
        """Pass on what was written, unless it is still held back."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.flush()
        elif self._direct:
            self.terminal.flush()

    def isatty(self) -> bool:
        """True: what is written here ends on a terminal."""
        return True

    def fileno(self) -> int:
        """The terminal's."""
        return self.terminal.fileno()

    def _start(self) -> None:
        held, self._held = "".join(self._held), []
        command = _command()
        if command:
            environment = {"LESS": "FRX", "LV": "-c", **os.environ}
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, env=environment, text=True, encoding="utf-8", errors="replace"
            )
        else:
            self._direct = True
        self.write(held)

    def _close(self) -> None:
        """Wait until the reader has seen enough; an interrupt meanwhile is the pager's to handle."""
        assert self._process is not None
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        while True:
            try:
                self._process.wait()
                return
            except KeyboardInterrupt:
                continue


def _command() -> list[str]:
    """The pager's program and its options; nothing where there is none of that name."""
    try:
        command = shlex.split(os.environ.get("PAGER", "less -R"))
    except ValueError:  # quotes that do not close
        return []
    return command if command and shutil.which(command[0]) is not None else []
