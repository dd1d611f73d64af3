"""Reading in a process of its own, so that a crash, a hang or a memory bomb stays there."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from .limits import Limits
from .model import SourceText
from .sentences import UnreadableDocument
from .transfer import from_json

_log = logging.getLogger(__name__)
OUT_OF_MEMORY = 77  # exit code of the child
_START_SECONDS = 10.0  # over the document's own time: starting up and handing back


def read_isolated(
    path: str | os.PathLike[str],
    name: str,
    timeout_s: float = 60.0,
    memory_mb: int = 1024,
    *,
    limits: Limits | None = None,
) -> SourceText:
    """As `read`, in a process that may take `timeout_s` seconds and `memory_mb` megabytes at most.

    Raises `UnreadableDocument`, also when that process crashes, hangs or runs out of memory.
    """
    bounds = asdict(limits or Limits(seconds=timeout_s))
    request = json.dumps({"path": os.fspath(path), "name": name, "memory_mb": memory_mb, "limits": bounds}).encode()
    command = [sys.executable, "-S", "-m", "muster.domain.documents"]
    child = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True, env=_environment(),
    )  # fmt: skip
    try:
        answer, errors = child.communicate(request, timeout=timeout_s + _START_SECONDS)
    except subprocess.TimeoutExpired:
        raise UnreadableDocument("too-slow", "an unknown place", seconds=f"{timeout_s:g}").named(name) from None
    finally:
        _end(child)
    if errors:
        _log.warning("The reader of %s said: %s", path, errors[-4_000:].decode("utf-8", errors="replace"))
    return _answer(answer, child.returncode, name, memory_mb)


def _environment() -> dict[str, str]:
    """The child imports from where its parent does (`-S` saves it the search), and gets no secrets."""
    root = str(Path(__file__).resolve().parents[3])
    kept = {key: os.environ[key] for key in ("PATH", "TESSDATA_PREFIX", "TMPDIR", "HOME") if key in os.environ}
    folders = [root, *(folder for folder in sys.path if folder)]
    return {**kept, "PYTHONPATH": os.pathsep.join(folders), "LC_ALL": "C.UTF-8"}


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the process and whatever it started."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _answer(raw: bytes, code: int, name: str, memory_mb: int) -> SourceText:
    try:
        answer = json.loads(raw)
    except ValueError:
        raise _stopped(code, memory_mb).named(name) from None
    if "refused" in answer:
        raise UnreadableDocument(answer["refused"], **answer["params"])
    return from_json(answer)


def _stopped(code: int, memory_mb: int) -> UnreadableDocument:
    if code in (-signal.SIGKILL, -signal.SIGABRT, OUT_OF_MEMORY):  # pdfium aborts when memory runs out
        return UnreadableDocument("too-much-memory", limit=memory_mb)
    reason = signal.Signals(-code).name if code < 0 else f"code {code}"
    return UnreadableDocument("reader-stopped", reason=reason)
