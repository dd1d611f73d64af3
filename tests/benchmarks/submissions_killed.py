"""Devices send filled forms while the server is killed: none may be lost, none doubled.

    python -m tests.benchmarks.submissions_killed [--submissions 10000] [--repeats 0.2] [--kills 5] [--devices 8]

A whole Muster (database, two web processes, workers, a supervisor that starts again what ended) takes submissions of
OpenRosa. A share of them is sent again although it was taken, as a device does whose line broke before the answer.
Whatever is not answered by 201 is sent again, as devices do. At even distances every web process, in turn with the
database, gets SIGKILL. In the end the database is compared with what the devices were told, and the trail is verified.
"""

from __future__ import annotations

import argparse
import http.client
import os
import queue
import random
import signal
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

from tests.faults.whole import Whole, whole_muster

SEED = 2026
TAKEN = 201
SET_UP = """
from datetime import date, timedelta
from muster.features.accounts.models import Assignment, Role, User
from muster.features.registers.tests.openrosa_register import made
from muster.features.sign_in.actions import make_token
from muster.core.identity import SYSTEM, acting_as
from muster.core.models import Unit
with acting_as(SYSTEM):
    keeper = User.objects.create(username="benchmark-keeper", full_name="Keeper", unit=Unit.objects.get(code="FO-PR"))
    device = User.objects.create(username="benchmark-device", full_name="Device", unit=keeper.unit)
    for person, role in ((keeper, "administrator"), (keeper, "desk_officer"), (device, "officer")):
        Assignment.objects.create(person=person, role=Role.objects.get(code=role), start=date(2000, 1, 1))
    made(keeper)
    day = date.today() + timedelta(days=1)
    limits = ["create record"]
    print("key", make_token(keeper, person=device, purpose="Benchmark", limits=limits, unit=None, last_day=day))
"""
BODY = (
    '--x\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="i.xml"\r\n'
    "Content-Type: text/xml\r\n\r\n{}\r\n--x--\r\n"
)
INSTANCE = (
    '<data id="Seizures by day" version="1"><case>Case {0}</case><place/><seal>red</seal><pieces>3</pieces><scene/>'
    "<item><picture/></item><meta><instanceID>uuid:{0}</instanceID></meta></data>"
)


@dataclass
class Sending:
    """What the devices of one run share: numbers of instances to send, and what they were told of each."""

    waiting: queue.SimpleQueue[int] = field(default_factory=queue.SimpleQueue)
    taken: dict[int, int] = field(default_factory=dict)  # instance -> how often it was answered by 201
    refused: list[str] = field(default_factory=list)
    again: int = 0  # sent once more because nothing, or a fault of the server, was answered
    lock: threading.Lock = field(default_factory=threading.Lock)

    def device(self, port: int, key: str) -> None:
        with suppress(queue.Empty):
            while True:
                number = self.waiting.get_nowait()
                while (status := _post(port, key, number)) in (0, 500, 502, 503):
                    with self.lock:
                        self.again += 1
                    time.sleep(0.2)
                with self.lock:
                    if status == TAKEN:
                        self.taken[number] = self.taken.get(number, 0) + 1
                    else:
                        self.refused.append(f"{number}: {status}")

    @property
    def done(self) -> int:
        return sum(self.taken.values()) + len(self.refused)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=10_000)
    parser.add_argument("--repeats", type=float, default=0.2)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--devices", type=int, default=8)
    options = parser.parse_args()
    with whole_muster() as muster:
        _said, word, key = muster.inside(SET_UP).strip().rpartition("key ")
        assert word, key
        sending, numbers = Sending(), _numbers(options.submissions, options.repeats)
        for number in numbers:
            sending.waiting.put(number)
        began = time.monotonic()
        _send(muster, key, sending, options.devices, options.kills)
        seconds = time.monotonic() - began
        muster.wait_for(muster.well, "the site answers")
        print(
            f"{len(numbers)} sent in {seconds:.0f} s: {len(numbers) / seconds:.0f} a second, {sending.again} once more"
        )
        return _compare(muster, sending, set(numbers))


def _numbers(submissions: int, repeats: float) -> list[int]:
    """Of instances in the order in which they are sent; each repeated one comes some time after it was first sent."""
    chance = random.Random(SEED)
    unique = round(submissions * (1 - repeats))
    found = [(number, number) for number in range(unique)]
    found += [((one := chance.randrange(unique)) + chance.random() * 200, one) for _ in range(submissions - unique)]
    return [number for _when, number in sorted(found)]


def _send(muster: Whole, key: str, sending: Sending, devices: int, kills: int) -> None:
    whole = sending.waiting.qsize()
    threads = [threading.Thread(target=sending.device, args=(muster.web_port, key)) for _ in range(devices)]
    for thread in threads:
        thread.start()
    for kill in range(kills):
        while sending.done < whole * (kill + 1) // (kills + 1):
            time.sleep(0.05)
        _kill(muster, database=kill % 2 == 1)
    for thread in threads:
        thread.join()


def _kill(muster: Whole, *, database: bool) -> None:
    web = [*muster.processes("web-master"), *muster.processes("web")]
    for pid in muster.processes("postmaster") if database else web:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _post(port: int, key: str, number: int) -> int:
    """The answer's status; 0 where none came."""
    body = BODY.format(INSTANCE.format(number)).encode()
    headers = {"Host": "localhost", "X-OpenRosa-Version": "1.0", "Content-Type": "multipart/form-data; boundary=x"}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("POST", f"/registers/openrosa/key/{key}/submission", body, headers)
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        line.close()


def _compare(muster: Whole, sending: Sending, sent: set[int]) -> int:
    """How many things do not agree with what the devices were told."""
    rows = muster.ask("SELECT instance, count(*), count(DISTINCT record_id) FROM registers_submission GROUP BY 1")
    there = {int(instance.removeprefix("uuid:")): counts for instance, *counts in rows}
    ((records,),) = muster.ask(
        "SELECT count(*) FROM registers_record r JOIN registers_personal p ON p.record_id = r.id"
    )
    lost = sent - there.keys()
    doubled = [number for number, counts in there.items() if counts != [1, 1]]
    print(f"instances {len(sent)}, records {records}, lost {len(lost)}, doubled {len(doubled)}")
    print(f"answered 201 more than once, as the same {sum(count > 1 for count in sending.taken.values())}")
    print(f"refused {len(sending.refused)} {sending.refused[:3]}")
    muster.run("audit", "seal")
    print(muster.run("audit", "verify").strip().splitlines()[-1])
    return len(lost) + len(doubled) + len(sending.refused) + abs(records - len(sent))


if __name__ == "__main__":
    sys.exit(main())
