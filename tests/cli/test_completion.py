"""Completion in real shells: what the tab key makes of a line that somebody has begun to type."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bpcli.cli.main import cli
from bpcli.cli.process import exit_status
from tests.cli.pseudo_terminal import PATIENCE, environment, keys_typed
from tests.conftest import Run

SETUPS = {
    "bash": 'eval "$(_BPCLI_COMPLETE=bash_source bpcli)"',
    "zsh": 'autoload -U compinit; compinit -u; eval "$(_BPCLI_COMPLETE=zsh_source bpcli)"',
    "fish": "_BPCLI_COMPLETE=fish_source bpcli | source",
}
BARE = {"bash": ("--norc", "--noprofile", "-i"), "zsh": ("-f", "-i"), "fish": ("--no-config",)}
TYPED = {
    "bpcli exa": "bpcli examples",
    "bpcli trace maz": "bpcli trace mazur",
    "bpcli trace myo": "bpcli trace myown.yaml",
    "bpcli compare xor myo": "bpcli compare xor myown.yaml",
    "bpcli train iris -f jsonl -o myo": "bpcli train iris -f jsonl -o myown.yaml",
    "bpcli init --from maz": "bpcli init --from mazur",
    "bpcli train --format jsonl --color al": "bpcli train --format jsonl --color always",
    "bpcli trace xor --only los": "bpcli trace xor --only loss",
    "bpcli trace myown.yaml --only Z,delta2,W3_n": "bpcli trace myown.yaml --only Z,delta2,W3_new",
    "bpcli show tra": "bpcli show trace.json",
    "bpcli show trace.json --only W3_n": "bpcli show trace.json --only W3_new",
    "bpcli explain los": "bpcli explain loss",
    "bpcli explain myown.yaml W3_n": "bpcli explain myown.yaml W3_new",
    "bpcli train xor --set training.st": "bpcli train xor --set training.steps=",
    "bpcli train xor --set optimizer.lear": "bpcli train xor --set optimizer.learning_rate=",
    "bpcli train xor --set learn": "bpcli train xor --set optimizer.learning_rate=",
    "bpcli train myown.yaml --set network.layers.2.un": "bpcli train myown.yaml --set network.layers.2.units=",
}
CONFIG = """
data: {x: [[1, 2]], y: [1]}
network: {layers: [{units: 2, activation: tanh}, {units: 2, activation: tanh}, {units: 2, activation: softmax}]}
loss: cross_entropy
optimizer: sgd
"""


@pytest.fixture(params=SETUPS)
def shell(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A shell that finds ``bpcli``, in a folder with a config."""
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    monkeypatch.chdir(tmp_path)
    Path("myown.yaml").write_text(CONFIG, encoding="utf-8")
    exit_status(lambda: cli.main(["trace", "myown.yaml", "-o", "trace.json"], standalone_mode=False))
    Path("bin").mkdir()
    program = f'#!/bin/sh\nexec "{sys.executable}" -c "from bpcli.__main__ import main; main()" "$@"\n'
    Path("bin/bpcli").write_text(program, encoding="utf-8")
    Path("bin/bpcli").chmod(0o755)
    for name, value in {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    return str(request.param)


def completed(shell: str, line: str) -> str:
    """The line after the tab key."""
    if shell == "fish":
        return completed_by_fish(line)
    # At its beginning a command goes before the line, and it is run.
    keys = f"{SETUPS[shell]}\n{line}\t\x01printf '%s\\n' \x05 >answer; mv answer answered\n"
    with keys_typed((shell, *BARE[shell]), keys.encode()):
        end = time.monotonic() + PATIENCE
        while not Path("answered").exists():
            assert time.monotonic() < end
            time.sleep(0.02)
    words = Path("answered").read_text(encoding="utf-8").splitlines()
    Path("answered").unlink()
    return " ".join(words)


def completed_by_fish(line: str) -> str:
    """fish tells what it would offer; a line with one offer becomes that."""
    script = f"{SETUPS['fish']}; complete -C '{line}'"
    done = subprocess.run(["fish", *BARE["fish"], "-c", script], capture_output=True, env=environment({}), check=True)
    offers = [offer.split("\t")[0] for offer in done.stdout.decode().splitlines()]
    assert len(offers) == 1, offers
    return f"{line.rpartition(' ')[0]} {offers[0]}"


def test_the_tab_key(shell: str) -> None:
    """Commands, files, examples, options' words, names after commas, and keys."""
    assert {line: completed(shell, line) for line in TYPED} == TYPED


def test_an_example_comes_with_its_title(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """fish and zsh show it beside the name."""
    monkeypatch.setenv("_BPCLI_COMPLETE", "fish_complete")
    monkeypatch.setenv("COMP_WORDS", "bpcli examples ma")
    monkeypatch.setenv("COMP_CWORD", "ma")
    assert run() == (0, b"plain,mazur\tMazur, 2-2-2\n", "")


@pytest.mark.parametrize(
    "line",
    [
        "bpcli trace nowhere.yaml --only ",
        "bpcli trace broken.yaml --only ",
        "bpcli trace broken.yaml --set ",
        "bpcli trace - --only ",
        "bpcli trace . --only ",
        "bpcli explain broken.yaml ",
        "bpcli compare a b ",
        "bpcli trace 'a --only ",
        "bpcli nonsense --only ",
        "bpcli trace xor --set nonsense=1 --only ",
        "bpcli trace \x1b[31m --only \x1b",
    ],
)
def test_no_answer_is_no_error(run: Run, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands there, the prompt is not written over, and standard input is left alone."""
    monkeypatch.chdir(tmp_path)
    Path("broken.yaml").write_text("data: [", encoding="utf-8")
    monkeypatch.setenv("_BPCLI_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split())))
    answer = run()
    assert (answer.status, answer.err) == (0, "")


@pytest.mark.parametrize(
    ("surroundings", "said"),
    [
        ({"_BPCLI_COMPLETE": "bash_complete"}, "bash_complete is for a shell's own script, with COMP_WORDS"),
        ({"_BPCLI_COMPLETE": "zsh_complete", "COMP_WORDS": "bpcli", "COMP_CWORD": "x"}, "is for a shell's own script"),
        ({"_BPCLI_COMPLETE": "fish_complete", "COMP_WORDS": "bpcli"}, "is for a shell's own script"),
        ({"_BPCLI_COMPLETE": "1"}, "found '1'; allowed: bash_source, zsh_source, fish_source"),
        ({"_BPCLI_COMPLETE": "tcsh_source\x1b"}, "found 'tcsh_source\\x1b'; allowed: bash_source"),
    ],
)
def test_half_a_question(run: Run, surroundings: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable by itself, or with nonsense in it, is told in one line."""
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    answer = run("trace")
    assert (answer.status, answer.out) == (2, b"")
    assert answer.err.startswith("bpcli: _BPCLI_COMPLETE: ")
    assert said in answer.err
    assert answer.err.count("\n") == 1
