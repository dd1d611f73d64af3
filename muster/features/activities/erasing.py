"""What follows from the words of an entry, after some of them were rectified or erased past its form."""

from __future__ import annotations

from django.db.models import F

from muster.core.places import gazetteer
from muster.domain.names import search_key
from muster.features.activities.actions.writing import gather_words, search_vector
from muster.features.activities.models import Activity
from muster.features.activities.values import values_of


def words_again(key: int) -> None:
    """Find it by the words that it has now; whoever changes it saw what it was before, and is told.

    Its places keep their codes: they say where, not who, and are counted.
    """
    entry = Activity.objects.select_related("unit").get(pk=key)
    keys = dict.fromkeys(found for name in entry.partners if (found := search_key(name)))
    Activity.objects.filter(pk=key).update(
        partner_keys=list(keys), search=search_vector(values_of(entry), gazetteer()), version=F("version") + 1
    )
    gather_words(entry)
    if entry.merged_into_id:
        gather_words(Activity.objects.get(pk=entry.merged_into_id))
