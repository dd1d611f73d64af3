"""Closed records that are shown whole without an address of their own, in lists and side by side, need a reason too."""

import pytest

from muster.core.models import Marking
from muster.features.activities.actions import register_activity
from muster.features.activities.models import Activity
from tests.security.world import values

pytestmark = pytest.mark.django_db
WHY = {"Justification": "review; Going through the quarter with its officer."}


@pytest.fixture
def addresses(client, officer, unit, restricted):
    """Of a restricted document's drafts and of two entries, one of them restricted."""
    one, other = (register_activity(officer, values(unit, title)) for title in ("Workshop", "Arben Example"))
    Activity.objects.filter(pk=other.pk).update(marking=Marking.RESTRICTED)
    client.force_login(officer)
    return {
        "list": "/api/activities/",
        "compare": f"/activities/duplicates/compare/?entry={one.pk}&entry={other.pk}",
        "drafts": f"/api/drafts/?document={restricted.pk}",
    }


@pytest.mark.parametrize(("name", "code"), [("list", "activity"), ("compare", "activity"), ("drafts", "document")])
def test_closed_records_are_shown_whole_to_who_said_why(client, addresses, looks, name, code):
    refused = client.get(addresses[name])
    assert refused.status_code == 403
    assert "Arben Example" not in refused.content.decode()
    assert not looks(code)
    assert client.get(addresses[name], headers=WHY).status_code == 200
    assert looks(code)[0].detail["justification"]["code"] == "review"


def test_open_ones_need_none(client, addresses):
    assert client.get(addresses["list"] + "?marking=internal").status_code == 200
