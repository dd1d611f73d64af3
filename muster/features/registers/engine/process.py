"""The processes that the engine runs in (`evaluate.mjs`): started when needed, used again, replaced when they grow."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from muster.core.processes import Answering, Ended, Pool, Silent
from muster.features.registers.engine import node
from muster.features.registers.engine.answers import Source, problems
from muster.features.registers.engine.errors import BadInstance, EngineError, EngineFailed, FormRefused, NotSetUp

PROCESSES = 2  # at a time for each process of ours
HEAP = 1536  # MB that one may fill before it ends
YOUNG = 16  # MB of fresh objects before they are looked through: an instance makes and drops many
LARGEST = 1200  # MB of memory held, then a fresh process; a list of 50,000 choices takes 1000
LOADING, EVALUATING = 90.0, 60.0  # seconds
LONGEST = 100_000_000  # characters of a request
QUEUED = 8  # requests that wait with a process
TOGETHER = 30_000  # characters of instances that go to one process together: what waits must not fill its pipe

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

    def ask_all(self, source: Source, requests: Sequence[Request]) -> Iterator[dict[str, Any]]:
        """As `ask` of each, in their order; the next ones wait with the process, so that it is never idle."""
        first, sent = self.ask(source, requests[0]), 0
        yield first
        rest = requests[1:] if "done" in first or "refused" in first else []  # or the form may not be there
        for at in range(len(rest)):
            while sent < min(at + QUEUED, len(rest)):
                self.send({**rest[sent], "key": source.key})
                sent += 1
            yield self._heard(EVALUATING)

    def _load(self, source: Source) -> dict[str, Any]:
        return self._asked({"do": "load", "key": source.key, "xml": source.xml, "files": dict(source.files)}, LOADING)

    def _asked(self, request: Request, seconds: float) -> dict[str, Any]:
        self.send(request)
        return self._heard(seconds)

    def _heard(self, seconds: float) -> dict[str, Any]:
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
    return _done(answer)


def ask_all(source: Source, requests: Sequence[Request]) -> list[dict[str, Any] | EngineError]:
    """As `ask` of each; many small ones to one process, without waiting for each answer before the next is asked."""
    found: list[dict[str, Any] | EngineError] = []
    if requests and sum(len(request["instance"]) for request in requests) <= TOGETHER:
        # the one that it ended over, and those behind it, are asked by themselves
        with suppress(Ended, Silent, EngineError), _pool.one() as engine:
            found += (_kept(partial(_done, answer)) for answer in engine.ask_all(source, requests))
    return found + [_kept(partial(ask, source, request)) for request in requests[len(found) :]]


def _kept(act: Callable[[], dict[str, Any]]) -> dict[str, Any] | EngineError:
    try:
        return act()
    except EngineError as error:
        return error


def _done(answer: Mapping[str, Any]) -> dict[str, Any]:
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
