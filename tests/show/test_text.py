"""JSON read bit by bit: the same values at the same places, however the text comes in."""

from __future__ import annotations

import io
import json

import pytest

from bpcli.errors import ConfigError
from bpcli.readers.stored.text import JsonText

TEXT = b"""  {"a\\"b": [1, {"x":"}\\\\"}, "\\\\\\""], "c":\r
 "NaN" , "d": 12e3,"e":{},"f":[], "\\u00e9": "{\\\\\\"[\xc3\xa9" }
{"g":true,"steps":[{"h":{"i":[[1,2],[3,4]]}} ,7]}  """


def walked(text: bytes, block: int) -> list[tuple[str, bytes, tuple[str, int, int]]]:
    """Every member of every object in the text, read in blocks of so many bytes."""
    file, found = io.BytesIO(text), []
    reader = JsonText(lambda _: file.read(block), "t")
    while reader.peek():
        for key in reader.members():
            piece = reader.value()
            found.append((key, piece.text, piece.place))
    return found


def test_blocks_do_not_matter() -> None:
    """A pipe hands out what it has, down to a byte at a time."""
    whole = walked(TEXT, len(TEXT))
    assert [key for key, _, _ in whole] == ['a"b', "c", "d", "e", "f", "é", "g", "steps"]
    assert [json.loads(text) for _, text, _ in whole[:2]] == [[1, {"x": "}\\"}, '\\"'], "NaN"]
    assert json.loads(whole[-1][1]) == [{"h": {"i": [[1, 2], [3, 4]]}}, 7]
    assert [place[1:] for _, _, place in whole] == [
        (1, 12),
        (2, 2),
        (2, 15),
        (2, 24),
        (2, 31),
        (2, 45),
        (3, 6),
        (3, 19),
    ]
    for block in range(1, len(TEXT)):
        assert walked(TEXT, block) == whole, block


def test_a_byte_order_mark_is_passed_over() -> None:
    """As some editors put it in front, also where it comes byte by byte."""
    for block in (1, 2, 100):
        assert walked(b"\xef\xbb\xbf" + TEXT, block) == walked(TEXT, 100)


@pytest.mark.parametrize("end", [pytest.param(end, id=str(end)) for end in range(3, TEXT.index(b"\n{"), 7)])
def test_a_text_that_ends_says_where(end: int) -> None:
    """Its last line and column, whatever it was in the middle of."""
    with pytest.raises(ConfigError, match=r"t:[12]:\d+: it ends here, in the middle of the trace"):
        walked(TEXT[:end], 5)


def test_what_was_handed_out_is_forgotten() -> None:
    """Memory does not grow with the text: a block and the value in hand."""
    entry, count = b'{"a":"' + b"x" * 1000 + b'"},', 3000
    file = io.BytesIO(b"[" + entry * count + b"1]")
    reader = JsonText(file.read1, "t")
    largest = 0
    for _ in reader.entries():
        reader.value()
        largest = max(largest, len(reader._buffer))
    assert largest < 3 * 262_144 < file.tell()
