"""Processes of our own that work on what strangers hand in: a request a line, answers a line each, as JSON.

Such a process is bounded and may be ended at any moment; it is used again, and replaced where it misbehaved. It is to
end by itself when the one that started it is gone.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

CHUNK = 1 << 20  # bytes read at once
TAKES = 60.0  # seconds in which a process that was asked takes in something of what it is asked


class Ended(Exception):
    """The process ended before it answered; `code` as `subprocess` gives it."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Silent(Exception):
    """Nothing was heard of the process for too long."""


class Answering:
    """One process that answers on its standard output what is asked on its standard input.

    `errors` is where its standard error goes, as `subprocess` takes it: to ours where None.
    """

    def __init__(
        self, command: Sequence[str | Path], environment: Mapping[str, str], *, errors: int | None = None
    ) -> None:
        self.process = subprocess.Popen(  # noqa: S603 -- our own command
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
            env=environment,
        )
        assert self.process.stdin
        assert self.process.stdout
        self._into, self._from = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self._into, False)
        self._rest = b""

    def send(self, request: Mapping[str, Any]) -> None:
        """Ask; raises `Ended`, and `Silent` where nobody takes it in."""
        left = memoryview(json.dumps(request).encode() + b"\n")
        try:
            while left:
                if not select.select([], [self._into], [], TAKES)[1]:
                    raise Silent
                left = left[os.write(self._into, left[:CHUNK]) :]
        except BrokenPipeError:
            raise self._ended() from None

    def answer(self, silence: float, watch: Callable[[], None] | None = None, every: float = 0.5) -> dict[str, Any]:
        """The next answer. Raises `Ended`, `Silent` after `silence` seconds without a byte, and what `watch` raises.

        `watch` is called after each `every` seconds of silence; it raises where the work is no longer wanted.
        """
        pieces, silent_since = [self._rest], time.monotonic()
        while b"\n" not in pieces[-1]:
            if select.select([self._from], [], [], min(every, silence))[0]:
                piece = os.read(self._from, CHUNK)
                if not piece:
                    raise self._ended()
                pieces.append(piece)
                silent_since = time.monotonic()
            elif time.monotonic() - silent_since > silence:
                raise Silent
            elif watch:
                watch()
        line, _end, self._rest = b"".join(pieces).partition(b"\n")
        return dict(json.loads(line))

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
    def is_running(self) -> bool:
        return self.process.poll() is None

    def _ended(self) -> Ended:
        return Ended(self.process.wait())


class Usable(Protocol):
    """What a `Pool` keeps; `usable` is false of one that is to be replaced."""

    @property
    def usable(self) -> bool: ...

    def end(self) -> None: ...


One = TypeVar("One", bound=Usable)


class Pool(Generic[One]):
    """Processes that wait for work; at most `most` at a time (without a bound where None), those in use included."""

    def __init__(self, make: Callable[[], One], most: int | None = None) -> None:
        self._make, self._most = make, most
        self._forget()
        os.register_at_fork(after_in_child=self._forget)  # the parent's processes answer the parent

    def _forget(self) -> None:
        self._idle: list[One] = []
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(self._most) if self._most else contextlib.nullcontext()

    @contextlib.contextmanager
    def one(self) -> Iterator[One]:
        """A process for one piece of work. One that was interrupted or failed is ended: nobody knows what it does."""
        with self._places:
            taken = self._taken()
            try:
                yield taken
            except BaseException:
                taken.end()
                raise
            with self._lock:
                self._idle.append(taken)

    def _taken(self) -> One:
        with self._lock:
            waiting = self._idle.pop() if self._idle else None
        if waiting is None or not waiting.usable:
            if waiting:
                waiting.end()
            waiting = self._make()
        return waiting

    def end_idle(self) -> None:
        """End those that wait for work."""
        with self._lock:
            while self._idle:
                self._idle.pop().end()
