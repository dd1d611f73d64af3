"""Readers: processes that read documents for a worker (`isolated.py`), used again, ended when one misbehaves."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SERVES = 200  # documents, then a fresh process: what leaked goes with the old one
SILENCE = 300.0  # seconds without a word after which a reader hangs
WATCH = 0.5  # seconds between two looks whether the work is still wanted

Watch = Callable[[dict[str, Any] | None], None]  # gets a word about progress or None; raises to stop the work

_idle: list[Reader] = []
_lock = threading.Lock()


class Refused(Exception):
    """The document cannot be read: `code` and `params` of a sentence."""

    def __init__(self, code: str, params: dict[str, Any]) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class Reader:
    """One process; `themes_key` says which learned themes it holds."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "muster.features.intake.isolated"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env=_environment(),
        )
        self.served = 0
        self.themes_key: str | None = None
        self._rest = b""

    def serve(self, request: dict[str, Any], watch: Watch) -> dict[str, Any]:
        """What was found (see `isolated.Desk.work`); raises `Refused`, and whatever `watch` raises."""
        self.served += 1
        self._send(request)
        while True:
            answer = self._answer(watch)
            if "done" in answer:
                return dict(answer["done"])
            if "refused" in answer:
                raise Refused(answer["refused"], answer["params"])
            watch(answer)

    def end(self) -> None:
        """End the process and whatever it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()

    @property
    def usable(self) -> bool:
        return self.process.poll() is None and self.served < SERVES

    def _send(self, request: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None

    def _answer(self, watch: Watch) -> dict[str, Any]:
        """The next answer; asks `watch` meanwhile whether it is still wanted."""
        assert self.process.stdout is not None
        pieces, silent_since = [self._rest], time.monotonic()
        while b"\n" not in pieces[-1]:
            if select.select([self.process.stdout], [], [], WATCH)[0]:
                piece = os.read(self.process.stdout.fileno(), 1 << 20)
                if not piece:
                    raise self._ended()
                pieces.append(piece)
                silent_since = time.monotonic()
            elif time.monotonic() - silent_since > SILENCE:
                raise Refused("silent", {"minutes": round(SILENCE / 60)})
            else:
                watch(None)
        line, _end, self._rest = b"".join(pieces).partition(b"\n")
        return dict(json.loads(line))

    def _ended(self) -> Refused:
        """The process ended by itself: the document was too much for it."""
        code = self.process.wait()
        if code == -signal.SIGKILL:
            return Refused("too-much-memory", {"limit": "2000"})
        reason = signal.Signals(-code).name if code < 0 else str(code)
        return Refused("reader-stopped", {"reason": reason})


@contextlib.contextmanager
def reader() -> Iterator[Reader]:
    """A reader for one document. One that was interrupted or failed is ended, for nobody knows what it is doing."""
    with _lock:
        one = _idle.pop() if _idle else None
    if one is None or not one.usable:
        if one:
            one.end()
        one = Reader()
    try:
        yield one
    except BaseException:
        one.end()
        raise
    with _lock:
        _idle.append(one)


def end_idle() -> None:
    """End the readers that wait for work."""
    with _lock:
        while _idle:
            _idle.pop().end()


def _environment() -> dict[str, str]:
    """Where to import from and what character recognition needs; no secrets of the worker."""
    root = str(Path(__file__).resolve().parents[3])
    kept = {key: os.environ[key] for key in ("PATH", "TESSDATA_PREFIX", "TMPDIR", "HOME") if key in os.environ}
    folders = [root, *(folder for folder in sys.path if folder)]
    return {**kept, "PYTHONPATH": os.pathsep.join(folders), "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1"}
