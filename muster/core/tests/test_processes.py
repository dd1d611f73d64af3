"""Processes that answer: they end, hang and are used again without harm to who asks."""

from __future__ import annotations

import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from muster.core import processes
from muster.core.processes import Answering, Ended, Pool, Silent

ECHO = """
import json, os, sys
for line in sys.stdin:
    asked = json.loads(line)
    if asked.get("die"): os._exit(3)
    if "hang" not in asked: print(json.dumps({"pid": os.getpid(), "size": len(line), **asked}), flush=True)
"""


class Echo(Answering):
    usable = True

    def __init__(self) -> None:
        super().__init__([sys.executable, "-c", ECHO], {})

    def ask(self, **asked):
        self.send(asked)
        return self.answer(5)


@pytest.fixture
def pool():
    made = Pool(Echo, 2)
    yield made
    made.end_idle()


def ask(pool, **asked):
    with pool.one() as one:
        return one.ask(**asked)


def hang(pool, *bounds):
    with pool.one() as one:
        one.send({"hang": True})
        one.answer(*bounds)


def is_there(pid):
    return os.path.exists(f"/proc/{pid}")


def test_a_process_is_used_again(pool):
    assert ask(pool, a=1)["pid"] == ask(pool, a=2)["pid"]


def test_long_requests_and_answers_go_through(pool):
    assert ask(pool, text="ë" * 3_000_000)["size"] > 3_000_000


def test_one_that_ended_tells_how_and_is_replaced(pool):
    with pytest.raises(Ended) as ended:
        ask(pool, die=True)
    assert ended.value.code == 3
    assert ask(pool, a=1)["a"] == 1


def test_one_that_ended_while_it_waited_is_told_or_replaced(pool):
    with pool.one() as one:
        pid = one.ask(a=1)["pid"]
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(Ended):
        ask(pool, a=2)
    assert ask(pool, a=3)["a"] == 3


def test_one_that_says_nothing_is_ended(pool):
    pid = ask(pool, a=1)["pid"]
    with pytest.raises(Silent):
        hang(pool, 0.2)
    assert not is_there(pid)
    assert ask(pool, a=1)["a"] == 1


def test_one_that_takes_nothing_in_is_not_waited_for(pool, monkeypatch):
    monkeypatch.setattr(processes, "TAKES", 0.2)
    os.kill(ask(pool, a=1)["pid"], signal.SIGSTOP)
    with pytest.raises(Silent):
        ask(pool, text="x" * 3_000_000)


def test_the_work_is_given_up_where_nobody_wants_it_any_more(pool):
    def watch():
        raise KeyboardInterrupt

    pid = ask(pool, a=1)["pid"]
    with pytest.raises(KeyboardInterrupt):
        hang(pool, 5, watch, 0.05)
    assert not is_there(pid)


def test_there_are_never_more_than_allowed(pool):
    with ThreadPoolExecutor(8) as threads:
        pids = set(threads.map(lambda number: ask(pool, a=number)["pid"], range(40)))
    assert len(pids) <= 2


def test_a_forked_process_has_its_own(pool):
    mine = ask(pool, a=1)["pid"]
    into, out = os.pipe()
    if not (child := os.fork()):
        os.write(out, str(ask(pool, a=2)["pid"]).encode())
        pool.end_idle()
        os._exit(0)
    os.waitpid(child, 0)
    assert int(os.read(into, 20)) != mine
    assert ask(pool, a=3)["pid"] == mine
