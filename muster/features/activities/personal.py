"""Where the register holds personal data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from muster.core.data_sets import DataSet, Kept, Part, Told

DATA_SETS = (
    DataSet(
        code="activity",
        name=_("Activities"),
        one=_("activity"),
        model="activities.Activity",
        page="activities:entry",
        purpose=_("To count and report what the mission did."),
        legal_basis=_("The mandate of the mission; its rules on records."),
        years=10,
        since=("period_end",),
        title="title",
        born="created_at",
        kept=(
            Kept(
                "activities_activity",
                ("title", "narrative", "partners", "partner_keys", "places", "reference", "withdrawn_reason"),
                plain=("theme", "category", "kind", "column", "role", "dates", "place_codes", "search"),
            ),
            Kept("activities_activitysource", (), "activity_id", plain=("spans", "field_spans")),
            Kept("activities_pair", ("reasons",), "first_id"),
            Kept("activities_pair", ("reasons",), "second_id"),
            Kept("activities_merge", ("changes",), "kept_id", plain=("merged",)),
        ),
    ),
    DataSet(
        code="partner",
        name=_("Names of partners"),
        one=_("name of a partner"),
        model="activities.PartnerName",
        purpose=_("To know an organisation by all its names. Some partners are persons."),
        legal_basis=_("The mandate of the mission; its rules on records."),
        years=10,
        title="name",
        kept=(Kept("activities_partnername", ("key", "name")),),
    ),
    DataSet(
        code="table",
        name=_("Tables on their way into the register"),
        one=_("table on its way into the register"),
        model="activities.TableLoad",
        page="activities:table",
        purpose=_("To compare a table with the register before it is loaded."),
        legal_basis=_("The mandate of the mission; its rules on records."),
        years=1,
        since=("uploaded_at",),
        title="file_name",
        born="uploaded_at",
        kept=(
            Kept("activities_tableload", ("file_name", "content", "sheet", "head", "error"), plain=("mapping",)),
            Kept("activities_tablerow", ("values", "changes", "problems", "cells"), "load_id"),
        ),
    ),
)


def entries_of(key: int) -> Iterator[Told]:
    """Entries that were read from a document."""
    from muster.features.activities.models import Activity

    for entry in Activity.objects.filter(sources__document=key).distinct().only("title"):
        yield Told("activity", entry.pk, str(entry), read=True)


def beside(key: int) -> Iterator[Told]:
    """Documents that an entry was read from, entries that are made one with it, partners that it alone names."""
    from muster.features.activities.models import Activity, PartnerName
    from muster.features.intake.models import Document

    for document in Document.objects.filter(activity_sources__activity=key).distinct():
        yield Told("document", document.pk, str(document))
    for entry in Activity.objects.filter(merged_into=key).only("title"):
        yield Told("activity", entry.pk, str(entry))
    keys = Activity.objects.filter(pk=key).values_list("partner_keys", flat=True).first() or []
    for partner in PartnerName.objects.filter(key__in=keys):
        if not Activity.objects.filter(partner_keys__contains=[partner.key]).exclude(pk=key).exists():
            note = _("no other entry has this name; erase it only where it is a person")
            yield Told("partner", partner.pk, partner.name, note=note)


def let_drafts_go(key: int) -> dict[str, str]:
    """The drafts of a document go; entries keep which document they were read from."""
    from muster.features.activities.models import ActivitySource

    ActivitySource.objects.filter(document=key).update(draft=None)
    return {}


def words_again(key: int) -> None:
    from muster.features.activities.erasing import words_again

    words_again(key)


PARTS = (
    Part("document", told=entries_of, erased=let_drafts_go),
    Part("activity", told=beside, changed=words_again),
    Part("account", kept=(Kept("activities_savedview", ("name", "query"), "owner_id"),)),
)
IMPERSONAL: dict[str, str] = {}
