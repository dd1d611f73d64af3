"""What the sheet of a register calls rights."""

from __future__ import annotations

from muster.domain.forms.settings import Access
from muster.features.accounts.vocabulary import Subject, Verb, verbs_of

VERBS = {"personal": Verb.IDENTIFY}  # where the sheet calls a right otherwise than Muster


def effective(access: Access) -> list[Verb]:
    """What a sheet gives of what there is to give."""
    meant = (Verb(VERBS.get(verb, verb)) for verb in access.verbs)
    return [verb for verb in meant if verb in verbs_of(Subject.RECORD)]
