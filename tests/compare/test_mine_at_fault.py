"""What cannot be read of a user's numbers is said in one line, with its place, in no library's words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bpcli
from bpcli.cli.main import cli
from bpcli.cli.process import exit_status
from bpcli.errors import ConfigError, UsageError
from bpcli.readers.compare.mine import read_mine

LIBRARIES = ("orjson", "unexpected", "document", "pickle", "Traceback", "Bad ", "dtype")
"""Words of the libraries that read, none of which a message repeats."""

FILES = {
    "short.json": (b'{"Z1":\n [[1, 2', ":2:8: not JSON: it ends too early"),
    "comma.json": (b'{"Z1": [[1,\n 2]]\n "b": 1}', ":3:2: not JSON: '\"' cannot stand here"),
    "nan.json": (b'{"Z1": [[NaN]]}', ":1:10: not JSON: 'NaN' cannot stand here; written \"NaN\" in JSON"),
    "huge.json": (b'{"loss": 1e999}', ":1:10: the number 1e999 is beyond float64"),
    "nothing.json": (b"", ":1:1: the file is empty"),
    "binary.json": (b"\xff\xfe\x00", ":1:1: not text in UTF-8; save it as UTF-8"),
    "nested.json": (b"[" * 2000 + b"]" * 2000, "nested too deeply; allowed: 1000 levels"),
    "329.json": (b'{"Z1": ' + b"[" * 329 + b"]" * 329 + b"}", ": Z1[0,0]: holds a list: more than two dimensions"),
    "third.jsonl": (
        b'{"name": "x"}\n{"step": 1, "values": {"loss": 1}}\n\n{"step": 2, "values" {}}\n',
        ":4:22: not JSON: '{' cannot stand here",
    ),
    "list.json": (b"[1, 2]", ": no mapping of names to matrices"),
    "empty.json": (b"{}", ": no quantities; it should hold some of Z1"),
    "ragged.json": (b'{"Z1": [[1, 2], [3]]}', ": Z1[1]: is a row of 1, where the first is a row of 2"),
    "mixed.json": (b'{"Z1": [1, []]}', ": Z1[1]: is a row of 0, where the first is a single number"),
    "word.json": (b'{"Z1": [[1, 2], [3, "x"]]}', ": Z1[1,1]: holds 'x'; allowed: a matrix of numbers"),
    "underscore.json": (b'{"Z1": [["1_000"]]}', ": Z1[0,0]: holds '1_000'"),
    "true.json": (b'{"Z1": [[true]]}', ": Z1[0,0]: holds true"),
    "null.json": (b'{"Z1": [[1, null]]}', ": Z1[0,1]: holds null"),
    "mapping.json": (b'{"Z1": [[1, {}]]}', ": Z1[0,1]: holds a mapping"),
    "both.json": (b'{"steps": [{"step": 1, "values": {"Z1": "x"}}]}', ", step 1: Z1: holds 'x'"),
    "step0.json": (b'{"steps": [{"step": 0, "values": {}}]}', ": steps.0.step: found 0; allowed: a whole number"),
    "step-1.json": (b'{"steps": [{"step": -1, "values": {}}]}', ": steps.0.step: found -1"),
    "stepping.json": (b'{"steps": [{"step": true, "values": {}}]}', ": steps.0.step: found true"),
    "half.json": (b'{"steps": [{"step": 1.5, "values": {}}]}', ": steps.0.step: found 1.5"),
    "no_step.json": (b'{"steps": [7]}', ": steps.0: found 7; a step of a trace needs its number as step"),
    "no_values.json": (b'{"steps": [{"step": 1}]}', ": steps.0: found a mapping; a step of a trace needs"),
    "no_steps.json": (b'{"steps": []}', " has no steps to compare"),
    "twice.json": (
        b'{"steps": [{"step": 1, "values": {"loss": 1}}, {"step": 1, "values": {"loss": 1}}]}',
        ": steps.1.step: there is another step 1; write it once",
    ),
    "twice.jsonl": (
        b'{"name": "x"}\n{"step": 1, "values": {"loss": 1}}\n{"step": 1, "values": {"loss": 1}}\n',
        ":3: step: there is another step 1",
    ),
    "half.npz": (b"PK\x03\x04 half of it", ": cannot be read as NPZ: a damaged archive"),
    "empty.npz": (b"", ": cannot be read as NPZ: not an archive of arrays"),
}  # fmt: skip


def run(*arguments: str) -> int:
    """The exit status of a command."""
    return exit_status(lambda: cli.main(list(arguments), standalone_mode=False))


@pytest.mark.parametrize("name", FILES)
def test_what_is_wrong_is_said_with_its_place(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """File, line and column where a text is no JSON; quantity and entry where a value is no number; exit 2."""
    content, message = FILES[name]
    path = tmp_path / name
    path.write_bytes(content)
    assert run("compare", "xor", str(path)) == 2
    out, err = capsys.readouterr()
    first, *excerpt = err.splitlines()
    assert out == ""
    assert all(re.match(r" +([0-9]+ )?\| ", line) for line in excerpt)
    assert len(excerpt) == 2 or not re.search(r":[0-9]+:[0-9]+: not JSON", first)
    assert first.startswith(f"bpcli: {path}")
    said = first.removeprefix(f"bpcli: {path}")
    assert message in said
    assert not any(word in said for word in LIBRARIES)


def test_every_fault_of_the_numbers_at_once() -> None:
    """One for each quantity."""
    with pytest.raises(ConfigError) as caught:
        read_mine({"Z1": "x", "A1": [[1]], "dW1": [[1], []]})
    assert [fault.path for fault in caught.value.faults] == [("Z1",), ("dW1[1]",)]


def test_damaged_archives(tmp_path: Path) -> None:
    """Wherever a byte is flipped, or the file ends, it is read all the same or said to be no archive, in one line."""
    path = tmp_path / "m.npz"
    np.savez(path, loss=np.array(2.5))
    whole, answers = path.read_bytes(), set()
    for place in range(len(whole)):
        for content in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x11]) + whole[place + 1 :]):
            path.write_bytes(content)
            said = what_is_wrong(path)
            assert len(said.splitlines()) <= 1, said
            assert not any(word in said for word in LIBRARIES), said
            answers.add(said.rpartition(": ")[2])
    assert {"", "a damaged archive", "not an archive of arrays", "an encrypted archive"} <= answers


def what_is_wrong(path: Path) -> str:
    """Behind the file's name, what its reader says of it; nothing where it can be read."""
    try:
        read_mine(path)
    except ConfigError as error:
        return str(error).removeprefix(str(path))
    return ""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([[10**400, 0]], "Z1[0,0]: holds a whole number beyond float64"),
        ([[1, 1j]], "Z1[0,1]: holds 1j"),
        ([[1, {2}]], "Z1[0,1]: holds {2}"),
        (np.array([["a"]]), "Z1: holds <U1"),
        (np.array([[None]]), "Z1: holds object"),
    ],
)
def test_values_of_python_that_are_no_numbers(value: Any, said: str) -> None:
    """They are told with quantity and entry as well."""
    with pytest.raises(ConfigError) as caught:
        read_mine({"Z1": value})
    assert str(caught.value).startswith(f"your numbers: {said}; allowed: ")


class Reluctant:
    """As a tensor that still needs its gradient: it refuses to become an array, in words of its own."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        """Refuse."""
        raise RuntimeError("call detach first")


def test_a_tensor_that_will_not_become_an_array() -> None:
    """Its own words are not repeated."""
    with pytest.raises(ConfigError, match="Z1: holds a Reluctant that will not become an array; allowed: "):
        read_mine({"Z1": Reluctant()})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"1,2\n3,x\n", "2:3: Z1[1,1]: holds 'x'"),
        (b"1,2\n\n3,1_000\n", "3:3: Z1[1,1]: holds '1_000'"),
        (b"1,2\n3\n", "2:1: Z1[1]: is a row of 1, where the first is a row of 2"),
        (b'1,2\n"3,4\n', "2:1: not CSV: a cell in quotes without the closing quote"),
        (b"1\n\xff\n", "2:1: not text in UTF-8"),
    ],
)
def test_cells_at_fault(content: bytes, said: str, tmp_path: Path) -> None:
    """In a folder of CSV files they are told with file, line and column."""
    (tmp_path / "Z1.csv").write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read_mine(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'Z1.csv'}:{said}")


@pytest.mark.parametrize(
    ("name", "said"), [("mnie.json", "did you mean 'mine.json'[?] no such file"), ("a\0b", "cannot be")]
)
def test_no_file(name: str, said: str, tmp_path: Path) -> None:
    """A name with a slip in it is answered with the nearest, what can be no name with that."""
    (tmp_path / "mine.json").write_text("{}")
    with pytest.raises(ConfigError, match=said):
        read_mine(tmp_path / name)


def test_steps_that_the_run_does_not_have(tmp_path: Path) -> None:
    """They are refused at once, whoever names them: nobody waits for a billion steps."""
    with pytest.raises(UsageError, match=r"--at 1000000000: this run has steps 1 to \d+; ask for more with --set"):
        bpcli.compare("xor", {"loss": 1}, at=10**9)
    with pytest.raises(UsageError, match="--at 0: this run has steps 1 to"):
        bpcli.compare("xor", {"loss": 1}, at=0)
    path = tmp_path / "t.json"
    path.write_text(json.dumps({"steps": [{"step": 10**9, "values": {"loss": 1}}]}))
    with pytest.raises(UsageError, match=r"t.json, step 1000000000: this run has steps 1 to"):
        bpcli.compare("xor", path)
    assert bpcli.compare("xor", {"loss": 1}, at=3, settings=["training.steps=3"]).step == 3
