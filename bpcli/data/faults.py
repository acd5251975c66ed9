"""A data file that cannot be read, told as a fault of the config that names it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bpcli.config.load import Loaded
from bpcli.config.sources import NO_FILE_NAME
from bpcli.errors import ConfigPath, names_beside, nearest_name

PATH: ConfigPath = ("data", "path")


@contextmanager
def unreadable_reported(path: Path, loaded: Loaded) -> Iterator[None]:
    """Report a file that is not there or may not be read, and go on behind the block."""
    try:
        yield
    except FileNotFoundError:
        loaded.faults.add(PATH, f"no such file: {path}", nearest=nearest_name(path.name, names_beside(path)))
    except OSError as error:
        loaded.faults.add(PATH, f"{path} cannot be read: {error.strerror}")
    except ValueError:
        loaded.faults.add(PATH, f"{path} cannot be read: {NO_FILE_NAME}")
