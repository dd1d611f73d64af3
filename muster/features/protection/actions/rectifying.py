"""Rectification: words of a record as they should be; its earlier versions keep what it said."""

from __future__ import annotations

from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from muster.core.identity import SYSTEM, acting_as
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.protection.actions.notices import tell_recipients
from muster.features.protection.models import Why
from muster.features.protection.records import Record


def rectify(person: User, record: Record, wrong: str, right: str, reason: str) -> int:
    """Put other words in the place of wrong ones in what people wrote; how many who were given it are to be told.

    The text of a document that was handed in is evidence of what was handed in, and stays. Raises `ValidationError`.
    """
    require(person, Verb.RECTIFY, Subject.PERSONAL_DATA, record.unit)
    if not reason.strip() or not wrong.strip():
        raise ValidationError(_("Say what is wrong, and why."))
    if record.data_set.stays:
        raise ValidationError(str(record.data_set.stays))
    # Who rectifies needs no right to change the record otherwise; the history names them, and why.
    with pghistory.context(user=person.pk, why=reason.strip()), transaction.atomic():
        with acting_as(SYSTEM):
            _replace(record, wrong.strip(), right.strip())
            record.data_set.changed(record.key)
        return tell_recipients(record, Why.RECTIFIED)


def _replace(record: Record, wrong: str, right: str) -> None:
    row = record.data_set.model_class._default_manager.select_for_update(no_key=True).get(pk=record.key)
    changed = [name for name in _columns(record) if _put(row, name, wrong, right)]
    if not changed:
        raise ValidationError(_("These words do not stand in it."))
    try:
        row.clean_fields(exclude=[one.name for one in row._meta.fields if one.name not in changed])
    except ValidationError as error:
        raise ValidationError(error.messages) from error
    row.save(update_fields=changed)


def _columns(record: Record) -> list[str]:
    table = record.data_set.table
    return [name for kept in record.data_set.kept if kept.table == table for name in kept.columns]


def _put(row: Any, name: str, wrong: str, right: str) -> bool:
    """Whether a column of text, or a list of texts, says something else now."""
    value = getattr(row, name)
    now = value
    if isinstance(value, str):
        now = value.replace(wrong, right)
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        now = [one.replace(wrong, right) for one in value]
    setattr(row, name, now)
    return bool(now != value)
