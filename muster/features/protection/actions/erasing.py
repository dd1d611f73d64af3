"""Erasure: a record's words, or some of them, in the row and in every version; what stays is a tombstone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import pghistory
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.core import erasures
from muster.core.data_sets import data_sets
from muster.core.erasures import Erasure
from muster.core.identity import SYSTEM, acting_as
from muster.core.locks import hold
from muster.domain.names import search_key
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.protection import blanking
from muster.features.protection.actions.notices import tell_recipients
from muster.features.protection.models import Erased, PersonInRecord, Tombstone, Why
from muster.features.protection.records import Record

SHORTEST = 3  # letters of words that are erased


@dataclass(frozen=True, slots=True)
class Ground:
    """Why something is erased, by what law, and the reference of the request; never with the words themselves."""

    why: str
    legal_basis: str
    request: str = ""


def erase_record(person: User, record: Record, ground: Ground, also: Iterable[Record] = ()) -> list[Tombstone]:
    """Blank all words of a record and, in the same transaction, of others that tell the same.

    Numbers, codes and dates stay, so that counts stay right. Raises `ValidationError` with a sentence.
    """
    every = [record, *also]
    for one in every:
        require(person, Verb.ERASE, Subject.PERSONAL_DATA, one.unit)
    _check(ground)
    for one in every:
        _check_erasable(person, one)
    with _told_in_history(person, ground), transaction.atomic():
        return [_erase(person, one, ground) for one in every]


def erase_words(person: User, record: Record, words: str, ground: Ground) -> Tombstone:
    """Put blocks in the place of words wherever they stand in a record. Raises `ValidationError` with a sentence."""
    require(person, Verb.ERASE, Subject.PERSONAL_DATA, record.unit)
    _check(ground)
    _check_words(record, words.strip(), ground)
    with _told_in_history(person, ground), transaction.atomic():
        return _erase(person, record, ground, words.strip())


def erase_again(erasure: Erasure, record: Record, words: str | None) -> None:
    """What a restored backup brought back; for the machine itself, which a person told to."""
    ground = Ground("erased again after a restore", "")
    with transaction.atomic():
        rows = _blank(record, words, ground.why)
        Tombstone.objects.create(
            mark=erasure.mark,
            code=record.code,
            key=record.key,
            what=Erased.WORDS if words else Erased.RECORD,
            ground=ground.why,
            rows=rows,
            at=erasure.moment,
            again_at=timezone.now(),
        )


def _erase(person: User, record: Record, ground: Ground, words: str | None = None) -> Tombstone:
    hold(f"erasure of {record.code} {record.key}")
    tell_recipients(record, Why.ERASED)
    try:
        with transaction.atomic():
            rows = _blank(record, words, ground.why)
    except IntegrityError as error:  # the database refuses to change what is published
        raise ValidationError(_("It is published, and what is published stays as it is.")) from error
    stone = Tombstone.objects.create(
        code=record.code,
        key=record.key,
        what=Erased.WORDS if words else Erased.RECORD,
        ground=ground.why,
        legal_basis=ground.legal_basis,
        requested_by=ground.request,
        rows=rows,
        by=person,
    )
    erasure = as_erasure(stone, words)
    if words:  # nobody knows them after a crash, so they are written down first; at worst of an erasure that is ordered
        erasures.write_down(erasure)
    else:  # what a crash keeps from the list, `jobs` adds
        transaction.on_commit(lambda: erasures.write_down(erasure))
    return stone


def as_erasure(stone: Tombstone, words: str | None = None) -> Erasure:
    """As it is written down outside of the database."""
    moment = stone.at.astimezone(UTC).isoformat()
    return Erasure(str(stone.mark), stone.code, stone.key, moment, erasures.hidden(words) if words else "")


def _blank(record: Record, words: str | None, why: str) -> int:
    named = _people_of(record)
    people = data_sets()["person_in_record"]
    if words:
        for key in named:
            blanking.block(people, key, words, why)
        return blanking.block(record.data_set, record.key, words, why)
    for key in named:
        blanking.blank(people, key, why)
    with acting_as(SYSTEM):  # of a record that the person may erase
        PersonInRecord.objects.filter(code=record.code, key=record.key).delete()
    return blanking.blank(record.data_set, record.key, why)


def _people_of(record: Record) -> list[int]:
    """Keys of everybody who is named for the record, or once was."""
    event: Any = apps.get_model("protection", "PersonInRecordEvent")
    with acting_as(SYSTEM):  # as above
        once = event.objects.filter(code=record.code, key=record.key).values_list("pgh_obj_id", flat=True)
        return sorted(set(once))


def _told_in_history(person: User, ground: Ground) -> pghistory.context:
    return pghistory.context(user=person.pk, why=ground.why)


def _check(ground: Ground) -> None:
    if not ground.why.strip() or not ground.legal_basis.strip():
        raise ValidationError(_("Say why it is erased, and by what law."))


def _check_erasable(person: User, record: Record) -> None:
    if record.data_set.stays:
        raise ValidationError(
            _("Records of this kind are not erased as a whole. %(why)s") % {"why": record.data_set.stays}
        )
    if isinstance(record.row, User) and record.row == person:
        raise ValidationError(_("Nobody erases their own account."))


def _check_words(record: Record, words: str, ground: Ground) -> None:
    if len(search_key(words).replace(" ", "")) < SHORTEST:
        raise ValidationError(_("These are too few letters: far more would be erased than is meant."))
    if search_key(words) in search_key(" ".join((ground.why, ground.legal_basis, ground.request))):
        raise ValidationError(_("Say why without these words: the reason is kept."))
    if record.code == "audit":
        raise ValidationError(_("Nothing is erased from the audit trail. %(why)s") % {"why": record.data_set.stays})
    with acting_as(SYSTEM):  # also where only its earlier versions have them, which nobody is shown here
        if not blanking.stands_in(record.data_set, record.key, words):
            raise ValidationError(_("These words do not stand in it."))
