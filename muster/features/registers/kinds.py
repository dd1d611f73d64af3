"""What the kinds of records are called: each register is one."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from muster.features.accounts.kinds import Named
from muster.features.accounts.vocabulary import Subject
from muster.features.registers.models import Register

SUBJECT = Subject.RECORD


def named(codes: Collection[str]) -> dict[str, Named]:
    found = Register.objects.filter(code__in=codes)
    return {one.code: Named(str(one), reverse("registers:about", args=[one.code])) for one in found}
