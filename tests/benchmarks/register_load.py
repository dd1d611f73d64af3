"""The register's page at a million activities, with 50 people at once; server, database and people on this machine.

    python -m tests.benchmarks.register_load [--rows 1000000] [--users 50] [--viewer officer] [--seconds 60] [--pause 3]

Two rounds: people who look at a page for `--pause` seconds or so, then people who never pause (throughput).
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.benchmarks._million import ensure, session_cookie, settings_of
from tests.benchmarks._people import VIEWERS

QUIET = 0.5  # load of the machine before anything is asked; above it, the times are not those of the register
AIM = 150  # milliseconds, the 95th percentile with pauses
WORDS = ("police", "training", "traffick", "pri", "Приштина", "pristina", "kosovo police", "community drugs", "stapre")
THEMES = [*(f"A{n:02}" for n in range(1, 13)), *(f"B{n:02}" for n in range(1, 10))]


@dataclass
class Round:
    """What the people of one round met: milliseconds a page, by kind of page."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def everything(self) -> list[float]:
        return sorted(time for times in self.times.values() for time in times)


def pages(chance: random.Random) -> Iterator[tuple[str, str]]:
    """(kind, address) without end: what people ask of a register."""
    year = lambda: chance.randint(2008, 2025)  # noqa: E731
    kinds = {
        "first page": lambda: "",
        "unit": lambda: f"unit=unit-{chance.randint(1, 24)}",
        "theme": lambda: f"theme={chance.choice(THEMES)}",
        "year and unit": lambda: f"unit=unit-{chance.randint(1, 24)}&since={(y := year())}&until={y}",
        "month": lambda: f"since={(m := f'{year()}-{chance.randint(1, 12):02}')}&until={m}",
        "matrix cell": lambda: (
            f"theme={chance.choice(THEMES)}&column=training&since={(y := year())}&until={y}&by=starting"
        ),
        "place": lambda: f"place=K{chance.randint(1, 38):02}",
        "place and kind": lambda: f"place=K{chance.randint(1, 38):02}&kind=conference&category=threats",
        "words": lambda: f"q={chance.choice(WORDS)}",
        "words and theme": lambda: f"q={chance.choice(WORDS)}&theme={chance.choice(THEMES)}",
        "one entry by number": lambda: f"q={chance.randint(1, 900_000)}",
        "partner": lambda: f"partner=Kosovo Police&unit=unit-{chance.randint(1, 24)}",
        "women": lambda: f"women_from=60&theme={chance.choice(THEMES)}&unit=unit-{chance.randint(1, 24)}",
        "both stated": lambda: f"sex=stated&category=general&since={year()}",
        "most participants": lambda: f"sort=participants&theme={chance.choice(THEMES)}",
        "most events": lambda: f"sort=events&unit=unit-{chance.randint(1, 24)}&column=training",
        "changed last": lambda: "sort=changed&origin=hand",
        "without source": lambda: f"source=without&unit=unit-{chance.randint(1, 24)}",
        "deep page": lambda: f"after={year()}-0{chance.randint(1, 9)}-11~{chance.randint(1, 1_000_000)}",
        "no such thing": lambda: f"unit=unit-{chance.randint(1, 24)}&place=K{chance.randint(1, 38):02}&q=zzzz",
    }
    while True:
        kind = chance.choice(list(kinds))
        yield kind, f"/activities/?{kinds[kind]()}"


def person(number: int, port: int, cookie: str, until: float, pause: float, into: Round, lock: threading.Lock) -> None:
    chance = random.Random(number)
    wanted = pages(chance)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    time.sleep(chance.random() * pause)
    while time.monotonic() < until:
        kind, address = next(wanted)
        started = time.monotonic()
        try:
            connection.request("GET", _quoted(address), headers={"Cookie": cookie})
            answer = connection.getresponse()
            body = answer.read()
            problem = "" if answer.status == 200 and b"</html>" in body else f"{answer.status} {address}"
        except OSError as error:
            problem = f"{error} {address}"
            connection.close()
        taken = (time.monotonic() - started) * 1000
        with lock:
            into.times.setdefault(kind, []).append(taken)
            if problem:
                into.errors.append(problem)
        if pause:
            time.sleep(chance.uniform(0.5, 1.5) * pause)


def _quoted(address: str) -> str:
    from urllib.parse import quote

    return quote(address, safe="/?&=%~:-.")


def play(port: int, cookie: str, users: int, seconds: float, pause: float) -> Round:
    """One round of so many people."""
    met, lock, until = Round(), threading.Lock(), time.monotonic() + seconds
    people = [
        threading.Thread(target=person, args=(number, port, cookie, until, pause, met, lock)) for number in range(users)
    ]
    for thread in people:
        thread.start()
    for thread in people:
        thread.join()
    return met


def report(title: str, met: Round, seconds: float, *, by_kind: bool) -> float:
    times = met.everything()
    cuts = statistics.quantiles(times, n=100)
    rate = len(times) / seconds
    print(f"{title}: {len(times)} pages, {rate:.1f} a second, {len(met.errors)} errors")
    print(f"  p50 {cuts[49]:.0f} ms   p95 {cuts[94]:.0f} ms   p99 {cuts[98]:.0f} ms   longest {times[-1]:.0f} ms")
    if by_kind:
        for kind, some in sorted(met.times.items(), key=lambda item: -statistics.median(item[1])):
            print(f"    {kind:<22} {len(some):>5}   p50 {statistics.median(some):>6.0f}   longest {max(some):>6.0f}")
    for problem in met.errors[:5]:
        print(f"  {problem}")
    return cuts[94]


def serve(environment: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    """The server as it is run in earnest: two processes with threads."""
    command = [sys.executable, "-m", "gunicorn", "muster.config.wsgi", "-b", f"127.0.0.1:{port}", "-w", "2"]
    options = ["-k", "gthread", "--threads", "4", "--keep-alive", "30", "--log-level", "warning"]
    server = subprocess.Popen([*command, *options], env=environment)
    try:
        wait_for(port)
    except SystemExit:
        server.terminate()
        raise
    return server


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def print_machine() -> None:
    """What the machine does already, since its time is shared."""
    load = os.getloadavg()[0]
    print(f"machine: {os.cpu_count()} cores, load {load:.2f} in the last minute")
    if load > QUIET:
        print(f"  WARNING: above {QUIET}: others use this machine, the times below are too long")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--users", type=int, default=50)
    asked.add_argument("--viewer", choices=VIEWERS, default="officer", help="who all these people are")
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--pause", type=float, default=3.0, help="seconds between pages")
    asked.add_argument("--port", type=int, default=8193)
    chosen = asked.parse_args()
    print_machine()
    urls = ensure(chosen.rows)
    server = serve(settings_of(urls), chosen.port)
    try:
        cookie = session_cookie(urls, chosen.viewer)
        play(chosen.port, cookie, chosen.users, 10, 0.5)  # warm: connections, caches, templates
        calm = play(chosen.port, cookie, chosen.users, chosen.seconds, chosen.pause)
        p95 = report(f"{chosen.users} people, {chosen.pause:g} s or so between", calm, chosen.seconds, by_kind=True)
        hasty = play(chosen.port, cookie, chosen.users, chosen.seconds / 2, 0)
        report(f"{chosen.users} people without a pause", hasty, chosen.seconds / 2, by_kind=False)
    finally:
        server.terminate()
        server.wait(10)
    print(f"aim: p95 under {AIM} ms with pauses: {'reached' if p95 < AIM and not calm.errors else 'MISSED'}")
    return 0 if p95 < AIM and not calm.errors else 1


if __name__ == "__main__":
    sys.exit(main())
