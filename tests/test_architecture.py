"""The floors of the package: imports point downwards only, each library has its place, start-up stays light."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from rich.console import Console

import bpcli
from bpcli.cli.main import COMMANDS, cli
from bpcli.cli.process import exit_status
from tests.oldest import oldest_releases

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "bpcli"
FLOORS = (
    "errors",
    "rules",
    "config",
    "data",
    "program",
    "frameworks",
    "readers",
    "writers",
    "api",
    "torch_capture",
    "cli",
)
"""From the ground up; a module imports from its own floor and those below."""

PLACES = {
    "click": ("cli/",),
    "rich": ("writers/", "cli/"),
    "jsonschema": ("config/validation.py",),
    "yaml": ("config/",),
    "torch": ("frameworks/", "torch_capture/"),
    "jax": ("frameworks/",),
}
"""Where a library may be imported: a floor, or one module of it."""

MODULES = sorted(PACKAGE.rglob("*.py"))


class Import(NamedTuple):
    """A module's import of another, wherever it stands in the file."""

    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"bpcli/{self.importer}:{self.line} imports {self.imported}"


def imports(path: Path) -> Iterator[Import]:
    """Every import in a file: at its top, in functions, under TYPE_CHECKING."""
    here = path.relative_to(PACKAGE).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{here}:{node.lineno}: imports are written out"
            yield Import(here, str(node.module), node.lineno)
            if node.module == "bpcli":
                yield from (Import(here, f"bpcli.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (Import(here, alias.name, node.lineno) for alias in node.names)


IMPORTS = [found for module in MODULES for found in imports(module)]


def floor_of(dotted: str) -> str:
    """The floor that a dotted name or a path in the package belongs to."""
    return dotted.removeprefix("bpcli.").replace("/", ".").split(".")[0]


def test_the_walk_sees_the_imports() -> None:
    """The walk reads every module, and imports inside functions and type checks too."""
    assert len(MODULES) > 80
    assert {floor_of(found.importer) for found in IMPORTS} >= set(FLOORS)
    pairs = {(found.importer, found.imported) for found in IMPORTS}
    assert ("cli/trace.py", "bpcli.program.setup") in pairs, "inside a function"
    assert ("program/setup.py", "bpcli.rules.initializers") in pairs, "under TYPE_CHECKING"


def test_every_module_stands_on_a_floor() -> None:
    """Nothing is beside the floors but the package's own door."""
    beside = {floor_of(module.relative_to(PACKAGE).as_posix()) for module in MODULES} - set(FLOORS)
    assert beside == {"__init__", "__main__"}


def test_imports_point_downwards() -> None:
    """No module imports from a floor above its own."""
    within = [found for found in IMPORTS if found.imported.startswith("bpcli.") and floor_of(found.importer) in FLOORS]
    upwards = [
        str(found)
        for found in within
        if floor_of(found.imported) in FLOORS
        and FLOORS.index(floor_of(found.imported)) > FLOORS.index(floor_of(found.importer))
    ]
    assert len(within) > 200
    assert upwards == []


def test_no_circles() -> None:
    """Modules of one floor do not import each other in a circle, at whatever place in the file."""
    names = {module_name(module) for module in MODULES}
    edges = {name: set[str]() for name in names}
    for found in IMPORTS:
        if found.imported in names:
            edges[module_name(PACKAGE / found.importer)].add(found.imported)
    while leaves := {name for name, below in edges.items() if not below & edges.keys()}:
        edges = {name: below for name, below in edges.items() if name not in leaves}
    assert edges == {}


def module_name(path: Path) -> str:
    """The dotted name of a module's file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_writers_see_records_alone() -> None:
    """What is written comes in the readers' records, or is said of one; writers read no runs."""
    readers = {found.imported for found in IMPORTS if floor_of(found.importer) == "writers"}
    modules = {name for name in readers if name.startswith("bpcli.readers")}
    assert "bpcli.readers.records" in modules
    assert {name.rpartition(".")[2] for name in modules} <= {"records", "movement"}, modules


@pytest.mark.parametrize("library", PLACES)
def test_each_library_has_its_place(library: str) -> None:
    """Each is imported on its floors and nowhere else."""
    importers = {found.importer for found in IMPORTS if found.imported.split(".")[0] == library}
    elsewhere = [importer for importer in importers if not importer.startswith(PLACES[library])]
    assert importers
    assert elsewhere == []


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file, by the last name of what is called."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield (node.func.id if isinstance(node.func, ast.Name) else node.func.attr), node


RICH = sorted({PACKAGE / found.importer for found in IMPORTS if found.imported.split(".")[0] == "rich"})


@pytest.mark.parametrize("path", RICH, ids=lambda path: path.name)
def test_rich_is_handed_text_alone(path: Path) -> None:
    """It reads markup in a plain string: no string literal is printed, and only our own console, which does not.

    What is no literal is watched by the test below.
    """
    for name, call in calls(path):
        assert name not in ("from_markup", "render_str", "escape"), call.lineno
        given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg in ("title", "caption"))]
        if name in ("print", "add_row", "add_column", "Table", "Group", "Rule", "Panel"):
            assert not [each for each in given if isinstance(each, ast.Constant | ast.JoinedStr)], call.lineno
        if name == "Console":
            homes = [each.imported for each in imports(path) if each.imported.endswith(".console")]
            assert "bpcli.writers.console" in homes, call.lineno


@pytest.mark.parametrize(
    ("command", "status"),
    [
        (["trace", "iris", "--steps", "1", "--set", "metrics=[accuracy,confusion]"], 0),
        (["train", "mazur"], 0),
        (["check", "xor"], 0),
        (["compare", "xor", "mine.json"], 1),
        (["examples"], 0),
    ],
    ids=["trace", "train", "check", "compare", "examples"],
)
def test_no_string_reaches_rich(
    command: list[str], status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever Rich is given as a string, in a cell, a heading or a line, it takes through one method."""

    def refused(self: Console, text: str, **options: object) -> None:
        raise AssertionError(f"a string and no Text: {text!r}")

    monkeypatch.chdir(tmp_path)
    Path("mine.json").write_text('{"loss": 1, "dW2": [[1, 2], [3, 4], [5, 6], [7, 8]]}', encoding="utf-8")
    monkeypatch.setattr(Console, "render_str", refused)
    assert exit_status(lambda: cli.main(command, standalone_mode=False)) == status


def test_only_declared_libraries() -> None:
    """Outside the standard library there is what pyproject.toml asks for, all of it, and what it has as extras."""
    outside = {found.imported.split(".")[0] for found in IMPORTS} - set(sys.stdlib_module_names) - {"bpcli"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = modules_of(project["dependencies"])
    extras = {name for asked in project["optional-dependencies"].values() for name in modules_of(asked)}
    assert declared <= outside <= declared | extras


def test_lower_bounds_are_releases() -> None:
    """What bpcli needs has a first release that it works with, in full, and no last one; ``.ci/run`` tries that one."""
    pins = oldest_releases()
    assert all(re.fullmatch(r"\w+==\d+\.\d+\.\d+", pin) for pin in pins)
    assert {"numpy", "pytest"} <= {pin.partition("==")[0] for pin in pins}


def modules_of(requirements: list[str]) -> set[str]:
    """The modules that requirements bring, which but for one are called as their distributions are."""
    names = {re.split(r"[^\w-]", requirement)[0].lower() for requirement in requirements}
    return {"yaml" if name == "pyyaml" else name for name in names}


def test_public_names() -> None:
    """What bpcli has for Python users; a name more or less is a decision."""
    assert sorted(bpcli.__all__) == [
        "BpcliError",
        "ConfigError",
        "Fault",
        "NonFiniteError",
        "UsageError",
        "capture",
        "check",
        "compare",
        "diagram",
        "explain",
        "trace",
        "train",
    ]
    assert all(getattr(bpcli, name).__doc__ for name in bpcli.__all__)
    assert set(bpcli.__all__) <= set(dir(bpcli))
    with pytest.raises(AttributeError, match="module 'bpcli' has no attribute 'tarin'"):
        _ = bpcli.tarin


def test_every_command_is_explained() -> None:
    """Each has help, as does each of its options, and the README names it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    context = cli.make_context("bpcli", ["--help"], resilient_parsing=True)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        assert command.help, name
        assert all(option.help for option in command.params if isinstance(option, click.Option)), name
        assert f"bpcli {name}" in readme or f"`{name}`" in readme, name


@cache
def loaded(code: str) -> set[str]:
    """The modules that a new Python has loaded after this code."""
    report = "import atexit, json, sys\natexit.register(lambda: print(json.dumps([*sys.modules]), file=sys.stderr))"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run([sys.executable, "-c", f"{report}\n{code}"], capture_output=True, env=environment, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


def command(*args: str) -> str:
    """Code that runs a command and stays, unlike the program, until Python's own end."""
    return (
        "from bpcli.cli.main import cli\nfrom bpcli.cli.process import exit_status\n"
        f"assert exit_status(lambda: cli.main({list(args)!r}, standalone_mode=False)) == 0"
    )


NUMPYS = {"numpy", "bpcli.program.setup"}
TERMINALS = {"click", "rich"}
SLOW = {
    "jsonschema",
    "orjson",
    "tempfile",
    "difflib",
    "rich",
    "torch",
    "http",
    "email",
    "asyncio",
    "numpy.random",
    "pathlib",
} - loaded("import numpy")
"""What a command does without; older releases of NumPy load some of it by themselves."""


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        ("import bpcli", {*NUMPYS, *TERMINALS, "msgspec", "yaml", "bpcli.api"}),
        ("import bpcli; bpcli.trace", {*TERMINALS, "jsonschema"}),
        ("import bpcli; next(iter(bpcli.trace('mazur')))", {*TERMINALS, "jsonschema"}),
        (command("--help"), {*NUMPYS, "rich", "yaml"}),
        (command("--version"), {*NUMPYS, "rich", "yaml"}),
        (command("trace", "--help"), {*NUMPYS, "rich", "yaml"}),
        (command("train", "--help"), {*NUMPYS, "rich", "yaml"}),
        (command("examples"), NUMPYS),
        (command("trace", "mazur", "--json"), SLOW),
        (command("trace", "xor", "--json"), SLOW - {"numpy.random", "pathlib"}),
        (command("trace", "xor", "--format", "jsonl"), SLOW - {"numpy.random", "pathlib"}),
        (command("train", "xor", "--json"), SLOW - {"numpy.random", "pathlib"}),
        (
            command("trace", "xor"),
            {"orjson", "jsonschema", "difflib", "torch", "asyncio", "rich.progress", "rich.live", "rich.table"},
        ),
    ],
)
def test_what_is_not_loaded(code: str, unwanted: set[str]) -> None:
    """A start loads what it needs: no terminal for Python's user, no NumPy for help, no validator where all is well."""
    by_libraries = loaded("import numpy, rich.console") - {"numpy", "rich"}  # older versions load more by themselves
    assert loaded(code) & (unwanted - by_libraries) == set()
