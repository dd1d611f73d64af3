import base64
import re
from datetime import timedelta

import pytest
import qrcode
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from muster.core.identity import DOOR, acting_as
from muster.domain.forms.collect import settings_code
from muster.features.sign_in import actions, limits, tokens
from muster.features.sign_in.models import ServiceToken

pytestmark = pytest.mark.django_db


OFFERED = [value for _subject, group in limits.choices() for value, _name in group]
READ = "read activity"


@pytest.fixture
def make(administrator):
    def made(person, may=(READ,), unit=None, days=30):
        return actions.make_token(
            administrator,
            person=person,
            purpose="The dashboard of the ministry",
            limits=list(may),
            unit=unit,
            last_day=timezone.localdate() + timedelta(days=days),
        )

    return made


def ask(token, path="/api/matrix/", method="get", **data):
    client = Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {token}"})
    return getattr(client, method)(path, data, content_type="application/json")


def test_a_token_is_shown_once_and_kept_as_a_digest(client, administrator, reader, noted):
    client.force_login(administrator)
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    sent = {"used_by": "program", "purpose": "Dashboard", "person": reader.pk, "limits": [READ], "expires": day}
    done = client.post(reverse("sign_in:tokens"), sent)
    assert (done.status_code, done.url) == (302, reverse("sign_in:tokens"))  # reloading what follows makes no other
    made = client.get(done.url)
    token = made.context["made"]
    assert token in made.content.decode()
    assert "no-store" in made.headers["Cache-Control"]
    assert token not in str(dict(client.session))
    kept = ServiceToken.objects.get()
    assert bytes(kept.digest) == tokens.digest(token)
    later = client.get(reverse("sign_in:tokens")).content.decode()
    assert token not in later
    assert kept.prefix in later
    assert len(token) > len(kept.prefix) + 43  # 256 bits of it are shown nowhere
    assert ("token made", administrator.pk, reader.pk) in noted()


def test_a_token_that_adds_records_is_shown_as_a_square_once(client, administrator, reader):
    client.force_login(administrator)
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    sent = {"used_by": "program", "purpose": "Sends", "person": reader.pk, "limits": ["create record"], "expires": day}
    made = client.post(reverse("sign_in:tokens"), sent, follow=True)
    server = "http://testserver/registers/openrosa"
    code = settings_code(server, reader.username, made.context["made"], "Muster testserver")
    (drawn,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', made.content.decode())
    assert modules(base64.b64decode(drawn)) == blacks(code)
    later = client.get(reverse("sign_in:tokens")).content.decode()
    assert "data:image/svg" not in later
    assert server in later


def modules(picture):
    """Where the black squares of a picture stand, from the corner of the code; its border is of four."""
    return {(int(x) - 4, int(y) - 4) for x, y in re.findall(rb"M(\d+),(\d+)H", picture)}


def blacks(code):
    drawn = qrcode.QRCode(border=0)
    drawn.add_data(code)
    drawn.make()
    return {(x, y) for y, row in enumerate(drawn.get_matrix()) for x, black in enumerate(row) if black}


def test_a_token_for_programs_that_add_nothing_is_no_square(client, administrator, reader):
    client.force_login(administrator)
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    sent = {"used_by": "program", "purpose": "Dashboard", "person": reader.pk, "limits": [READ], "expires": day}
    assert "data:image/svg" not in client.post(reverse("sign_in:tokens"), sent, follow=True).content.decode()


def test_a_token_for_a_telephone_adds_records_whatever_was_ticked(client, administrator, reader):
    client.force_login(administrator)
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    sent = {"used_by": "telephone", "purpose": "Field office", "person": reader.pk, "limits": [READ], "expires": day}
    assert "data:image/svg" in client.post(reverse("sign_in:tokens"), sent, follow=True).content.decode()
    assert ServiceToken.objects.get().limits == ["create record"]


def test_what_a_program_may_is_said(client, administrator, reader):
    client.force_login(administrator)
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    sent = {"purpose": "Dashboard", "person": reader.pk, "expires": day}
    assert "Say what it may do." in client.post(reverse("sign_in:tokens"), {**sent, "used_by": "program"}).text
    assert "used_by" in client.post(reverse("sign_in:tokens"), sent).context["form"].errors
    assert not ServiceToken.objects.exists()


def test_a_token_reads_by_the_api_without_a_cookie(make, reader, noted):
    token = make(reader)
    assert ask(token).status_code == 200
    row = ServiceToken.objects.get()
    assert row.last_used is not None
    assert row.last_address == "127.0.0.1"
    assert noted().count(("token used", reader.pk, reader.pk)) == 1
    ask(token)
    assert noted().count(("token used", reader.pk, reader.pk)) == 1  # once an hour


def test_no_token_opens_a_page(make, reader):
    assert ask(make(reader), reverse("today")).status_code == 302


@pytest.mark.parametrize("change", ["revoked", "expired", "closed", "forged", "another"])
def test_what_is_no_working_token_is_a_stranger(make, reader, change):
    token = make(reader)
    if change == "revoked":
        ServiceToken.objects.update(revoked=timezone.now())
    elif change == "expired":
        ServiceToken.objects.update(expires=timezone.now())
    elif change == "closed":
        reader.is_active = False
        reader.save()
    else:
        token = token[:-1] + ("A" if token[-1] != "A" else "B") if change == "forged" else "muster_00000000_" + "x" * 43
    assert ask(token).status_code == 401


def test_a_person_of_a_token_carries_its_limits(make, reader, unit, rf):
    person = tokens.person_of(make(reader, (READ, "create document"), unit), rf.get("/"))
    assert person == reader
    assert person.token_limits == {("read", "activity"), ("create", "document")}
    assert person.token_unit == unit


def test_a_token_of_a_unit_is_of_that_unit_at_the_door_too(make, reader, unit, rf):
    """Where no unit is seen: without it the token would hold for all."""
    token = make(reader, unit=unit)
    with acting_as(DOOR):
        assert tokens.person_of(token, rf.get("/")).token_unit == unit


def test_only_administrators_make_tokens(client, reader):
    with pytest.raises(PermissionDenied):
        actions.make_token(reader, person=reader, purpose="x", limits=[], unit=None, last_day=timezone.localdate())
    client.force_login(reader)
    assert client.get(reverse("sign_in:tokens")).status_code == 403


def test_a_token_lasts_a_year_at_most_and_does_something(client, administrator, reader):
    client.force_login(administrator)
    day = (timezone.localdate() + timedelta(days=400)).isoformat()
    page = client.post(
        reverse("sign_in:tokens"), {"used_by": "telephone", "purpose": "x", "person": reader.pk, "expires": day}
    )
    assert "within a year" in page.content.decode()
    assert not ServiceToken.objects.exists()


def test_the_person_it_acts_for_sees_and_stops_it(make, reader, officer, client, noted):
    token = make(reader)
    row = ServiceToken.objects.get()
    client.force_login(officer)
    assert client.post(reverse("sign_in:revoke_token", args=[row.pk])).status_code in {403, 404}
    client.force_login(reader)
    assert row.prefix in client.get(reverse("mfa_index")).content.decode()
    client.post(reverse("sign_in:revoke_token", args=[row.pk]))
    assert ask(token).status_code == 401
    assert ("token revoked", reader.pk, reader.pk) in noted()


def test_a_token_does_nothing_beyond_its_limits(make, reporting_officer, unit):
    """Neither what its person may and it was not given, nor what it was given and its person may not."""
    report = {"kind": "annual", "year": 2026, "structures": [unit.code]}
    for may, status in (((READ, "read report", "publish report"), 201), ((READ, "read report"), 403)):
        assert ask(make(reporting_officer, may), "/api/reports/", "post", **report).status_code == status
    assert ask(make(reporting_officer, ("read document",))).status_code == 403


def test_a_token_does_nothing_beyond_its_person(make, reader, unit):
    report = {"kind": "annual", "year": 2026, "structures": [unit.code]}
    assert ask(make(reader, ("read unit", "publish report")), "/api/reports/", "post", **report).status_code == 403


def test_no_token_decides_about_people():
    assert not [value for value in OFFERED if value.startswith(("administer account", "grant ", "break_glass "))]


def test_a_session_still_needs_the_token_of_its_form(reader):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    assert client.post("/api/activities/", {}, content_type="application/json").status_code == 403
