"""The process that reads documents: one request a line on standard input, answers a line each on standard output.

It knows no framework, no database and no secrets, and may take only so much memory: whatever a file does to it, the
worker goes on. It ends when its worker ends.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from muster.domain.documents import Limits, SourceText, UnreadableDocument, identity, read, recognise
from muster.domain.documents.model import Recognised
from muster.domain.documents.periods import ReportPeriod
from muster.domain.documents.transfer import from_json, to_json
from muster.domain.extraction.classifier import ThemeMemory
from muster.domain.extraction.extract import extract

MEMORY = 2_000_000_000  # bytes of address space
BETWEEN = 0.2  # seconds between two words about progress
Answer = Callable[[dict[str, Any]], None]


def main() -> None:
    """Serve requests until standard input ends. A request has `path`, `name`, `limit` (bytes), `units`, `source`
    (or null), `year` (or null) and, where they changed, `themes`.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not stand between the answers
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    desk = Desk(lambda answer: print(json.dumps(answer), file=answers, flush=True))
    try:
        for line in sys.stdin:
            desk.serve(json.loads(line))
    except BrokenPipeError:  # the worker was killed: there is nobody left to tell
        os._exit(1)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


class Desk:
    """Reads, recognises and extracts one document after the other; keeps the learned themes between them."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.memory = ThemeMemory()
        self.said = 0.0

    def serve(self, request: dict[str, Any]) -> None:
        """Answers `progress` several times, then either `refused` or `done` with what was found."""
        try:
            self.answer({"done": self.work(request)})
        except UnreadableDocument as refusal:
            self.answer({"refused": refusal.code, "params": refusal.params})
        except MemoryError:
            self.answer({"refused": "too-much-memory", "params": {"limit": MEMORY // 1_000_000}})
        except Exception as error:  # any file may bring out an error of ours; the others go on
            self.answer({"refused": "unexpected", "params": {"reason": f"{type(error).__name__}: {error}"[:200]}})

    def work(self, request: dict[str, Any]) -> dict[str, Any]:
        """What was found: `source`, `identity`, `recognised` where the request has no text; the `year` that the
        document is of (or None), and `drafts` where there is one."""
        if "themes" in request:
            self.memory = ThemeMemory.from_json(request["themes"])
        found: dict[str, Any] = {}
        year = request["year"]
        if request["source"] is None:
            limits = Limits(max_bytes=request["limit"])
            source = read(request["path"], request["name"], progress=self.progress("reading", 0, 60), limits=limits)
            self.say("recognising", 60)
            recognised = recognise_all(source, request["name"], request["units"])
            found = {"source": to_json(source), "identity": identify(source), "recognised": recognised}
            year = year or year_of(recognised)
        else:
            source = from_json(request["source"])
        if year:
            self.say("extracting", 65)
            reading = self.progress("extracting", 65, 98)
            extraction = extract(source, year=year, theme_memory=self.memory, progress=reading)
            found["drafts"] = [draft.to_json() for draft in extraction.activities]
        return {**found, "year": year}

    def progress(self, stage: str, start: int, end: int) -> Callable[[int, int], None]:
        """A callback for (done, in all) that says the percent of the whole way, not too often."""

        def tell(done: int, total: int) -> None:
            if time.monotonic() - self.said > BETWEEN:
                self.say(stage, start + (end - start) * done // max(total, 1))

        return tell

    def say(self, stage: str, percent: int) -> None:
        self.said = time.monotonic()
        self.answer({"progress": percent, "stage": stage})


def identify(source: SourceText) -> dict[str, Any]:
    """What tells whether another document has the same text or nearly the same."""
    return {
        "fingerprint": identity.text_fingerprint(source),
        "sketch": identity.sketch(source).hashes,
        "bands": identity.bands(source),
    }


def recognise_all(source: SourceText, name: str, units: dict[str, list[str]]) -> dict[str, Any]:
    """What the text says of itself: `{field: {"value", "span", "reason": [code, params]}}`.

    The value of `period` is [start, end, kind].
    """
    found: dict[str, Recognised[Any] | None] = {
        "title": recognise.title(source),
        "language": recognise.language(source),
        "period": recognise.period(source, name),
        "unit": recognise.structure_hint(source, units, name),
    }
    return {field: _plain(one) for field, one in found.items() if one is not None}


def _plain(one: Recognised[Any]) -> dict[str, Any]:
    value = one.value
    if isinstance(value, ReportPeriod):
        value = [value.start.isoformat(), value.end.isoformat(), value.kind.value]
    span = list(one.span) if one.span else None
    return {"value": value, "span": span, "reason": [one.reason.code, one.reason.params]}


def year_of(recognised: dict[str, Any]) -> int | None:
    """The year in which the recognised period ends."""
    return int(recognised["period"]["value"][1][:4]) if "period" in recognised else None


if __name__ == "__main__":
    main()
