"""Readers: processes that read documents for a worker (`isolated.py`), used again, ended when one misbehaves."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from muster.core.processes import Answering, Ended, Pool, Silent

SERVES = 200  # documents, then a fresh process: what leaked goes with the old one
SILENCE = 300.0  # seconds without a word after which a reader hangs
WATCH = 0.5  # seconds between two looks whether the work is still wanted

Watch = Callable[[dict[str, Any] | None], None]  # gets a word about progress or None; raises to stop the work


class Refused(Exception):
    """The document cannot be read: `code` and `params` of a sentence."""

    def __init__(self, code: str, params: dict[str, Any]) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class Reader(Answering):
    """One process; `themes_key` says which learned themes it holds."""

    def __init__(self) -> None:
        super().__init__([sys.executable, "-m", "muster.features.intake.isolated"], _environment())
        self.served = 0
        self.themes_key: str | None = None

    def serve(self, request: dict[str, Any], watch: Watch) -> dict[str, Any]:
        """What was found (see `isolated.Desk.work`); raises `Refused`, and whatever `watch` raises."""
        self.served += 1
        try:
            return self._served(request, watch)
        except Silent:
            raise Refused("silent", {"minutes": round(SILENCE / 60)}) from None
        except Ended as ended:
            raise _refusal(ended.code) from None

    def _served(self, request: dict[str, Any], watch: Watch) -> dict[str, Any]:
        self.send(request)
        while True:
            answer = self.answer(SILENCE, lambda: watch(None), WATCH)
            if "done" in answer:
                return dict(answer["done"])
            if "refused" in answer:
                raise Refused(answer["refused"], answer["params"])
            watch(answer)

    @property
    def usable(self) -> bool:
        return self.is_running and self.served < SERVES


def _refusal(code: int) -> Refused:
    """The process ended by itself: the document was too much for it."""
    if code == -signal.SIGKILL:
        return Refused("too-much-memory", {"limit": "2000"})
    reason = signal.Signals(-code).name if code < 0 else str(code)
    return Refused("reader-stopped", {"reason": reason})


_pool = Pool(Reader)
reader, end_idle = _pool.one, _pool.end_idle


def _environment() -> dict[str, str]:
    """Where to import from and what character recognition needs; no secrets of the worker."""
    root = str(Path(__file__).resolve().parents[3])
    kept = {key: os.environ[key] for key in ("PATH", "TESSDATA_PREFIX", "TMPDIR", "HOME") if key in os.environ}
    folders = [root, *(folder for folder in sys.path if folder)]
    return {**kept, "PYTHONPATH": os.pathsep.join(folders), "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1"}
