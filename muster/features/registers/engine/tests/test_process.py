"""The engine's processes: what happens to one form or one answer does not happen to the others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from muster.features.registers import engine
from muster.features.registers.engine import node, process
from muster.features.registers.engine.tests.xforms import answered, asks, form

GOOD = form("<a/>", ['nodeset="/data/a" type="int"'], asks("a"))
ENDLESS = form("<a/>", ['nodeset="/data/a" constraint="regex(., \'(a+)+b\')"'], asks("a"))
GROWING = form(
    "<n/><r><b/></r>",
    ['nodeset="/data/n" type="int"', 'nodeset="/data/r/b"'],
    '<input ref="/data/n"/><group ref="/data/r"><repeat nodeset="/data/r" jr:count="/data/n"><input ref="/data/r/b"/>'
    "</repeat></group>",
)


def works() -> bool:
    return engine.evaluate(GOOD, answered("<a>1</a>")).is_valid


@pytest.fixture
def fresh():
    """No process from an earlier test, none for a later one."""
    engine.end_idle()
    yield
    engine.end_idle()


@pytest.fixture
def started(fresh, monkeypatch):
    """The engines that were started, in their order."""
    found = []
    make = process.Engine.__init__

    def noted(self):
        make(self)
        found.append(self)

    monkeypatch.setattr(process.Engine, "__init__", noted)
    return found


def test_a_process_that_is_killed_over_an_answer_is_replaced_and_the_answer_looked_at_again(started, monkeypatch):
    send = process.Engine.send

    def kill_the_first(self, request):
        send(self, request)
        if len(started) == 1:
            os.kill(self.process.pid, signal.SIGKILL)

    monkeypatch.setattr(process.Engine, "send", kill_the_first)
    assert works()
    assert len(started) == 2


def test_one_that_is_killed_each_time_is_given_up_with_a_sentence(started, monkeypatch):
    send = process.Engine.send

    def kill(self, request):
        send(self, request)
        os.kill(self.process.pid, signal.SIGKILL)

    with monkeypatch.context() as patched:
        patched.setattr(process.Engine, "send", kill)
        with pytest.raises(engine.EngineFailed, match="tried twice"):
            works()
    assert len(started) == 2
    assert works()


def test_an_answer_that_takes_for_ever_is_stopped_and_the_others_go_on(fresh, monkeypatch):
    monkeypatch.setattr(process, "EVALUATING", 8.0)
    with ThreadPoolExecutor(3) as threads:
        endless = threads.submit(engine.evaluate, ENDLESS, answered("<a>" + "a" * 40 + "</a>"))
        assert all(threads.submit(works).result() for _number in range(5))
        with pytest.raises(engine.EngineFailed, match="too long"):
            endless.result()
    assert works()


def test_an_answer_that_takes_all_memory_ends_its_process_only(started, monkeypatch):
    monkeypatch.setattr(process, "HEAP", 60)
    with pytest.raises(engine.EngineFailed, match="memory"):
        engine.evaluate(GROWING, answered("<n>1000000</n>"))
    assert works()
    assert len(started) == 3


def test_a_process_that_has_grown_is_replaced(started, monkeypatch):
    monkeypatch.setattr(process, "LARGEST", 1)
    assert works()
    assert works()
    assert len(started) == 2


def test_a_form_that_was_forgotten_is_given_again(started):
    many = [form(f"<a>{number}</a>", files={"x.csv": "x" * 9_000_000}) for number in range(9)]
    assert [f"<a>{number}</a>" in engine.create(one) for number, one in enumerate(many)] == [True] * 9
    assert "<a>0</a>" in engine.create(many[0])
    assert len(started) == 1


def test_two_threads_get_their_own_answers(fresh):
    sources = [form(f"<a>{number}</a>") for number in range(6)]
    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(engine.create, sources * 5))
    assert all(f"<a>{number % 6}</a>" in one for number, one in enumerate(made))


def test_a_process_ends_with_the_one_that_started_it_even_while_it_works(fresh):
    code = (
        "import os, sys, threading, django\ndjango.setup()\n"
        "from muster.features.registers import engine\n"
        "from muster.features.registers.engine import process\n"
        "from muster.features.registers.engine.tests.test_process import ENDLESS, answered\n"
        "send = process.Engine.send\n"
        "def told(self, request):\n    send(self, request)\n    print(self.process.pid, flush=True)\n"
        "process.Engine.send = told\n"
        "engine.evaluate(ENDLESS, answered('<a>' + 'a' * 40 + '</a>'))\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)
    pids = [int(parent.stdout.readline()) for _request in ("evaluate", "load", "evaluate")]
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 20
    while _is_there(pids[-1]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _is_there(pids[-1])


def _is_there(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_without_its_packages_a_sentence_says_what_to_run(fresh, monkeypatch, tmp_path):
    monkeypatch.setattr(node, "PACKAGES", tmp_path)
    with pytest.raises(engine.NotSetUp, match=r"python -m muster\.features\.registers\.engine\.set_up"):
        works()


def test_a_request_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(process, "LONGEST", 1000)
    with pytest.raises(engine.BadInstance, match="longer"):
        engine.evaluate(GOOD, answered("<a>" + "1" * 1000 + "</a>"))


def test_a_choice_list_of_fifty_thousand(fresh):
    table = "name,label\n" + "".join(f"n{number},Label {number}\n" for number in range(50_000))
    body = """<select1 ref="/data/a"><itemset nodeset="instance('long')/root/item">
    <value ref="name"/><label ref="label"/></itemset></select1>"""
    more = '<instance id="long" src="jr://file-csv/long.csv"/>'
    source = form("<a/>", ['nodeset="/data/a"'], body, more, {"long.csv": table})
    assert [one.code for one in engine.evaluate(source, answered("<a>n50000</a>")).violations] == ["choice"]


def test_many_are_answered_in_their_order_and_what_is_wrong_with_one_stands_in_its_place(fresh):
    sent = [answered(f"<a>{number}</a>") for number in range(40)]
    sent[3], sent[20] = "<no", answered("<a>x</a>")
    found = engine.evaluate_all(GOOD, sent)
    assert isinstance(found[3], engine.BadInstance)
    assert not found[20].is_valid
    others = [number for number in range(40) if number not in (3, 20)]
    assert all(f"<a>{number}</a>" in found[number].instance for number in others)


def test_many_of_a_form_that_is_not_taken_are_each_refused(fresh):
    bad = form("<a/>", ['nodeset="/data/a" calculate="no-such-function()"'], asks("a"))
    assert [type(one) for one in engine.evaluate_all(bad, [answered("<a/>")] * 3)] == [engine.FormRefused] * 3
    assert engine.evaluate_all(GOOD, []) == []


def test_a_process_that_is_killed_over_one_of_many_loses_none(started, monkeypatch):
    heard = process.Engine._heard
    calls = []

    def kill_at_the_fifth(self, seconds):
        calls.append(1)
        if len(calls) == 5:
            os.kill(self.process.pid, signal.SIGKILL)
        return heard(self, seconds)

    monkeypatch.setattr(process.Engine, "_heard", kill_at_the_fifth)
    found = engine.evaluate_all(GOOD, [answered(f"<a>{number}</a>") for number in range(12)])
    assert [f"<a>{number}</a>" in one.instance for number, one in enumerate(found)] == [True] * 12
    assert len(started) == 2


def test_large_ones_go_by_themselves_so_that_no_pipe_is_full(fresh, monkeypatch):
    monkeypatch.setattr(process, "TOGETHER", 100)
    monkeypatch.setattr(process.Engine, "ask_all", lambda *_: pytest.fail("sent together"))
    assert [one.is_valid for one in engine.evaluate_all(GOOD, [answered("<a>1</a>")] * 3)] == [True] * 3
