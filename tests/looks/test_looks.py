"""Every look at personal data is in the trail before the answer leaves; who opens what is closed says why."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from muster.core import audit
from muster.features.accounts.models import BrokenGlass
from muster.features.audit.models import Justification

SENTENCE = "The prosecutor asks about the workshop."
SAID = {"reason": "prosecution", "text": SENTENCE, "reference": "PP 12/2026"}


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return lambda name, *args, **more: client.get(reverse(name, args=args), **more)


def answer(client, record, code="document", wanted="/", **said):
    return client.post(
        reverse("audit:reason"), {"code": code, "key": record.pk if record else "", "wanted": wanted, **SAID, **said}
    )


def test_whoever_opens_a_record_is_in_the_trail(page, looks, officer, unit, document):
    assert page("intake:document", document.pk).status_code == 200
    (look,) = looks("document")
    assert (look.person, look.verb, look.key) == (officer.pk, "read", str(document.pk))
    assert look.detail["where"] == f"/reports/{document.pk}/"
    assert look.detail["address"] == "127.0.0.1"
    assert look.detail["unit"] == look.detail["of_unit"] == unit.pk
    assert look.detail["justification"] == {
        "code": "duty",
        "text": "To know what the mission did, with the words that tell it.",
    }


def test_a_list_says_what_was_looked_for_and_which_records_it_showed(page, looks, entry):
    page("activities:register", data={"q": "hate", "page": "1"})
    (look,) = looks("activity")
    assert (look.verb, look.key) == ("search", "")
    assert look.detail["terms"] == {"q": ["hate"]}
    assert look.detail["keys"] == [str(entry.pk)]
    assert look.detail["found"] == 1


def test_a_search_that_found_nothing_is_a_look(page, looks, entry):
    page("activities:register", data={"q": "elephant"})
    (look,) = looks("activity")
    assert (look.verb, look.detail["found"], look.detail.get("keys")) == ("search", 0, None)


def test_a_page_of_another_record_tells_which_ones_it_showed(page, looks, document):
    page("review:document", document.pk)
    (look,) = looks("document")
    assert (look.verb, look.key) == ("read", str(document.pk))


def test_what_leaves_as_a_file_is_an_export(page, looks, entry):
    b"".join(page("activities:export", "csv").streaming_content)
    (look,) = looks("activity")
    assert (look.verb, look.detail["keys"]) == ("export", [str(entry.pk)])


def test_a_large_export_is_written_down_in_parts_before_it_leaves(page, looks, enter_many, monkeypatch):
    monkeypatch.setattr("muster.features.audit.noticing.PART", 2)
    keys = {str(pk) for pk in enter_many(5)}
    b"".join(page("activities:export", "xlsx", data={"theme": "A10"}).streaming_content)
    parts = looks("activity")
    assert {look.verb for look in parts} == {"export"}
    assert {key for look in parts for key in look.detail["keys"]} == keys
    assert [look.detail.get("part") for look in parts] == [None, 2, 3]
    assert [bool(look.detail.get("terms")) for look in parts] == [True, False, False]


@pytest.fixture
def enter_many(officer, unit):
    from muster.features.activities.actions import register_activity
    from tests.security.world import values

    return lambda n: [register_activity(officer, values(unit, f"Workshop {number}")).pk for number in range(n)]


def test_the_api_leaves_looks_too(page, looks, officer, entry, client):
    client.get(f"/api/activities/{entry.pk}")
    client.get("/api/activities/?q=hate")
    one, some = looks("activity")
    assert (one.verb, one.key) == ("read", str(entry.pk))
    assert (some.verb, some.detail["keys"]) == ("search", [str(entry.pk)])


def test_what_a_page_asks_for_again_and_again_is_one_look(page, looks, document):
    for _time in range(3):
        page("review:present", document.pk, headers={"HX-Request": "true"})
    assert len(looks("document")) == 1


def test_a_record_that_was_not_shown_leaves_no_look(page, looks, client, reader, restricted):
    client.force_login(reader)
    assert page("intake:document", restricted.pk).status_code == 404
    assert not looks("document")


def test_a_page_whose_look_cannot_be_written_is_not_shown(page, entry, monkeypatch, client):
    def broken(*_args, **_detail):
        raise RuntimeError("no trail")

    monkeypatch.setattr(audit, "record", broken)
    client.raise_request_exception = False
    response = page("activities:entry", entry.pk)
    assert response.status_code == 500
    assert b"hate crime" not in response.content


def test_a_look_is_kept_where_the_page_breaks_afterwards(page, looks, entry, monkeypatch, client):
    monkeypatch.setattr("muster.features.activities.views.entry.render", lambda *args, **more: 1 / 0)
    client.raise_request_exception = False
    assert page("activities:entry", entry.pk).status_code == 500
    assert [look.key for look in looks("activity")] == [str(entry.pk)]


def test_a_closed_record_asks_why_first_and_shows_nothing(page, looks, restricted):
    response = page("intake:document", restricted.pk)
    assert response.status_code == 403
    assert "Why do you need this?" in response.content.decode()
    assert restricted.title not in response.content.decode()
    assert not looks("document")


def test_who_said_why_gets_to_the_page_and_is_asked_once(page, looks, client, officer, restricted):
    wanted = reverse("intake:document", args=[restricted.pk])
    assert answer(client, restricted, wanted=wanted).url == wanted
    assert page("intake:document", restricted.pk).status_code == 200
    assert page("review:document", restricted.pk).status_code == 200
    kept = Justification.objects.get()
    first, second = looks("document")
    assert first.detail["justification"] == second.detail["justification"]
    assert first.detail["justification"] == {
        "code": "prosecution",
        "text": SENTENCE,
        "reference": "PP 12/2026",
        "number": kept.pk,
    }


def test_what_was_sent_before_the_reason_was_given_is_not_lost_silently(page, client, officer, restricted):
    client.force_login(officer)
    record = reverse("markings:record", args=["document", restricted.pk])
    asked = client.post(f"{record}mark/", {"marking": "3"}, headers={"Referer": f"http://testserver{record}"})
    assert "Nothing was changed by what you sent" in asked.content.decode()
    wrong = answer(client, restricted, wanted=record, sent="yes", text="")
    assert 'name="sent"' in wrong.content.decode()
    assert f'name="next" value="{record}"' in wrong.content.decode(), "after choosing a language, too"
    back = client.post(
        reverse("audit:reason"),
        {"code": "document", "key": restricted.pk, "wanted": record, "sent": "yes", **SAID},
        follow=True,
    )
    assert back.redirect_chain == [(record, 302)]
    assert "send it once more" in back.content.decode()


def test_who_will_not_say_why_gets_back_to_where_they_came_from(page, client, restricted):
    wanted, search = reverse("intake:document", args=[restricted.pk]), "/reports/?q=workshop&page=2"
    cancel = '<a href="{}">Cancel</a>'.format

    def asked(referer):
        return page("intake:document", restricted.pk, headers={"Referer": referer}).content.decode()

    assert cancel("/reports/?q=workshop&amp;page=2") in asked(f"http://testserver{search}")
    assert cancel("/") in asked("https://elsewhere.example/")
    assert cancel("/") in asked(f"http://testserver{wanted}"), "not to the question once more"
    assert cancel("/") in asked(f"http://testserver{reverse('audit:reason')}"), "which is no page to open"
    wrong = answer(client, restricted, wanted=wanted, back=search, text="").content.decode()
    assert cancel("/reports/?q=workshop&amp;page=2") in wrong
    assert cancel("/") in answer(client, restricted, back="https://elsewhere.example/", text="").content.decode()


@pytest.mark.parametrize("text", ["", "because", "xxxxxxxxxxxxxxxx"])
def test_no_sentence_is_no_reason(page, client, restricted, text):
    assert answer(client, restricted, text=text).status_code == 403
    assert not Justification.objects.exists()


def test_nobody_says_why_for_what_they_may_not_see(client, reader, restricted):
    client.force_login(reader)
    assert answer(client, restricted).status_code == 404
    assert not Justification.objects.exists()


def test_nobody_is_sent_to_another_site(page, client, restricted):
    assert answer(client, restricted, wanted="https://elsewhere.example/").url == "/"


def test_a_reason_holds_for_that_record_alone_and_for_some_hours(page, client, officer, restricted, document, entry):
    answer(client, restricted)
    Justification.objects.update(key="999999")
    assert page("intake:document", restricted.pk).status_code == 403


def test_the_reason_of_who_broke_the_glass_is_reason_enough(page, looks, officer, restricted):

    BrokenGlass.objects.create(
        person=officer,
        subject="document",
        key=restricted.pk,
        reason="A threat to life.",
        until=timezone.now().replace(year=2099),
    )
    assert page("intake:document", restricted.pk).status_code == 200
    assert looks("document")[0].detail["justification"] == {"code": "need", "text": "A threat to life."}


def test_a_program_says_why_in_a_header(page, looks, client, restricted):
    address = f"/api/documents/{restricted.pk}/"
    refused = client.get(address)
    assert refused.status_code == 403
    assert "Justification" in refused.json()["detail"]
    assert client.get(address, headers={"Justification": "because; I want it so much"}).status_code == 403
    assert client.get(address, headers={"Justification": f"prosecution; {SENTENCE}; PP 12"}).status_code == 200
    assert looks("document")[0].detail["justification"] == {
        "code": "prosecution",
        "text": SENTENCE,
        "reference": "PP 12",
    }


def test_an_export_with_closed_records_asks_why(page, looks, client, entry):
    from muster.features.activities.models import Activity

    Activity.objects.update(marking=2)
    response = page("activities:export", "csv")
    assert response.status_code == 403
    assert not looks("activity")
    answer(client, None, code="activity")
    b"".join(page("activities:export", "csv").streaming_content)
    assert looks("activity")[0].detail["justification"]["code"] == "prosecution"


def test_what_was_begun_can_be_sent_after_the_hours_are_over(page, client, restricted):

    answer(client, restricted)
    Justification.objects.update(until=timezone.now() - timedelta(hours=1))
    assert page("intake:document", restricted.pk).status_code == 403
    assert client.post(reverse("intake:retry", args=[restricted.pk])).status_code == 302


def test_nobody_writes_a_reason_in_the_name_of_another(officer, other_officer, document):
    from django.db import DatabaseError, transaction

    from muster.core.identity import acting_as, of_person

    with (
        acting_as(of_person(officer.pk)),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO audit_justification (person_id, subject, key, reason, text, reference, at, until) "
            "VALUES (%s, 'document', '1', 'other', 'x', '', now(), now())",
            [other_officer.pk],
        )


def test_a_look_by_a_token_says_which_one(client, looks, officer, entry, person):
    from muster.features.sign_in.actions import make_token

    secret = make_token(
        person("administrator"),
        person=officer,
        purpose="A program",
        limits=["read activity"],
        unit=None,
        last_day=timezone.localdate() + timedelta(days=5),
    )
    assert client.get(f"/api/activities/{entry.pk}", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    (look,) = looks("activity")
    assert look.person == officer.pk
    assert secret.startswith(look.detail["token"] + "_")
    assert len(look.detail["token"]) < len(secret) / 2


def test_a_part_of_a_page_that_needs_a_reason_sends_to_the_page(page, restricted):
    here = f"http://testserver/review/{restricted.pk}/"
    response = page("review:present", restricted.pk, headers={"HX-Request": "true", "HX-Current-URL": here})
    assert response.headers["HX-Redirect"] == here


def test_two_people_who_look_again_and_again_are_two_looks(page, client, looks, other_officer, document):
    for somebody in (document.uploaded_by, other_officer, document.uploaded_by):
        client.force_login(somebody)
        page("review:present", document.pk, headers={"HX-Request": "true"})
    assert [look.person for look in looks("document")] == [document.uploaded_by_id, other_officer.pk]
