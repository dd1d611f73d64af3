"""Where Muster keeps its data."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """The data folder: `MUSTER_DATA`, or `var/` beside the checkout's `pyproject.toml`."""
    given = os.environ.get("MUSTER_DATA")
    return Path(given).expanduser().resolve() if given else Path(__file__).resolve().parents[2] / "var"
