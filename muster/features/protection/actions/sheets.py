"""What the mission says of its data sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from muster.core.conflicts import Conflict
from muster.core.data_sets import DataSet
from muster.core.locks import hold
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.protection.models import Sheet


def keep_sheet(person: User, data_set: DataSet, values: Mapping[str, Any], version: int) -> Sheet:
    """Say something else of a data set; `version` is 0 where nobody has yet. Raises `Conflict`."""
    require(person, Verb.CHANGE, Subject.PERSONAL_DATA)
    with transaction.atomic():
        hold(f"sheet of {data_set.code}")
        current = Sheet.objects.filter(code=data_set.code).first() or Sheet(code=data_set.code, version=0)
        if current.version != version:
            pairs = {name: (getattr(current, name), value) for name, value in values.items()}
            raise Conflict(current, {name: pair for name, pair in pairs.items() if pair[0] != pair[1]})
        for name, value in values.items():
            setattr(current, name, value)
        current.version += 1
        current.changed_by = person
        current.save()
    return current
