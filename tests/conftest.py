"""What tests share: a config's faults, commands run in this process, and sweeps that ``--long`` makes whole."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bpcli.cli.main import cli
from bpcli.cli.process import exit_status
from bpcli.errors import ConfigError
from bpcli.program.setup import prepare

Said = Callable[..., list[str]]

LOCALE = ("LC_ALL", "LC_CTYPE", "LANG", "PYTHONIOENCODING", "PYTHONUTF8")


class Answer(NamedTuple):
    """How a command ended and what it wrote."""

    status: int
    out: bytes
    err: str


Run = Callable[..., Answer]


def thinned(cases: Iterable[Any], one_in: int) -> list[Any]:
    """One case in so many, from the first on; those between are like them and left to ``--long``."""
    return [case if n % one_in == 0 else pytest.param(case, marks=pytest.mark.long) for n, case in enumerate(cases)]


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--long`` runs every case of the sweeps."""
    parser.addoption("--long", action="store_true", help="run every case of the sweeps, not a part of them")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without ``--long`` leave out what is marked as long."""
    if not config.getoption("--long"):
        left_out = [item for item in items if item.get_closest_marker("long")]
        items[:] = [item for item in items if not item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Whether a sweep inside a test is to be made whole."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in this process see nothing that shapes output, whoever runs the tests."""
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "COLORTERM", "TERM", *LOCALE):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Said:
    """What is said of a config's text, a line a fault; its file is ``c.yaml`` in ``tmp_path``, where the test runs."""
    monkeypatch.chdir(tmp_path)

    def faults(text: str | bytes, *settings: str) -> list[str]:
        Path("c.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
        try:
            prepare("c.yaml", settings)
        except ConfigError as error:
            return [str(fault) for fault in error.faults]
        return []

    return faults


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line as the program does, but in this process."""

    def answer(*args: str, stdin: bytes = b"") -> Answer:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsysbinary.readouterr()
        status = exit_status(lambda: cli.main(list(args), prog_name="bpcli", standalone_mode=False))
        out, err = capsysbinary.readouterr()
        return Answer(status, out, err.decode())

    return answer
