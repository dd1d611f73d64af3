"""The roles that come with Muster; a mission changes them, or makes its own, in the browser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from muster.core.models import Marking
from muster.features.accounts.vocabulary import Reach, Subject, Verb


class Right(NamedTuple):
    verb: Verb
    subject: Subject
    reach: Reach
    marking: Marking = Marking.INTERNAL
    kind: str = ""


class Shipped(NamedTuple):
    code: str
    names: tuple[str, str, str]  # en, sq, sr in Latin script
    rights: tuple[Right, ...]
    second_factor: bool = False


def _reads(subjects: Iterable[Subject], reach: Reach, marking: Marking) -> tuple[Right, ...]:
    return tuple(Right(Verb.READ, subject, reach, marking) for subject in subjects)


def _does(subject: Subject, *verbs: Verb, reach: Reach = Reach.UNIT) -> tuple[Right, ...]:
    return tuple(Right(verb, subject, reach) for verb in verbs)


_WORK = (Subject.DOCUMENT, Subject.ACTIVITY)
_AROUND = (
    Subject.PARTNER, Subject.MATRIX, Subject.REPORT, Subject.REGISTER, Subject.UNIT, Subject.ACCOUNT, Subject.ROLE,
)  # fmt: skip
_KNOWN = (*_WORK, *_AROUND)
READER = (
    *_reads(_KNOWN, Reach.ORGANISATION, Marking.INTERNAL),
    *(Right(Verb.EXPORT, subject, Reach.ORGANISATION) for subject in (*_WORK, Subject.REPORT)),
)
DESK = (
    *READER,
    *_reads(_WORK, Reach.UNIT, Marking.RESTRICTED),
    *_does(Subject.DOCUMENT, Verb.CREATE, Verb.CHANGE, Verb.REVIEW, Verb.TRANSFER, Verb.MARK),
    *_does(Subject.ACTIVITY, Verb.CREATE, Verb.CHANGE, Verb.MERGE, Verb.TRANSFER, Verb.MARK),
    *_does(Subject.REPORT, Verb.CHANGE),
)
IN_NEED = (*_does(Subject.DOCUMENT, Verb.BREAK_GLASS), *_does(Subject.ACTIVITY, Verb.BREAK_GLASS))
ROLES = (
    Shipped("reader", ("Reader", "Lexues", "Čitalac"), READER),
    Shipped("officer", ("Programme officer", "Zyrtar programi", "Programski službenik"), DESK),
    Shipped(
        "head_of_structure",
        ("Head of structure", "Drejtues i strukturës", "Rukovodilac strukture"),
        (*DESK, *IN_NEED, *_does(Subject.REPORT, Verb.CLEAR)),
        second_factor=True,
    ),
    Shipped(
        "reporting_officer",
        ("Reporting officer", "Zyrtar raportimi", "Službenik za izveštavanje"),
        (
            *DESK,
            *IN_NEED,
            *_does(Subject.PARTNER, Verb.CHANGE),
            *_does(Subject.MATRIX, Verb.PUBLISH),
            *_does(Subject.REPORT, Verb.PUBLISH, Verb.DISCLOSE),
        ),
        second_factor=True,
    ),
    Shipped(
        "desk_officer",
        ("Desk officer of registers", "Zyrtar i regjistrave", "Službenik za registre"),
        (
            *READER,
            *_does(Subject.REGISTER, Verb.ADMINISTER),
        ),  # what it may in a register says the register
        second_factor=True,
    ),
    Shipped(
        "administrator",
        ("Administrator", "Administrator", "Administrator"),
        (
            *_reads(_KNOWN, Reach.ORGANISATION, Marking.INTERNAL),
            *_does(Subject.UNIT, Verb.ADMINISTER),
            *_does(Subject.ACCOUNT, Verb.ADMINISTER, Verb.GRANT),
            *_does(Subject.ROLE, Verb.ADMINISTER),
            *_does(Subject.REPORT, Verb.ADMINISTER),
        ),
        second_factor=True,
    ),
    Shipped(
        "auditor",
        ("Auditor", "Auditor", "Revizor"),
        (
            *_reads(_KNOWN, Reach.ORGANISATION, Marking.INTERNAL),
            *_does(Subject.AUDIT, Verb.READ, Verb.EXPORT),
        ),
        second_factor=True,
    ),
    Shipped(
        "data_protection_officer",
        ("Data protection officer", "Zyrtar për mbrojtjen e të dhënave", "Službenik za zaštitu podataka"),
        (
            # Whoever answers a request for all that is kept about somebody must find it.
            *_reads(_WORK, Reach.ORGANISATION, Marking.RESTRICTED),
            *_reads(_AROUND, Reach.ORGANISATION, Marking.INTERNAL),
            *_reads([Subject.RECORD], Reach.ORGANISATION, Marking.RESTRICTED),
            Right(Verb.IDENTIFY, Subject.RECORD, Reach.ORGANISATION),
            *_does(
                Subject.PERSONAL_DATA,
                *(Verb.READ, Verb.CHANGE, Verb.RESTRICT, Verb.RECTIFY, Verb.ERASE, Verb.EXPORT, Verb.DISCLOSE),
            ),
            *_does(Subject.AUDIT, Verb.READ),
        ),
        second_factor=True,
    ),
)


def seed_roles(**_: Any) -> None:
    """After a migration: the roles that are not there yet. What a mission has made of the others stays."""
    from muster.features.accounts.models import Permission, Role

    plant(Role, Permission)


def plant(role_model: Any, permission_model: Any) -> None:
    """The shipped roles that are missing, in these models or (in a migration) as they were then."""
    known = set(role_model.objects.values_list("code", flat=True))
    columns = {one.name for one in permission_model._meta.get_fields()} & set(Right._fields)
    for position, shipped in enumerate(ROLES, 1):
        if shipped.code in known:
            continue
        names = dict(zip(("name_en", "name_sq", "name_sr"), shipped.names, strict=True))
        role = role_model.objects.create(
            code=shipped.code, position=position, second_factor=shipped.second_factor, **names
        )
        permission_model.objects.bulk_create(
            permission_model(role=role, **{name: getattr(right, name) for name in columns}) for right in shipped.rights
        )
