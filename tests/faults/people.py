"""People at work: each has a session and does over HTTP what people do, noting every answer in the journal."""

from __future__ import annotations

import http.client
import itertools
import json
import random
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.faults.journal import Journal

TIMEOUT = 10.0  # seconds for an answer
CSRF = "f" * 32
STRUCTURE = "FO-PR"
MONTHS = ("January", "March", "April", "June", "September", "October", "November")
TOWNS = ("Prizren", "Prishtinë", "Ferizaj", "Gjilan", "Pejë")
SUBJECTS = ("hate crime", "domestic violence", "community policing", "cybercrime", "police ethics")
NEVER = 10 * 365 * 24 * 3600  # seconds after which a session ends: no clock is set so far

SIGN_IN = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from muster.features.accounts.models import User
keys = {}
for name in %r:
    person = User.objects.get(username=name)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.set_expiry(%d)
    session.save()
    keys[name] = (person.pk, session.session_key)
print(json.dumps(keys))
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is None where there was none, or only a part of one."""

    status: int | None
    body: bytes = b""
    location: str = ""
    said: str = ""  # the cookie with what the next page is to say

    @property
    def data(self) -> Any:
        return json.loads(self.body)

    @property
    def good(self) -> bool:
        return self.status is not None and self.status < 400


class Person:
    """Somebody with a session. Every call is a connection of its own, over a line that may be cut."""

    def __init__(self, port: int, pk: int, session: str) -> None:
        self.port, self.pk, self.session = port, pk, session

    def get(self, path: str) -> Any:
        """The data at an address of the API, None where there is no good answer."""
        answer = self._call("GET", path)
        return answer.data if answer.good else None

    def page(self, path: str, said: str = "") -> str:
        """A page, with what the answer before had it say; empty where there is no good answer."""
        answer = self._call("GET", path, said=said)
        return answer.body.decode(errors="replace") if answer.good else ""

    def send(self, path: str, data: Any, method: str = "POST") -> Answer:
        return self._call(method, path, json.dumps(data).encode(), "application/json")

    def press(self, path: str, fields: Mapping[str, str]) -> Answer:
        """A form of a page."""
        return self._call("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def upload(self, path: str, name: str, content: bytes, **fields: str) -> Answer:
        part = "--b\r\nContent-Disposition: form-data; name="
        parts = [f'{part}"{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
        head = f'{part}"file"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'
        body = "".join([*parts, head]).encode() + content + b"\r\n--b--\r\n"
        return self._call("POST", path, body, "multipart/form-data; boundary=b")

    def _call(self, method: str, path: str, body: bytes = b"", media_type: str = "", said: str = "") -> Answer:
        cookies = f"sessionid={self.session}; csrftoken={CSRF}" + f"; {said}" * bool(said)
        headers = {"Host": "localhost", "Cookie": cookies, "X-CSRFToken": CSRF}
        if media_type:
            headers["Content-Type"] = media_type
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            cookies = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or []]
            said = next((one for one in cookies if one.startswith("messages=")), "")
            return Answer(answer.status, answer.read(), answer.headers.get("Location", ""), said)
        except (OSError, http.client.HTTPException):
            return Answer(None)
        finally:
            line.close()


class Desk:
    """One person's day: `one_deed` does something that makes sense now. Chosen by `chance`, answered by Muster."""

    pause = 0.2  # seconds between two deeds at most

    def __init__(self, person: Person, journal: Journal, chance: random.Random) -> None:
        self.person, self.journal, self.chance = person, journal, chance

    def one_deed(self) -> None:
        raise NotImplementedError

    def work_until(self, over: threading.Event) -> None:
        while not over.wait(self.chance.random() * self.pause):
            self.one_deed()

    def word(self) -> str:
        """One that nothing else says."""
        return f"w{uuid.UUID(int=self.chance.getrandbits(128)).hex}"


class HandingIn(Desk):
    """Hands in reports, now and then one for the second time."""

    pause = 1.2
    numbers = itertools.count()
    handed_in: list[tuple[str, bytes]] = []  # of all who hand in

    def one_deed(self) -> None:
        if self.handed_in and self.chance.random() < 0.25:
            name, content = self.chance.choice(self.handed_in)
        else:
            name, content = f"{next(self.numbers)}.txt", self.report()
            self.handed_in.append((name, content))
        answer = self.person.upload("/api/documents/", name, content, unit=STRUCTURE)
        self.journal.note("hand in", content, answer.status)

    def report(self) -> bytes:
        month, year = self.chance.choice(MONTHS), self.chance.choice((2015, 2016))
        days = self.chance.sample(range(1, 28), 5)
        told = [
            f"On {day} {month}, the Mission organized a training on {self.chance.choice(SUBJECTS)} for {day + 10} "
            f"police officers in {self.chance.choice(TOWNS)}. It dealt with the support of victims.\n\n"
            for day in sorted(days)
        ]
        padding = f"Annex {self.word()}. " * self.chance.choice((1, 1, 40, 2_000))
        head = f"Monthly report, {month} {year}\nField Office Prishtinë/Priština\n\nHate Crime\n\n"
        return (head + "".join(told) + f"Annex\n\n{padding}\n").encode()


class Reviewing(Desk):
    """Decides on drafts, takes back, changes register entries, says what was told twice."""

    def one_deed(self) -> None:
        deeds = (self.decide, self.take_back, self.register, self.change, self.unite, self.part)
        self.chance.choices(deeds, weights=(60, 8, 8, 12, 8, 4))[0]()

    def decide(self) -> None:
        listed = self.person.get("/api/documents/?group=ready&limit=12") or {"items": []}
        ready = [one["id"] for one in listed["items"]]
        if not ready:
            return
        document = self.chance.choice(ready)
        drafts = self.person.get(f"/api/drafts/?document={document}") or []
        if not drafts:
            return
        draft = self.chance.choice([one for one in drafts if one["state"] == "open"] or drafts)
        if draft["state"] != "open" or self.chance.random() < 0.1:
            draft = self.chance.choice(drafts)
        if draft["state"] == "open":
            self.decide_on(draft, drafts)
        else:
            self.send(draft, "reopen", {})

    def decide_on(self, draft: dict[str, Any], drafts: list[dict[str, Any]]) -> None:
        how = self.chance.choices(("accept", "reject", "correct", "split", "merge"), (60, 10, 14, 8, 8))[0]
        others = [one for one in drafts if one["state"] == "open" and one["id"] != draft["id"]]
        if how == "merge" and others:
            other = self.chance.choice(others)
            answer = self.send(draft, "merge", {"other": other["id"], "other_version": other["version"]}, note=False)
            for one in (draft, other):
                self.journal.note("merge", (one["id"], one["version"]), answer.status)
        elif how == "reject":
            self.send(draft, "reject", {"reason": self.word()})
        elif how == "correct":
            self.send(draft, "correct", {"fields": {"title": {"value": f"Corrected {self.word()}"}}})
        elif how == "split":
            self.send(draft, "split", {"start": "2016-03-04", "end": "2016-03-04"})
        else:
            self.send(draft, "accept", {})

    def send(self, draft: dict[str, Any], deed: str, more: dict[str, Any], *, note: bool = True) -> Answer:
        answer = self.person.send(f"/api/drafts/{draft['id']}/{deed}", {"version": draft["version"], **more})
        if note:
            self.journal.note(deed, (draft["id"], draft["version"]), answer.status)
        return answer

    def take_back(self) -> None:
        listed = self.person.get("/api/documents/?group=ready&limit=12") or {"items": []}
        if not listed["items"]:
            return
        document = self.chance.choice(listed["items"])["id"]
        answer = self.person.press(f"/review/{document}/undo/", {})
        said = self.person.page(answer.location, answer.said) if answer.good else ""
        status = answer.status if said or not answer.good else None  # it is only said on the next page
        self.journal.note("undo", (document, self.person.pk), status, refused="Undone" not in said)

    def register(self) -> None:
        title = f"By hand {self.word()}"
        values = {"unit": STRUCTURE, "theme": "A01", "kind": "training", "column": "training", "title": title}
        answer = self.person.send("/api/activities/", {**values, "start": "2016-05-06"})
        self.journal.note("register", title, answer.status)

    def change(self) -> None:
        listed = self.person.get("/api/activities/?sort=changed&limit=20") or {"items": []}
        if not listed["items"]:
            return
        entry = self.chance.choice(listed["items"])
        seen = (entry["id"], entry["version"])
        if self.chance.random() < 0.2:
            path = f"/api/activities/{entry['id']}/withdraw"
            answer = self.person.send(path, {"version": entry["version"], "reason": "not ours"})
            self.journal.note("withdraw", seen, answer.status)
            return
        title = f"Changed {self.word()}"
        path = f"/api/activities/{entry['id']}"
        answer = self.person.send(path, {"version": entry["version"], "values": {"title": title}}, "PATCH")
        self.journal.note("change", (*seen, title), answer.status)

    def unite(self) -> None:
        pairs = self.person.get("/api/activities/duplicates") or []
        if not pairs:
            return
        pair = self.chance.choice(pairs)
        entries = [self.person.get(f"/api/activities/{pair[name]}") for name in ("first", "second")]
        if not all(entries):
            return
        versions = {str(entry["id"]): entry["version"] for entry in entries}
        answer = self.person.send("/api/activities/merges", {"kept": pair["first"], "versions": versions})
        self.journal.note("unite", (pair["first"], pair["second"]), answer.status)

    def part(self) -> None:
        standing = [pair for pair, tally in self.journal.of("unite").items() if tally.accepted]
        if not standing:
            return
        first, second = self.chance.choice(standing)
        gone = self.person.get(f"/api/activities/{second}")
        page = self.person.page(f"/activities/{first}/") if gone and gone["merged_into"] == first else ""
        merges = [piece.split("/apart/")[0] for piece in page.split("/activities/merges/")[1:]]
        if merges:
            answer = self.person.send(f"/api/activities/merges/{merges[0]}/apart", {})
            self.journal.note("part", int(merges[0]), answer.status)


class Publishing(Desk):
    """Writes monthly reports, clears them, has them published, corrects them."""

    def __init__(self, person: Person, head: Person, journal: Journal, chance: random.Random) -> None:
        super().__init__(person, journal, chance)
        self.head = head

    def one_deed(self) -> None:
        reports = self.person.get("/api/reports/")
        if reports is None:
            return
        under_way = [one for one in reports if one["state"] == "draft"]
        if len(under_way) < 2:
            self.begin([one for one in reports if one["state"] == "published"])
        else:
            self.go_on(self.chance.choice(under_way))

    def begin(self, published: list[dict[str, Any]]) -> None:
        if published and self.chance.random() < 0.3:
            report = self.chance.choice(published)["id"]
            answer = self.person.send(f"/api/reports/{report}/correct", {"reason": self.word()})
            self.journal.note("correct report", report, answer.status)
            return
        year, number = self.chance.randint(1999, 2100), self.chance.randint(1, 12)
        if self.chance.random() < 0.5:
            year = self.chance.choice((2015, 2016))
        wanted = {"kind": "monthly", "year": year, "number": number, "structures": [STRUCTURE]}
        answer = self.person.send("/api/reports/", wanted)
        self.journal.note("start", (year, number), answer.status)

    def go_on(self, report: dict[str, Any]) -> None:
        path = f"/api/reports/{report['id']}"
        chapters = self.person.get(f"{path}/chapters") or []
        lacking = [one for one in chapters if one["stops"]]
        if not chapters or report["publishing"] not in (None, "failed"):
            self.write(self.chance.choice(chapters) if chapters else None)
        elif not lacking:
            answer = self.person.send(f"{path}/publish", {"version": report["version"]})
            self.journal.note("publish", report["id"], answer.status)
        else:
            self.mend(self.chance.choice(lacking))

    def mend(self, chapter: dict[str, Any]) -> None:
        if not (self.person.get(f"/api/reports/chapters/{chapter['id']}/paragraphs") or self.chance.random() < 0.1):
            self.add(chapter)
            return
        who = self.head if chapter["structure"] else self.person
        answer = who.send(f"/api/reports/chapters/{chapter['id']}/clear", {"version": chapter["version"]})
        self.journal.note("clear", chapter["id"], answer.status)

    def add(self, chapter: dict[str, Any]) -> None:
        text = f"A summary {self.word()}."
        who = self.head if chapter["structure"] else self.person
        fields = {"section": "intro", "kind": "text", "text": text}
        answer = who.press(f"/publish/chapters/{chapter['id']}/add/", fields)
        page = who.page(answer.location) if answer.good else ""
        status = answer.status if page or not answer.good else None  # it is only said on the next page
        self.journal.note("add", text, status, refused=text not in page)

    def write(self, chapter: dict[str, Any] | None) -> None:
        if chapter is None or self.chance.random() < 0.7:
            return
        who = self.head if chapter["structure"] else self.person
        paragraphs = who.get(f"/api/reports/chapters/{chapter['id']}/paragraphs") or []
        if paragraphs:
            one = self.chance.choice(paragraphs)
            text = f"Written anew {self.word()}."
            path = f"/api/reports/paragraphs/{one['id']}"
            answer = who.send(path, {"version": one["version"], "text": text}, "PUT")
            self.journal.note("write", (one["id"], one["version"], text), answer.status)
