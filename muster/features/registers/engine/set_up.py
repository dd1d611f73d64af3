"""Installs what forms are evaluated with, and makes the file for the browser; `make` does it as part of the set-up.

    python -m muster.features.registers.engine.set_up

The packages of `package-lock.json` are installed by their hashes; none of their own scripts run.
"""

from __future__ import annotations

import os
import subprocess
import sys

from muster.features.registers.engine.node import BINARY, FOLDER, NPM


def main() -> int:
    """The exit status; what failed has been said above by npm or the bundler."""
    environment = os.environ | {"PATH": os.pathsep.join([str(BINARY.parent), os.environ.get("PATH", "")])}
    # the machine's own authorities count too: behind a proxy that looks into TLS nothing else would be trusted
    install = ["--use-system-ca", NPM, "ci", "--ignore-scripts", "--loglevel=error"]
    for command in (install, [FOLDER / "bundle.mjs"]):
        done = subprocess.run([BINARY, *command], cwd=FOLDER, env=environment, check=False)  # noqa: S603 -- our own
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
