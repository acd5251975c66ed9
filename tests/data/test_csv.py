"""Data from CSV files: what is read, and what is said of every file that cannot be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bpcli.config.sources import NO_FILE_NAME
from bpcli.program.setup import Setup, prepare
from tests.conftest import Said

CONFIG = """\
data: {{source: csv, path: {path}, x: {x}, y: {y}}}
network: {{layers: [{{units: {units}, activation: softmax}}]}}
loss: {loss}
"""
SOUND = "a,b,c\n1,2,0\n3,4,1\n"


def config(path: str = "d.csv", x: str = "[a, b]", y: str = "c", units: int = 2, loss: str = "cross_entropy") -> str:
    """A config that reads a CSV file."""
    return CONFIG.format(path=path, x=x, y=y, units=units, loss=loss)


def read(said: Said, content: str | bytes, **keys: str) -> Setup:
    """The setup with this file's samples."""
    Path("d.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    assert said(config(**keys)) == []  # type: ignore[arg-type]
    return prepare("c.yaml")


@pytest.mark.parametrize(
    "content",
    [
        SOUND,
        SOUND.replace("\n", "\r\n"),
        SOUND.replace("\n", "\r"),
        SOUND.removesuffix("\n"),
        SOUND.encode("utf-8-sig"),
        "\n\n" + SOUND.replace("\n", "\n\n"),
        " a , b,c\n 1 ,2, 0\n+3,4.0e0,1.\n",
        'a,"b",c\n"1","2",0\n3,4,"1"\n',
        "c,z,b,a\n0,zebra,2,1\n1,,4,3\n",
    ],
)
def test_ways_to_write_the_same_table(said: Said, content: str | bytes) -> None:
    """Line ends, a byte order mark, blank lines, spaces, quotes and other columns change nothing."""
    setup = read(said, content)
    assert setup.X.tolist() == [[1, 2], [3, 4]]
    assert setup.targets.Y.tolist() == [[1, 0], [0, 1]]
    assert setup.feature_names == ("a", "b")


def test_words_are_classes_in_alphabetical_order(said: Said) -> None:
    """A column of words is labels, with their names; a class that no sample has goes by its number."""
    setup = read(said, "a,b,c\n1,2,dog\n3,4,cat\n5,6,dog\n")
    assert setup.targets.class_names == ("cat", "dog")
    assert setup.targets.Y.tolist() == [[0, 1], [1, 0], [0, 1]]
    assert read(said, "a,b,c\n1,2,dog\n").targets.class_names == ("dog", "1")


def test_columns_in_the_columns_layout(said: Said) -> None:
    """A line is a sample whatever the layout, also when the resolved config is read back."""
    Path("d.csv").write_text(SOUND, encoding="utf-8")
    assert said(f"layout: columns\n{config()}") == []
    setup = prepare("c.yaml")
    again = prepare(setup.config.as_mapping())
    assert setup.X.tolist() == again.X.tolist() == [[1, 2], [3, 4]]
    assert setup.config.as_mapping()["data"]["x"] == [[1, 3], [2, 4]]


def test_several_targets(said: Said) -> None:
    """A list of columns is a matrix of numbers, with a single column too."""
    assert read(said, SOUND, y="[c, a]", loss="mse").targets.Y.tolist() == [[0, 1], [1, 3]]
    single = read(said, SOUND, y="[c]", loss="mse", units="1")
    np.testing.assert_array_equal(single.targets.Y, [[0], [1]])


FINITE = "allowed: a finite number"
NO_COLUMN = "its columns: a, b, c"
UTF_8 = "save it as UTF-8"
QUOTE = 'a quote that is not closed, or not at the end of its cell; allowed: cells such as 1.5 or "1.5"'


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        ("", ["c.yaml:1:27: data.path: d.csv holds no samples; allowed: a header and at least one line"]),
        ("a,b,c\n", ["c.yaml:1:27: data.path: d.csv holds no samples; allowed: a header and at least one line"]),
        (
            "a,b,c\n1,2\n1,2,3,4\n1,2,0\n",
            [
                "d.csv:2:1: data.path: this line has 2 cells, the header has 3",
                "d.csv:3:1: data.path: this line has 4 cells, the header has 3",
            ],
        ),
        (
            'a,b,c\n1,x,0\n"1,5",,1\n',
            [
                f"d.csv:2:3: data.x: column 'b' holds 'x'; {FINITE}",
                f"d.csv:3:1: data.x: column 'a' holds '1,5'; {FINITE}",
                f"d.csv:3:7: data.x: column 'b' holds ''; {FINITE}",
            ],
        ),
        (
            "a,b,c\n1,nan,0\ninf,4,1\n1e999,1_0,1\n١,2,0\n",
            [
                f"d.csv:2:3: data.x: column 'b' holds 'nan'; {FINITE}",
                f"d.csv:3:1: data.x: column 'a' holds 'inf'; {FINITE}",
                f"d.csv:4:1: data.x: column 'a' holds '1e999'; {FINITE}",
                f"d.csv:4:7: data.x: column 'b' holds '1_0'; {FINITE}",
                f"d.csv:5:1: data.x: column 'a' holds '١'; {FINITE}",
            ],
        ),
        ("a,b,c\n1,2,\n1,2,0\n", [f"d.csv:2:5: data.y: column 'c' holds ''; {FINITE}"]),
        ("a,b,c\n1,2,nan\n1,2,0\n", [f"d.csv:2:5: data.y: column 'c' holds 'nan'; {FINITE}"]),
        (
            "a,b,c\n1,2,NaN\n1,2,dog\n",
            ["d.csv:2:5: data.y: column 'c' holds 'NaN'; allowed: a number or a word"],
        ),
        (
            "a,b,c\n1,2,cat\n1,2,dog\n1,2,cow\n",
            [
                "c.yaml:1:48: data.y: y names 3 classes ('cat', 'cow', 'dog'), but network.layers.0 has 2 units;"
                " allowed: at most 2, one unit a class"
            ],
        ),
        (
            "a,b,c\n1,2,0.5\n1,2,1\n1,2,7\n",
            [
                "c.yaml:1:48: data.y.0: label 0.5 of sample 0, but network.layers.0 has 2 units; allowed: labels 0 to"
                " 1, or 2 numbers a sample",
                "c.yaml:1:48: data.y.2: label 7 of sample 2, but network.layers.0 has 2 units; allowed: labels 0 to 1,"
                " or 2 numbers a sample",
            ],
        ),
        (
            "a,b,c\n1,2,é\n".encode("latin-1"),
            [f"d.csv:2:5: data.path: not text in UTF-8: the byte 0xe9; {UTF_8}"],
        ),
        (SOUND.encode("utf-16"), [f"d.csv:1:1: data.path: not text in UTF-8: the byte 0xff; {UTF_8}"]),
        ('a,b,c\n1,"2,0\n', ["d.csv:2:1: data.path: not CSV: a cell in quotes without the closing quote"]),
        ('a,b,c\n1,2,0\n1,"2"x,0\n', ["d.csv:3:1: data.path: not CSV: text behind the closing quote of a cell"]),
        (
            f"a,b,c\n1,2,{'x' * 200_000}\n",
            ["d.csv:2:1: data.path: not CSV: a cell of more than 131072 characters"],
        ),
        (
            "a,a,c\n1,2,0\n",
            [
                "c.yaml:1:38: data.x.0: d.csv has 2 columns 'a'; allowed: one",
                "c.yaml:1:41: data.x.1: d.csv has no column 'b'; its columns: a, a, c",
            ],
        ),
        (
            SOUND.replace(",", ";"),
            [
                "d.csv:1:1: data.path: the header is a single column, 'a;b;c'; allowed: cells separated by commas,"
                " not ';'"
            ],
        ),
    ],
)  # fmt: skip
def test_files_at_fault(said: Said, content: str | bytes, messages: list[str]) -> None:
    """Every line and cell at fault, with its place in the file, or the key whose file it is."""
    said("")
    Path("d.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    assert said(config()) == messages


@pytest.mark.parametrize(
    ("keys", "messages"),
    [
        ({"path": "e.csv"}, ["c.yaml:1:27: data.path: did you mean 'd.csv'? no such file: e.csv"]),
        ({"path": "."}, ["c.yaml:1:27: data.path: . cannot be read: Is a directory"]),
        ({"path": "''"}, ["c.yaml:1:27: data.path: . cannot be read: Is a directory"]),
        ({"path": '"a\\0b"'}, [f"c.yaml:1:27: data.path: a\\x00b cannot be read: {NO_FILE_NAME}"]),
        ({"path": "nowhere/d.csv"}, ["c.yaml:1:27: data.path: no such file: nowhere/d.csv"]),
        (
            {"x": "[a, B2, z]", "y": "cc"},
            [
                f"c.yaml:1:41: data.x.1: did you mean 'b'? d.csv has no column 'B2'; {NO_COLUMN}",
                f"c.yaml:1:45: data.x.2: d.csv has no column 'z'; {NO_COLUMN}",
                f"c.yaml:1:52: data.y: did you mean 'c'? d.csv has no column 'cc'; {NO_COLUMN}",
            ],
        ),
        ({"y": "[c, q]"}, [f"c.yaml:1:52: data.y.1: d.csv has no column 'q'; {NO_COLUMN}"]),
        ({"units": 1}, ["c.yaml:1:48: data.y.1: label 1 of sample 1, but network.layers.0 has 1 unit; allowed: labels 0"
                        " to 0, or 1 number a sample; for two classes on one unit use binary_cross_entropy"]),
    ],
)  # fmt: skip
def test_keys_at_fault(said: Said, keys: dict[str, str], messages: list[str]) -> None:
    """A path, column or number of units that does not fit the file is told at that key."""
    said("")
    Path("d.csv").write_text(SOUND, encoding="utf-8")
    assert said(config(**keys)) == messages  # type: ignore[arg-type]


def test_cells_at_fault_by_the_thousand(said: Said) -> None:
    """Each with its own line, up to the last that is kept."""
    said("")
    Path("d.csv").write_text("a,b,c\n" + "1,x,0\n" * 5000, encoding="utf-8")
    assert said(config())[-1].startswith("d.csv:501:3: ")


def test_the_path_is_relative_to_the_config(said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the command runs, the file beside the config is meant."""
    read(said, SOUND)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert prepare("../c.yaml").X.shape == (2, 2)


def test_a_faulty_file_and_a_faulty_config_are_told_together(said: Said) -> None:
    """The config's own faults come first, then those of its data file."""
    said("")
    Path("d.csv").write_text("a,b,c\n1,x,0\n", encoding="utf-8")
    text = config() + "seed: x\noptimizer: {name: sgd, nesterov: true}\n"
    assert [message.split(": ")[0] for message in said(text)] == ["c.yaml:4:7", "c.yaml:5:34", "d.csv:2:3"]
