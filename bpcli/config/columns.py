"""The columns of a CSV file, for somebody who has not named them in the config."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from typing import Any

from bpcli.errors import shortened

LONGEST_HEADER = 100_000


def columns_hint(data: Mapping[str, Any], folder: str) -> str:
    """``the columns of iris.csv: ...``; nothing where there is no such file to be read."""
    path = data.get("path")
    if data.get("source") != "csv" or not isinstance(path, str):
        return ""
    names = ", ".join(name.strip() for name in _header(os.path.join(folder, path)))
    return f"the columns of {os.path.basename(path)}: {shortened(names)}" if names else ""


def _header(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return next(csv.reader([file.readline(LONGEST_HEADER)]), [])
    except (OSError, ValueError, csv.Error):
        return []
