"""The child of `isolated.read_isolated`: a request on standard input, an answer in JSON on standard output."""

from __future__ import annotations

import json
import math
import os
import resource
import sys
import traceback

from .isolated import OUT_OF_MEMORY
from .limits import Limits
from .reading import read
from .sentences import UnreadableDocument
from .transfer import to_json


def main() -> None:
    """Read one document within the memory, processor time and file limits of the request."""
    request = json.load(sys.stdin)
    limits = Limits(**request["limits"])
    _bound(request["memory_mb"], limits)
    try:
        answer = to_json(read(request["path"], request["name"], limits=limits))
    except UnreadableDocument as refusal:
        if refusal.code == "too-much-memory":
            refusal.params["limit"] = request["memory_mb"]
        answer = {"refused": refusal.code, "params": refusal.params}
    except Exception as error:  # a library's own trouble with a hostile file must not look like a crash
        traceback.print_exc()
        stopped = UnreadableDocument("reader-stopped", reason=type(error).__name__).named(request["name"])
        answer = {"refused": stopped.code, "params": stopped.params}
    try:
        sys.stdout.write(json.dumps(answer))
        sys.stdout.flush()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    os._exit(0)  # nothing is left to tidy: the memory goes with the process


def _bound(memory_mb: int, limits: Limits) -> None:
    memory = memory_mb * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not limits.ocr:
        seconds = math.ceil(limits.seconds) + 5
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


if __name__ == "__main__":
    main()
