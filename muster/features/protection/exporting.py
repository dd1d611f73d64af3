"""What a person is given about their own data: a page to read and the same as JSON, in one ZIP."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.domain.protection.spellings import occurrences
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.audit.looks import look
from muster.features.protection.actions.notices import given
from muster.features.protection.models import Category, Notice, Request
from muster.features.protection.queries import Said, sheet
from muster.features.protection.records import Record
from muster.features.protection.searching import WHY, Hit


def export(person: User, request: Request, hits: Sequence[Hit], others: Sequence[str]) -> bytes:
    """The ZIP for somebody who asked; names of `others` are blocked out. Written into the audit trail, each record.

    Raises `ValidationError` where nothing was picked, or nobody said how the identity of who asks was checked.
    """
    require(person, Verb.EXPORT, Subject.PERSONAL_DATA)
    if not request.identity.strip():
        raise ValidationError(_("Nothing is given to anybody before their identity was checked: say first how it was."))
    if not hits:
        raise ValidationError(_("Pick at least one record."))
    told = [_told(hit, others) for hit in hits]
    for hit in hits:
        why = {"justification": {**WHY, "reference": request.reference}}
        look(person, "export", hit.code, hit.key, **why)
        look(person, "disclose", hit.code, hit.key, recipient=request.subject, **why)
    context = {
        "request_of": request,
        "told": told,
        "made": timezone.now(),
        "authority": settings.DATA_PROTECTION_AUTHORITY,
        "controller": settings.DATA_CONTROLLER,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.html", render_to_string("protection/export.html", context))
        archive.writestr("data.json", json.dumps(_plain(request, told), ensure_ascii=False, indent=1, default=str))
    return made.getvalue()


def blocked(text: str, others: Iterable[str]) -> str:
    """The text with blocks in the place of other people's names."""
    for name in others:
        for start, end in reversed(occurrences(name, text)):
            text = f"{text[:start]}{'█' * (end - start)}{text[end:]}"
    return text


def _told(hit: Hit, others: Sequence[str]) -> dict[str, Any]:
    """What one record says of the person."""
    said: Said = sheet(hit.data_set)
    record = hit.data_set.record(hit.key)
    return {
        "number": hit.key,
        "data_set": str(said.data_set.name),
        "purpose": str(said.purpose),
        "legal_basis": str(said.legal_basis),
        "years": said.years,
        "passages": [blocked(passage, others) for passage in hit.passages],
        "roles": [_role(one, others) for one in hit.roles],
        "categories": [str(one) for one in said.categories_named],
        "recipients": _recipients(Record(hit.data_set, hit.key, record)),
        "disclosed_to": said.disclosed_to,
    }


def _role(one: Any, others: Sequence[str]) -> dict[str, str]:
    return {
        "category": str(Category(one.category).label),
        "basis": str(one.get_basis_display()),
        "assessed_at": one.assessed_at.isoformat() if one.assessed_at else "",
        "note": blocked(one.note, others),
    }


def _recipients(record: Record) -> list[str]:
    told = [f"{name} ({at:%Y-%m-%d})" if at else name for name, at, _what in given(record)]
    notices = Notice.objects.filter(code=record.code, key=record.key).values_list("recipient", flat=True)
    return list(dict.fromkeys([*told, *(name for name in notices if not any(name in one for one in told))]))


def _plain(request: Request, told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "reference": request.reference,
        "subject": request.subject,
        "received": request.received.isoformat(),
        "made": timezone.now().isoformat(timespec="seconds"),
        "controller": settings.DATA_CONTROLLER,
        "authority": settings.DATA_PROTECTION_AUTHORITY,
        "records": list(told),
    }
