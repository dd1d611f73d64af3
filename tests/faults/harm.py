"""The faults. Each does its harm at one moment, says what it did, and can be taken away again."""

from __future__ import annotations

import contextlib
import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.whole import CLOCKS, Whole

HOUR = 3600  # seconds
Done = tuple[str, Callable[[], None]]  # what was done, and what takes it away


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    do: Callable[[Whole, random.Random], Done]
    possible: Callable[[Whole], str] = lambda muster: ""  # empty, or why it cannot be tried here


def _nothing() -> None:
    return None


def _kill(what: str) -> Callable[[Whole, random.Random], Done]:
    def do(muster: Whole, chance: random.Random) -> Done:
        found = muster.processes(what)
        chosen = chance.choice(found) if found else None
        if chosen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chosen, signal.SIGKILL)
        return f"kill -9 of {what} {chosen}", _nothing

    return do


def _cut(which: str, most: int) -> Callable[[Whole, random.Random], Done]:
    def do(muster: Whole, chance: random.Random) -> Done:
        line = muster.web_line if which == "web" else muster.database_line
        count = chance.randint(1, most)
        line.cut_after(count)
        return f"{which} line cut after {count} bytes", line.mend

    return do


def _fill(disk: str) -> Callable[[Whole, random.Random], Done]:
    def do(muster: Whole, chance: random.Random) -> Done:
        ballast = muster.folder / disk / "ballast"
        left = chance.randint(0, 64)  # KB that stay free
        free = os.statvfs(ballast.parent)
        with contextlib.suppress(OSError), ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(free.f_bavail * free.f_bsize - left * 1024, 1))
        return f"disk of {disk} full but for {left} KB", ballast.unlink

    return do


def _jump(*who: str) -> Callable[[Whole, random.Random], Done]:
    def do(muster: Whole, chance: random.Random) -> Done:
        ahead = chance.choice((-30 * HOUR, -HOUR, -5, 5, HOUR, 30 * HOUR))
        for one in who:
            muster.set_clock(one, ahead)

        def back() -> None:
            for one in who:
                muster.set_clock(one, 0)

        return f"clock of {' and '.join(who)} set by {ahead} s", back

    return do


def _no_disk(disk: str) -> Callable[[Whole], str]:
    return lambda muster: "" if disk in muster.small_disks else "only root may mount a small disk"


def _no_clock(muster: Whole) -> str:
    return "" if muster.clock_library else "no C compiler to make a clock with"


KILLED = ("web-master", "web", "worker", "reader", "postmaster", "backend")
FAULTS = (
    *(Fault(f"kill {what}", _kill(what)) for what in KILLED),
    Fault("cut web", _cut("web", 60_000)),
    Fault("cut database", _cut("database", 200_000)),
    *(Fault(f"full {disk}", _fill(disk), _no_disk(disk)) for disk in ("originals", "postgres")),
    Fault("clocks of all", _jump(*CLOCKS), _no_clock),
    *(Fault(f"clock of {who}", _jump(who), _no_clock) for who in CLOCKS),
)
