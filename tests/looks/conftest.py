import pytest

from muster.core.models import AuditEntry, Marking
from muster.features.activities.actions import register_activity
from muster.features.intake.models import Document
from tests.security.world import make_document, make_draft, values


@pytest.fixture
def auditor(person):
    return person("auditor")


@pytest.fixture
def protector(person):
    return person("data_protection_officer")


@pytest.fixture
def document(officer, unit):
    made = make_document(officer, unit)
    make_draft(made, 0)
    return made


@pytest.fixture
def entry(officer, unit):
    return register_activity(officer, values(unit, "Workshop on hate crime"))


@pytest.fixture
def restricted(document):
    Document.objects.filter(pk=document.pk).update(marking=Marking.RESTRICTED)
    document.refresh_from_db()
    return document


@pytest.fixture
def looks(db):
    """The looks that are in the trail since the test began, the oldest first; `of` narrows to a data set."""
    before = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def since(of="", **narrowed):
        found = AuditEntry.objects.filter(pk__gt=before, verb__in=["read", "search", "print", "export", "disclose"])
        return list(found.filter(**({"subject": of} if of else {}), **narrowed).order_by("pk"))

    return since
