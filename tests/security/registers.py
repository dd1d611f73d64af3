"""Registers with one record of everything that doors have addresses for; each unit keeps one."""

from __future__ import annotations

from typing import Any

from muster.core.models import Marking, Unit
from muster.domain.forms.answers import to_xml
from muster.domain.forms.book import Book, Row, Sheet, as_xlsx
from muster.features.accounts.models import User
from muster.features.accounts.shipped import Right
from muster.features.accounts.vocabulary import Reach, Subject, Verb
from muster.features.registers.actions import hand_in, load_version, publish_version
from muster.features.registers.definitions import definition_of
from muster.features.registers.models import Record, Register, Task

KEEPS = (
    Verb.READ,
    Verb.IDENTIFY,
    Verb.CREATE,
    Verb.CHANGE,
    Verb.ASSIGN,
    Verb.APPROVE,
    Verb.REFER,
    Verb.TRANSFER,
    Verb.ACCEPT,
    Verb.PUBLISH,
    Verb.MARK,
    Verb.BREAK_GLASS,
)
MAY = {  # what the roles of these tests may with records, as the workbooks say
    **dict.fromkeys(
        ("officer", "head_of_structure", "reporting_officer"),
        "read create change assign approve refer transfer accept publish mark break_glass personal",
    ),
    "reader": "read",
}
MARKED = {"reader": "internal"}


def rights(role: str) -> tuple[Right, ...]:
    """What a role may with the records of each of these registers."""
    if role not in MAY:
        return ()
    verbs = KEEPS if role != "reader" else (Verb.READ,)
    marking = Marking.INTERNAL if role in MARKED else Marking.RESTRICTED
    return tuple(Right(verb, Subject.RECORD, Reach.UNIT, marking) for verb in verbs)


def workbook(unit_code: str, version: str) -> bytes:
    """A register of cases, each with a person and a picture."""
    sheets = {
        "survey": [
            {"type": "text", "name": "case", "label": "Case", "required": "yes"},
            {"type": "text", "name": "who", "label": "Who"},
            {"type": "image", "name": "picture", "label": "Picture"},
        ],
        "settings": [{"form_id": f"tried-{unit_code}", "form_title": "Tried", "version": version}],
        "register": [
            {"setting": "title", "label::English (en)": f"Tried by {unit_code}"},
            {"setting": "unit", "value": unit_code},
            {"setting": "record_name", "value": "${case}"},
            {"setting": "personal", "name": "who", "value": "victim"},
            {"setting": "key", "name": "case", "value": "number"},
            {"setting": "key", "name": "who", "value": "person"},
            {"setting": "personal", "name": "picture", "value": "victim"},
            {"setting": "return", "name": "iccs", "value": "code=case"},
            {"setting": "warning", "name": "often", "label": "Often", "from": "who", "value": "3 in 12 months"},
            {"setting": "state", "name": "open", "label": "Open", "value": "first"},
            {"setting": "state", "name": "done", "label": "Done", "value": "last"},
            {
                "setting": "move",
                "name": "approve",
                "label": "Approve",
                "from": "open",
                "to": "done",
                "value": "approval",
            },
            *(
                {
                    "setting": "access",
                    "roles": role,
                    "value": verbs,
                    "to": "unit",
                    "from": MARKED.get(role, "restricted"),
                }
                for role, verbs in MAY.items()
            ),
        ],
    }
    return as_xlsx(Book({name: _sheet(name, rows) for name, rows in sheets.items()}))


def instance(unit_code: str, case: str, number: str, replaces: str = "", version: str = "1") -> bytes:
    """A filled form of that register."""
    register = Register.objects.get(code=f"tried-{unit_code}")
    form = definition_of(register.versions.get(stated=version)).form
    return to_xml(form, {"case": case, "who": f"Person of {case}", "picture": "p.jpg"}, number, replaces)


def make_register(keeper: User, unit: Unit) -> Register:
    """Published; its rights are given."""
    version = load_version(keeper, workbook(unit.code, "1"), "tried.xlsx")
    publish_version(keeper, version)
    return Register.objects.get(pk=version.register_id)


def make_record(maker: User, word: str, unit: Unit, **kept: Any) -> Record:
    maker.known_grants = None  # what they may was asked before there was the register
    number = f"uuid:{word}"
    sent = instance(unit.code, word, number)
    record = hand_in(maker, sent, {"p.jpg": f"A picture of {word}".encode()}, unit=unit).record
    Task.objects.create(record=record, text=f"Ask about {word}", by=maker)
    marks = {"marking": kept.get("marking", Marking.INTERNAL), "restricted": kept.get("set_apart", False)}
    Record.objects.filter(pk=record.pk).update(assigned_to=maker, **marks)
    return record


def _sheet(name: str, rows: list[dict[str, str]]) -> Sheet:
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    return Sheet(name, columns, tuple(Row(at, row) for at, row in enumerate(rows, start=2)))
