"""Logs that tell what happened without telling of whom.

Of a message only what stands in a program's source is written: its template, with numbers and `Word`s put in. Every
other value becomes "…", whoever logs it: a name in a path, a value in a database error, a header. Of an error its
classes, its SQLSTATE and constraint, and the places it came through are written, never its words.
"""

from __future__ import annotations

import linecache
import logging
import os
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from http import HTTPStatus
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

HIDDEN = "…"
PHRASES = {status.phrase for status in HTTPStatus}  # "Not Found"
NEAR = 8  # lines after the one that logs, in which its message is looked for
LEVEL, STYLE = "MUSTER_LOG_LEVEL", "MUSTER_LOG_FORMAT"

_context: ContextVar[dict[str, Any] | None] = ContextVar("muster_log_context", default=None)


class Word(str):
    """A word of the program's own (the name of a view, a task, a code): it may stand in a log."""

    __slots__ = ()


@contextmanager
def context(**fields: Any) -> Iterator[dict[str, Any]]:
    """Add these fields to whatever is logged in the block; more may be put into what is given."""
    chosen = {**(_context.get() or {}), **fields}
    token = _context.set(chosen)
    try:
        yield chosen
    finally:
        _context.reset(token)


def current() -> dict[str, Any] | None:
    """The fields of the block under way; None outside of any."""
    return _context.get()


def event(record: logging.LogRecord) -> dict[str, Any]:
    """What is written of a record."""
    found: dict[str, Any] = {"level": record.levelname, "logger": record.name, "message": message(record)}
    found |= _context.get() or {}
    found |= getattr(record, "fields", {})
    if record.name.startswith("procrastinate"):
        found |= _job(record)
    if record.exc_info and record.exc_info[1]:
        found["error"] = described(record.exc_info[1])
        found["trace"] = places(record.exc_info[2])
    return found


def message(record: logging.LogRecord) -> str:
    """The template of a record with its harmless values."""
    template = record.msg if isinstance(record.msg, str) else ""
    if not record.args:
        return template if _in_source(template, record) else HIDDEN
    try:
        if isinstance(record.args, Mapping):
            return template % {key: _harmless(value) for key, value in record.args.items()}
        return template % tuple(map(_harmless, record.args))
    except (TypeError, ValueError, KeyError):  # a number was wanted where a word came
        return template


def described(error: BaseException) -> list[str]:
    """The classes of an error and of what caused it; of a database error its SQLSTATE, table and constraint too."""
    found: list[str] = []
    now: BaseException | None = error
    while now is not None and len(found) < 10:
        name = f"{type(now).__module__}.{type(now).__qualname__}".removeprefix("builtins.")
        found.append(" ".join([name, *_of_database(now)]))
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)
    return found


def places(trace: TracebackType | None) -> list[str]:
    """Where an error came through, the innermost last: `muster/core/jobs.py:12 run`."""
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


class Lines(logging.Formatter):
    """A line for a person to read, with a line for each place of an error."""

    def format(self, record: logging.LogRecord) -> str:
        found = event(record)
        head = " ".join([self.formatTime(record), *(str(found.pop(key)) for key in ("level", "logger", "message"))])
        below = "".join(f"\n  {line}" for key in ("error", "trace") for line in found.pop(key, []))
        return head + "".join(f" {key}={value}" for key, value in found.items()) + below


class JsonLines(JsonFormatter):
    """A JSON object on a line of its own."""

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        log_data["time"] = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        log_data.update(event(record))

    def format(self, record: logging.LogRecord) -> str:
        log_data: dict[str, Any] = {}
        self.add_fields(log_data, record, {})
        return self.serialize_log_record(log_data)


def configuration(*, open_words: bool = False) -> dict[str, Any]:
    """For `logging.config.dictConfig`. With `open_words`, on a developer's machine, logs tell everything."""
    style = "open" if open_words else os.environ.get(STYLE, "plain")
    formatters = {
        "plain": {"()": "muster.core.operation.logs.Lines"},
        "json": {"()": "muster.core.operation.logs.JsonLines"},
        "open": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    }
    if style not in formatters:
        raise ValueError(f"{STYLE} is plain or json, not {style}.")
    ours: dict[str, Any] = {"handlers": [], "level": "NOTSET", "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": formatters,
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": style}},
        "root": {"handlers": ["stderr"], "level": os.environ.get(LEVEL, "WARNING")},
        "loggers": dict.fromkeys(("django", "django.server", "gunicorn.error", "gunicorn.access"), ours),
    }


def _in_source(text: str, record: logging.LogRecord) -> bool:
    """Whether these words stand in the program where it logs: then they are nobody's."""
    lines = (linecache.getline(record.pathname, number) for number in range(record.lineno, record.lineno + NEAR))
    return bool(text) and text in "".join(lines)


def _harmless(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, Word)) or (type(value) is str and value in PHRASES):
        return value
    return value.__name__ if isinstance(value, type) else HIDDEN


def _job(record: logging.LogRecord) -> dict[str, Any]:
    """What procrastinate says in fields of its own: which task, which job, what was done; never its arguments."""
    job = getattr(record, "job", None) or {}
    said = {"action": getattr(record, "action", None), "job": job.get("id"), "task": job.get("task_name")}
    return {key: value for key, value in said.items() if value is not None}


def _of_database(error: BaseException) -> list[str]:
    diagnosis = getattr(error, "diag", None)
    named = [getattr(diagnosis, part, None) for part in ("sqlstate", "table_name", "constraint_name")]
    return [str(part) for part in named if part]


def _short(path: str) -> str:
    """The path below the installed packages, or that of the project."""
    _above, found, below = path.rpartition("/site-packages/")
    if found:
        return below
    _above, found, below = path.rpartition("/muster/")
    return f"muster/{below}" if found else os.path.basename(path)
