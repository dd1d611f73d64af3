"""A mission, and another organisation, with one of everything that doors have addresses for: at one's own unit, at
another one, elsewhere, marked higher, closed, set apart.

Each record of a person's work has a word of its own, by which it is known in whatever page tells of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from muster.core import files
from muster.core.models import Marking, Place, Placement, Unit, UnitKind
from muster.domain.counting.period import Period
from muster.domain.counting.published import read_published
from muster.features.accounts.models import Assignment, BrokenGlass, NeedToKnow, Role, Substitution, User
from muster.features.activities.actions import join_partners, merge_activities, register_activity, save_view
from muster.features.activities.models import Activity, PartnerName, TableLoad
from muster.features.intake.models import Original
from muster.features.matrix.actions import Publication as Publishing
from muster.features.matrix.actions import keep_published
from muster.features.protection.models import Notice, PersonInRecord, Request
from muster.features.publishing.actions.comments import add_comment
from muster.features.publishing.actions.paragraphs import add_paragraph
from muster.features.publishing.actions.reports import start_report
from muster.features.publishing.models import FrozenFile, Handout, Publication, PublicationFile, Report, UnitYear
from muster.features.registers.models import Handover, Register
from muster.features.registers.tables.models import Load
from muster.features.sign_in.models import ServiceToken
from muster.features.statistics.models import Population, Release
from tests.security.registers import make_record, make_register
from tests.security.world import make_document, make_draft, values

# What a record is of, which says by what right it is read; empty where seeing it is the door's own right.
KINDS = {
    **dict.fromkeys(("activity", "merge"), "activity"),
    **dict.fromkeys(("document", "draft"), "document"),
    **dict.fromkeys(("report", "published", "chapter", "paragraph", "comment"), "report"),
    "named": "activity",
    "record": "record",
    "offered": "record",  # waits for an answer of another unit
    **dict.fromkeys(("offer", "referred"), ""),  # to the record's unit, of a record that nobody there sees
    "register": "",
    "record_table": "",
    "given_rights": "",  # of a register, which are given everywhere
    **dict.fromkeys(("table", "view", "person", "token", "structure", "unit", "given", "absence"), ""),
    **dict.fromkeys(("role", "opening", "notice", "request"), ""),
    **dict.fromkeys(("release", "public", "population"), ""),  # statistics
    "matrix": "",  # what was published, everybody reads who reads matrices
}
MATRIX = b"theme,information_exchange,training,analysis\nStrategic Planning including Threat Assessments,3,1,5\n"
TOLD_OF = ("north", "south")  # by the report in preparation
NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Record:
    kind: str
    name: str
    keys: Mapping[str, Any]  # by what addresses and bodies call them
    unit: Unit | None = None
    marking: int = Marking.INTERNAL
    set_apart: bool = False  # its processing is restricted
    named: bool = False  # everybody is named for it
    by: int | None = None  # who brought it
    only: int | None = None  # the only one who sees it
    word: str = ""
    seen_at: tuple[str, ...] = ()  # the units at one of which it must be readable, where that is not its own

    @property
    def unit_code(self) -> str:
        return self.unit.code if self.unit else ""


@dataclass(slots=True)
class Everything:
    units: dict[str, Unit]
    maker: User
    officer: User
    somebody: User
    people: dict[str, User] = field(default_factory=dict)
    records: dict[str, list[Record]] = field(default_factory=dict)

    def add(self, *records: Record) -> None:
        for record in records:
            self.records.setdefault(record.kind, []).append(record)

    def of(self, kind: str, person: User | None) -> list[Record]:
        """Those worth trying for somebody: of what only its owner sees, their own and one of somebody else."""
        found = self.records[kind]
        own = [record for record in found if record.only is not None and person and record.only == person.pk]
        others = [record for record in found if record.only is not None and record not in own]
        return [*(record for record in found if record.only is None), *own, *others[:1]]


def make_person(role: str, unit: Unit | None, name: str = "") -> User:
    made: User = User.objects.create_user(
        name or f"{role}-{next(NUMBERS)}", password="a-long-enough-one", unit=unit, full_name=f"Person {next(NUMBERS)}"
    )
    if role:
        Assignment.objects.create(person=made, role=Role.objects.get(code=role), unit=unit, start=date(2000, 1, 1))
    return made


def make_everything() -> Everything:
    units = _units()
    people = (make_person("reporting_officer", None), make_person("officer", units["north"]))
    made = Everything(units, *people, somebody=make_person("", units["south"]))
    for record in _work(made):
        made.add(record)
    made.add(*_reports(made), *_matrices(made), *_people(made), *_protected(made))
    made.add(*_registers(made), *_records(made))
    made.add(*_statistics(made))
    _partners(made.maker)
    return made


def _statistics(made: Everything) -> Iterator[Record]:
    """A release of each register in preparation, one that is public, and how many people live somewhere."""
    place, _new = Place.objects.get_or_create(code="K27", defaults={"name": "Prishtinë/Priština", "region": "PR"})
    people = Population.objects.create(place=place, year=2020, people=1000, source="Census")
    yield Record("population", "of a municipality", {"pk": people.pk})
    values: dict[str, Any] = {"start": date(2026, 1, 1), "end": date(2026, 12, 31), "created_by": made.maker}
    for register in Register.objects.order_by("pk"):
        draft = Release.objects.create(
            register=register, titles={"en": "Tried"}, tables=["by=unit&measure=count"], **values
        )
        yield Record("release", f"of {register.code}", {"pk": draft.pk, "release": draft.pk}, register.unit)
    told = {"key": "unit", "what": "unit", "names": {}, "many": False, "categories": [["north", {"en": "North"}]]}
    numbers = [[["north"], 7, None], [["*"], 7, None]]
    rest = {"measure": {"key": "count"}, "only": [], "entry": {}, "withheld": False, "people": {}}
    content = {"as_of": "2026-01-01", "threshold": 5, "tables": [{"axes": [told], "numbers": numbers, **rest}]}
    public = {"state": "published", "content": content, "published_at": timezone.now(), "published_by": made.maker}
    release = Release.objects.create(register=register, titles={"en": "Public"}, **values, **public)
    yield Record("public", "published", {"pk": release.pk})


def own_things(everything: Everything, person: User) -> None:
    """What only one person sees: a table that they brought, a view that they kept."""
    load = TableLoad.objects.create(
        file_name=f"t{person.pk}.csv",
        content=b"title\nA\n",
        head=["title"],
        head_row=1,
        uploaded_by=person,
        state="ready",
    )
    view = save_view(everything.maker, f"View {person.pk}", "theme=A10", shared=False)
    type(view).objects.filter(pk=view.pk).update(owner=person)
    register = Register.objects.get(code="tried-north")
    brought = Load.objects.create(
        register=register, form=register.current, file_name="r.csv", uploaded_by=person, state="ready"
    )
    everything.add(
        Record("record_table", f"of {person}", {"pk": brought.pk}, only=person.pk),
        Record("table", f"of {person}", {"pk": load.pk}, only=person.pk),
        Record("view", f"of {person}", {"pk": view.pk}, only=person.pk),
    )


def name_for_closed(everything: Everything, person: User) -> None:
    for kind in ("activity", "document", "record"):
        for record in everything.records[kind]:
            if record.named:
                for key in {record.keys["pk"], record.keys.get("twin" if kind == "activity" else "pk")}:
                    NeedToKnow.objects.create(
                        subject=kind, key=key, person=person, made_by=everything.maker, reason="For this case"
                    )


def _people(made: Everything) -> Iterator[Record]:
    """Units, people at them, what these were given, and roles."""
    today = timezone.localdate()
    days = {"today": today.isoformat(), "tomorrow": (today + timedelta(days=1)).isoformat()}
    role = Role.objects.create(code="tried", name_en="Tried")
    yield Record("role", "tried", {"pk": role.pk})
    for code in ("north", "south", "police"):
        unit = made.units[code]
        yield Record("structure", code, {}, unit)
        to = made.units["mission" if code == "police" else "police"].pk
        yield Record("unit", code, {"pk": unit.pk, "to": to, **days}, unit)
    other = make_person("", None)
    for code in ("north", "south", ""):
        unit = made.units.get(code)
        person = make_person("reader", unit)
        keys = {"pk": person.pk, "key": person.pk, "person": person.pk, "other": other.pk, "role": role.pk, **days}
        yield Record("person", f"of {code or 'none'}", keys, unit)
        given = person.assignments.get()
        yield Record("given", f"at {code or 'everywhere'}", {"pk": given.pk, **days}, unit)
        substitution = Substitution.objects.create(
            absent=made.officer if code == "north" else person,
            substitute=other,
            start=today,
            end=today,
            reason="Leave",
            made_by=made.maker,
        )
        by = substitution.absent_id
        yield Record("absence", f"of {code or 'none'}", {"pk": substitution.pk}, unit, by=by)
    token = ServiceToken.objects.create(
        person=made.officer, made_by=made.maker, purpose="p", limits=[], prefix="muster_x", digest=b"x", expires=_soon()
    )
    yield Record("token", "an officer's", {"key": token.pk}, by=made.officer.pk)


def _protected(made: Everything) -> Iterator[Record]:
    entry = made.records["activity"][0]
    for record in made.records["activity"][:2]:
        named = PersonInRecord.objects.create(
            code="activity", key=record.keys["pk"], name="A. Person", category="WITNESS", added_by=made.maker
        )
        yield Record("named", record.name, {"pk": named.pk}, record.unit)
        opening = BrokenGlass.objects.create(
            person=made.maker, subject="activity", key=record.keys["pk"], unit=record.unit, reason="r", until=_soon()
        )
        yield Record("opening", record.name, {"opening": opening.pk}, record.unit)
    due = timezone.localdate()
    notice = Notice.objects.create(code="activity", key=entry.keys["pk"], why="rectified", recipient="A", due=due)
    yield Record("notice", "to be told", {"pk": notice.pk})
    request = Request.objects.create(
        reference="R-1", kind="access", subject="A. Person", received=due, due=due, made_by=made.maker
    )
    yield Record("request", "open", {"pk": request.pk, "today": due.isoformat()})


def _soon() -> Any:
    return timezone.now() + timedelta(days=1)


def _units() -> dict[str, Unit]:
    mission = Unit.objects.create(
        code="mission", name_en="Mission", short_name="Mission", kind=UnitKind.MISSION, reports=False
    )
    police = Unit.objects.create(code="police", name_en="Police", short_name="Police", kind=UnitKind.SERVICE)
    made = {"mission": mission, "police": police}
    for code in ("north", "south"):
        made[code] = Unit.objects.create(code=code, name_en=f"Field Office {code}", short_name=code.title())
        Placement.objects.create(unit=made[code], parent=mission)
    return made


def _kept(made: Everything) -> list[dict[str, Any]]:
    north, south, police = (made.units[code] for code in ("north", "south", "police"))
    return [
        {"name": "own", "unit": north},
        {"name": "of another unit", "unit": south},
        {"name": "of another organisation", "unit": police},
        {"name": "own, marked", "unit": north, "marking": Marking.RESTRICTED},
        {"name": "of another unit, marked", "unit": south, "marking": Marking.RESTRICTED},
        {"name": "own, closed", "unit": north, "marking": Marking.CONFIDENTIAL},
        {"name": "closed, named for it", "unit": south, "marking": Marking.CONFIDENTIAL, "named": True},
        {"name": "own, set apart", "unit": north, "set_apart": True},
    ]


def _work(made: Everything) -> Iterator[Record]:
    for kept in _kept(made):
        yield _activity(made, **kept)
        if not kept.get("named"):
            yield _merge(made, **kept)
    brought = {"name": "brought, marked", "unit": made.units["south"], "marking": Marking.RESTRICTED}
    for kept in [*_kept(made), {"name": "of no unit", "unit": None}, {**brought, "by": made.officer.pk}]:
        document = _document(made, **kept)
        yield document
        keys = {"pk": document.keys["draft_pk"], "twin": document.keys["twin"]}
        yield Record("draft", document.name, keys, **{**_rest(kept), "word": document.word})


def _rest(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kept.items() if name != "name"}


def _entry(made: Everything, word: str, unit: Unit, **kept: Any) -> Activity:
    entry = register_activity(made.maker, values(unit, f"Workshop {word}", narrative=f"Of {word}."), alone=False)
    Activity.objects.filter(pk=entry.pk).update(**_marks(kept))
    return entry


def _activity(made: Everything, name: str, **kept: Any) -> Record:
    word = f"zqa{next(NUMBERS)}x"
    entry, twin = (_entry(made, word, **_rest(kept)) for _ in range(2))
    keys = {"pk": entry.pk, "activity": entry.pk, "twin": twin.pk, "code": "activity", "key": entry.pk}
    return Record("activity", name, {**keys, **_about(made)}, word=word, **kept)


def _about(made: Everything) -> dict[str, Any]:
    """What forms about a record may name."""
    today = timezone.localdate().isoformat()
    return {"somebody": made.somebody.pk, "today": today, "police": made.units["police"].pk}


def _merge(made: Everything, name: str, **kept: Any) -> Record:
    """Marked as its entries are, which is done once they are one."""
    word = f"zqm{next(NUMBERS)}x"
    entry, other = (_entry(made, word, kept["unit"]) for _ in range(2))
    versions = {entry.pk: entry.version, other.pk: other.version}
    merge = merge_activities(made.maker, entry.pk, versions, values(kept["unit"], f"Workshop {word}"))
    Activity.objects.filter(pk__in=versions).update(**_marks(kept))
    return Record("merge", name, {"pk": merge.pk, "merge": merge.pk}, word=word, **kept)


def _document(made: Everything, name: str, **kept: Any) -> Record:
    word = f"zqd{next(NUMBERS)}x"
    text = "".join(f"On {day} April, the Mission facilitated workshop {word} for 24 officers.\n" for day in (15, 16))
    by = made.officer if "by" in kept else made.maker
    told = {"file_name": f"{word}.txt", "title": f"Report {word}", "language": "en", **_marks(kept)}
    document = make_document(by, kept["unit"], text, _original(text), **told)
    first, second = (make_draft(document, position) for position in range(2))
    keys = {"pk": document.pk, "draft_pk": first, "twin": second, "code": "document", "key": document.pk}
    return Record("document", name, {**keys, **_about(made)}, word=word, **kept)


def _original(text: str) -> Original:
    kept = files.keep([text.encode()])
    return Original.objects.create(sha256=kept.sha256, size=kept.size, media_type="text/plain")


def _marks(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {"marking": kept.get("marking", Marking.INTERNAL), "restricted": kept.get("set_apart", False)}


def _reports(made: Everything) -> Iterator[Record]:
    units = [made.units["north"], made.units["south"]]
    for unit in units:
        UnitYear.objects.create(unit=unit, year=2026, fund_source="UB", budget=1000, staff=4)
    report = start_report(made.maker, "annual", Period.of_year(2026), units)
    keys = {"pk": report.pk, "report_id": report.pk, "version": report.version}
    yield Record("report", "in preparation", keys, seen_at=TOLD_OF)
    for unit in (*units, None):
        yield from _chapter(made, report, unit)
    yield _published(made, units)


def _chapter(made: Everything, report: Report, unit: Unit | None) -> Iterator[Record]:
    chapter = report.chapters.get(unit=unit) if unit else report.chapters.get(kind="summary")
    paragraph = add_paragraph(made.maker, chapter, "intro", text="It met mayors.")
    comment = add_comment(made.maker, paragraph, "Which mayors?")
    chapter.refresh_from_db()
    name = f"of {unit.code}" if unit else "of none"
    keys = {"pk": chapter.pk, "chapter_id": chapter.pk, "version": chapter.version}
    yield Record("chapter", name, keys, unit, seen_at=TOLD_OF)
    keys = {"pk": paragraph.pk, "paragraph_id": paragraph.pk, "version": paragraph.version}
    yield Record("paragraph", name, keys, unit, seen_at=TOLD_OF)
    yield Record("comment", name, {"pk": comment.pk}, unit, seen_at=TOLD_OF)


def _published(made: Everything, units: list[Unit]) -> Record:
    """As publishing leaves it, with one file of a few bytes."""
    report = start_report(made.maker, "annual", Period.of_year(2025), units)
    tree = {"title": "A report", "chapters": []}
    publication = Publication.objects.create(report=report, content=tree, sha256="0" * 64, published_by=made.maker)
    FrozenFile.objects.create(sha256="f" * 64, media_type="text/html", content=b"<p>It met mayors.</p>")
    PublicationFile.objects.create(publication=publication, file_id="f" * 64, format="html", name="report.html")
    Report.objects.filter(pk=report.pk).update(state="published")
    handout = Handout.objects.create(
        report=report, format="html", recipient="A. Person", purpose="To read", made_by=made.maker, until=_soon()
    )
    keys = {"pk": report.pk, "report_id": report.pk, "number": handout.pk, "version": report.version}
    return Record("published", "published", keys)


def _matrices(made: Everything) -> Iterator[Record]:
    for code in ("north", "south"):
        of = Publishing(code, 2018, "A report", made.units[code])
        matrix, _new = keep_published(made.maker, read_published(MATRIX), of)
        yield Record("matrix", f"of {code}", {"pk": matrix.pk, "number": matrix.pk}, made.units[code])


def _registers(made: Everything) -> Iterator[Record]:
    keeper = make_person("administrator", None)
    Assignment.objects.create(person=keeper, role=Role.objects.get(code="desk_officer"), start=date(2000, 1, 1))
    for code in ("north", "south", "police"):
        register = make_register(keeper, made.units[code])
        yield Record("register", f"of {code}", {"code": register.code, "number": 1}, made.units[code])
        yield Record("given_rights", f"of {code}", {"code": register.code})


def _records(made: Everything) -> Iterator[Record]:
    for kept in _kept(made):
        word = f"zqr{next(NUMBERS)}x"
        record = make_record(made.maker, word, **_rest(kept))
        police = made.units["police"]
        keys = {
            "pk": record.pk,
            "record": record.pk,
            "code": "record",
            "key": record.pk,
            "attachment": record.attachments.get().pk,
            "task": record.tasks.get().pk,
            "replaces": f"uuid:{word}",
        }
        keys |= {**_about(made), "mission": made.units["mission"].pk}
        yield Record("record", kept["name"], keys, word=word, **_rest(kept))
        offered = _handover(made, record, police)
        yield Record("offered", kept["name"], {"pk": offered.pk, "handover": offered.pk}, word=word, **_rest(kept))
    closed = make_record(made.maker, f"zqr{next(NUMBERS)}x", made.units["north"], marking=Marking.CONFIDENTIAL)
    for code in ("north", "south", "police"):
        for kind, state in (("offer", "offered"), ("referred", "accepted")):
            made_so = _handover(made, closed, made.units[code], state)
            yield Record(kind, f"to {code}", {"pk": made_so.pk, "handover": made_so.pk}, made.units[code])


def _handover(made: Everything, record: Any, to: Unit, state: str = "offered") -> Handover:
    return Handover.objects.create(
        record=record,
        register=record.register,
        called=f"Offered {record.pk}",  # whoever may accept it is told this much
        kind="referral",
        from_unit=record.unit,
        to_unit=to,
        reason="They live there",
        state=state,
        by=made.somebody,
    )


def _partners(maker: User) -> None:
    """Two that may be joined, and two that are."""
    for name in ("Kosovo Police", "Police", "Customs", "Customs Service"):
        PartnerName.objects.get_or_create(key=name.lower(), defaults={"name": name})
    join_partners(maker, ["customs", "customs service"], "customs")
