"""The processes that the engine runs in (`evaluate.mjs`): started when needed, used again, replaced when they grow."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from muster.core.processes import Answering, Ended, Pool, Silent
from muster.features.registers.engine import node
from muster.features.registers.engine.answers import Source, problems
from muster.features.registers.engine.errors import BadInstance, EngineFailed, FormRefused, NotSetUp

PROCESSES = 2  # at a time for each process of ours
HEAP = 1536  # MB that one may fill before it ends
YOUNG = 16  # MB of fresh objects before they are looked through: an instance makes and drops many
LARGEST = 1200  # MB of memory held, then a fresh process; a list of 50,000 choices takes 1000
LOADING, EVALUATING = 90.0, 60.0  # seconds
LONGEST = 100_000_000  # characters of a request

Request = Mapping[str, Any]


class Engine(Answering):
    """One process; remembers nothing of the forms that it keeps, which it says by itself."""

    def __init__(self) -> None:
        if not node.is_set_up():
            raise NotSetUp
        limits = [f"--max-old-space-size={HEAP}", f"--max-semi-space-size={YOUNG}"]
        rights = ["--permission", f"--allow-fs-read={node.FOLDER}", "--allow-worker"]  # to read its own source, no more
        environment = {"PATH": os.defpath, "TZ": settings.TIME_ZONE, "LC_ALL": "C.UTF-8"}
        command: list[str | Path] = [node.BINARY, *limits, *rights, node.FOLDER / "evaluate.mjs"]
        super().__init__(command, environment, errors=subprocess.DEVNULL)  # a trace could quote an answer
        self.held = 0  # MB

    def ask(self, source: Source, request: Request) -> dict[str, Any]:
        """What was done (see `evaluate.mjs`); a form that it does not have is given to it first.

        `problems` instead where it does not take the form.
        """
        if request["do"] == "load":
            return self._load(source)
        answer = self._asked({**request, "key": source.key}, EVALUATING)
        if "unknown" not in answer:
            return answer
        taken = self._load(source)
        if taken.get("done", taken).get("problems"):
            return dict(taken["done"])
        return taken if "failed" in taken else self._asked({**request, "key": source.key}, EVALUATING)

    def _load(self, source: Source) -> dict[str, Any]:
        return self._asked({"do": "load", "key": source.key, "xml": source.xml, "files": dict(source.files)}, LOADING)

    def _asked(self, request: Request, seconds: float) -> dict[str, Any]:
        self.send(request)
        answer = self.answer(seconds)
        self.held = answer["rss"]
        return answer

    @property
    def usable(self) -> bool:
        return self.is_running and self.held < LARGEST


_pool = Pool(Engine, PROCESSES)
end_idle = _pool.end_idle


def ask(source: Source, request: Request) -> dict[str, Any]:
    """What the engine did; where its process ends over it, once more in a fresh one. Raises `EngineError`."""
    if _length(source) > LONGEST or len(request.get("instance", "")) > LONGEST:
        raise BadInstance("too-long", {})
    try:
        answer = _tried(source, request)
    except Ended:
        answer = _again(source, request)
    if "done" in answer:
        return dict(answer["done"])
    if "problems" in answer:
        raise FormRefused(problems(answer))
    if "refused" in answer:
        raise BadInstance(answer["refused"], answer["params"])
    raise EngineFailed("failed", answer["failed"])


def _again(source: Source, request: Request) -> dict[str, Any]:
    try:
        return _tried(source, request)
    except Ended as ended:
        raise EngineFailed("ended", str(ended.code)) from None


def _tried(source: Source, request: Request) -> dict[str, Any]:
    try:
        with _pool.one() as engine:
            return engine.ask(source, request)
    except Silent:
        raise EngineFailed("silent") from None


def _length(source: Source) -> int:
    return len(source.xml) + sum(map(len, source.files.values()))
