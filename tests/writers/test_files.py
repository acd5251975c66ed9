"""Files that appear when they are complete, and what is written as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from bpcli.errors import UsageError
from bpcli.writers.files import appearing_file

WRITE = """
import sys
from bpcli.writers.files import appearing_file
with appearing_file(sys.argv[1]) as file:
    file.write(b"new")
"""


def write(path: Path, content: bytes = b"new") -> None:
    """Write a file as every command does."""
    with appearing_file(str(path)) as file:
        file.write(content)


def interrupted(file: BinaryIO) -> None:
    """Ctrl-C in the middle of writing."""
    file.write(b"half")
    raise KeyboardInterrupt


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(os.listdir(folder))


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    """While it is written the old one is there, and stays where writing fails."""
    target = tmp_path / "out"
    target.write_bytes(b"old")
    with appearing_file(str(target)) as file:
        file.write(b"new")
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    with pytest.raises(KeyboardInterrupt), appearing_file(str(target)) as file:
        interrupted(file)
    assert (target.read_bytes(), names(tmp_path)) == (b"new", ["out"])


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_the_old_files_mode_stays(mode: int, tmp_path: Path) -> None:
    """It is the new file's from its first byte on."""
    target = tmp_path / "out"
    target.touch()
    target.chmod(mode)
    with appearing_file(str(target)):
        assert [path.stat().st_mode & 0o7777 for path in tmp_path.iterdir()] == [mode, mode]
    assert target.stat().st_mode & 0o7777 == mode


@pytest.mark.parametrize("there", [True, False])
def test_links_stay_links(there: bool, tmp_path: Path) -> None:
    """A chain of links is followed to the file that it means, which may be still to come."""
    folder = tmp_path / "folder"
    folder.mkdir()
    target, link, again = folder / "target", folder / "link", tmp_path / "again"
    if there:
        target.write_bytes(b"old")
    link.symlink_to("target")
    again.symlink_to(Path("folder") / "link")
    write(again)
    assert (link.is_symlink(), again.is_symlink(), target.is_symlink()) == (True, True, False)
    assert target.read_bytes() == b"new"
    assert (names(tmp_path), names(folder)) == (["again", "folder"], ["link", "target"])


def test_links_in_a_circle_are_told(tmp_path: Path) -> None:
    """Where they lead nowhere nothing is written."""
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(UsageError, match="cannot be written: Too many levels of symbolic links"):
        write(tmp_path / "a")
    assert names(tmp_path) == ["a", "b"]


@pytest.mark.parametrize("way", ["descriptor", "folder", "chain"])
def test_a_link_to_an_open_descriptor_is_written_through_it(way: str, tmp_path: Path) -> None:
    """As /dev/stdout is one: nothing is replaced, and what stood in the file behind it stays before."""
    link, out = tmp_path / "stdout", tmp_path / "out"
    if way == "folder":
        (tmp_path / "fd").symlink_to("/proc/self/fd")
        link = tmp_path / "fd" / "1"
    elif way == "chain":
        (tmp_path / "first").symlink_to("/proc/self/fd/1")
        link.symlink_to("first")
    else:
        link.symlink_to("/proc/self/fd/1")
    out.write_bytes(b"before ")
    with out.open("ab") as stdout:
        subprocess.run([sys.executable, "-c", WRITE, str(link)], stdout=stdout, check=True)
    assert out.read_bytes() == b"before new"
    assert (tmp_path / ("fd" if way == "folder" else "stdout")).is_symlink()
    assert not any(name.startswith(".") for name in names(tmp_path))


def test_a_pipe_is_written_directly(tmp_path: Path) -> None:
    """It stays a pipe, and its reader gets what is written."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write(pipe)
    assert (os.read(reader, 10), pipe.is_fifo(), names(tmp_path)) == (b"new", True, ["pipe"])
    os.close(reader)


def test_memory_under_dev_is_written_directly(tmp_path: Path) -> None:
    """What lies under /dev is never replaced, a regular file neither: its inode stays."""
    file = Path("/dev/shm") / f"bpcli-test-{os.getpid()}"
    if not os.access(file.parent, os.W_OK):
        pytest.skip("no /dev/shm to write to")
    link = tmp_path / "link"
    link.symlink_to(file)
    try:
        file.write_bytes(b"something longer")
        before = file.stat().st_ino
        write(link)
        assert (file.read_bytes(), file.stat().st_ino, link.is_symlink()) == (b"new", before, True)
    finally:
        file.unlink()


def test_another_writers_unfinished_file_is_left_alone(tmp_path: Path) -> None:
    """A name that is taken, be it by a link that somebody planted, is not written to."""
    victim = tmp_path / "victim"
    victim.write_bytes(b"old")
    planted = tmp_path / f".bpcli-{os.getpid()}-0"
    planted.symlink_to(victim)
    write(tmp_path / "out")
    assert (victim.read_bytes(), (tmp_path / "out").read_bytes(), planted.is_symlink()) == (b"old", b"new", True)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("a\0b", "a file name cannot hold a NUL"),
        ("x" * 300, "File name too long"),
        ("/nowhere/at/all", "No such file or directory"),
        ("/", "Is a directory"),
        ("/proc/self/fd/987654", "Bad file descriptor"),
    ],
)
def test_what_cannot_be_written_is_told(path: str, reason: str) -> None:
    """With the name that was asked for."""
    with pytest.raises(UsageError, match=f"cannot be written: {reason}"):
        write(Path(path)) if "\0" not in path else appearing_file(path).__enter__()
