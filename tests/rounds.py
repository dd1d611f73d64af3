"""How often a test of many rounds goes round: shortened in `make test`, whole in `make soak`."""

import os


def rounds(short: int, long: int) -> int:
    """`long` with MUSTER_SOAK=1 in the environment, else `short`."""
    return long if os.environ.get("MUSTER_SOAK") == "1" else short
