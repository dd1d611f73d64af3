"""Several entries marked in one step, and a report with what was read from it: each as if it were marked alone."""

import re

import pytest
from django.urls import reverse

from muster.core.identity import SYSTEM, acting_as, of_person
from muster.core.models import Marking, Tlp
from muster.features.accounts.models import NeedToKnow, Permission
from muster.features.activities.models import Activity
from muster.features.markings.actions import Wish, mark_together

pytestmark = pytest.mark.django_db

MARK = "/activities/mark/"


def now(entry):
    with acting_as(SYSTEM):
        found = Activity.objects.get(pk=entry.pk)
    return found.marking, found.tlp


@pytest.fixture
def entry(make_entry):
    return make_entry()


@pytest.fixture
def choose(client):
    """What the register's form sends for these entries; further fields."""

    def chosen(*entries, **more):
        return {"pick": [f"{one.pk}:{one.version}" for one in entries], **more}

    return chosen


@pytest.fixture
def go(client, choose):
    """Shows what would be done, then does it as the page that was shown says; both answers."""

    def through(*entries, **wish):
        shown = client.post(MARK, choose(*entries, step="preview", **wish))
        page = shown.content.decode()
        sealed, seen = (re.findall(rf'name="{name}" value="([^"]*)"', page)[-1] for name in ("selection", "seen"))
        return page, client.post(MARK, {"selection": sealed, "seen": seen, "step": "apply", **wish}, follow=True)

    return through


class TestTogether:
    def test_chosen_in_the_register_they_are_marked_after_they_were_shown(
        self, client, officer, make_entry, choose, go
    ):
        one, other = make_entry("First"), make_entry("Second", tlp=Tlp.GREEN)
        client.force_login(officer)
        assert 'name="pick"' in client.get("/activities/").content.decode()
        opened = client.post("/activities/bulk/", choose(one, other, which="picked")).content.decode()
        assert f'action="{MARK}#' in opened
        page, done = go(one, other, marking="2", reason="A case was opened.")
        assert "2 records would be marked" in page
        assert "2 records are marked anew." in done.content.decode()
        assert (now(one), now(other)) == ((Marking.RESTRICTED, ""), (Marking.RESTRICTED, Tlp.GREEN))
        history = client.get(f"/activities/{one.pk}/")
        assert "Marking: <del>Internal</del> → <ins>Restricted</ins>" in history.content.decode()

    def test_the_reason_stands_beside_each_of_them(self, client, officer, make_entry, go):
        some = [make_entry(), make_entry("Second")]
        client.force_login(officer)
        go(*some, tlp="amber", reason="As the partner asked.")
        for one in some:
            assert "“As the partner asked.”" in client.get(f"/records/activity/{one.pk}/").content.decode()

    def test_what_is_shown_is_not_done(self, client, officer, entry, choose):
        client.force_login(officer)
        client.post(MARK, choose(entry, step="preview", marking="3"))
        assert now(entry) == (Marking.INTERNAL, "")
        assert not NeedToKnow.objects.exists()
        assert entry.history.count() == 1

    def test_nothing_is_done_that_was_not_shown(self, client, officer, entry, choose):
        client.force_login(officer)
        answer = client.post(MARK, choose(entry, step="apply", marking="3", seen="2:"))
        assert "1 record would be marked" in answer.content.decode()
        assert now(entry)[0] == Marking.INTERNAL

    def test_whoever_lowers_some_is_warned_and_says_why(self, client, officer, make_entry, go):
        closed, plain = make_entry("Closed", marking=Marking.RESTRICTED), make_entry()
        client.force_login(officer)
        page, done = go(closed, plain, marking="1")
        assert "This lowers 1 record" in page
        assert "1 is like this already" in page
        assert "Say why, and send it once more" in done.content.decode()
        assert now(closed)[0] == Marking.RESTRICTED
        go(closed, plain, marking="1", reason="The case is closed.")
        assert now(closed)[0] == Marking.INTERNAL

    def test_a_tlp_is_taken_away_with_a_reason_alone(self, client, officer, make_entry, go):
        entry = make_entry(tlp=Tlp.RED)
        client.force_login(officer)
        assert "This lowers 1 record" in go(entry, tlp="none")[0]
        assert now(entry)[1] == Tlp.RED
        go(entry, tlp="none", reason="It was said in public.")
        assert now(entry)[1] == ""

    def test_of_a_mixed_choice_each_that_can_be_is_marked_and_of_the_others_it_says_why(
        self, client, officer, reporting_officer, make_entry, other_unit, go
    ):
        ours, changed = make_entry("Ours"), make_entry("Changed")
        theirs = make_entry("Theirs", unit=other_unit, by=reporting_officer)
        with acting_as(SYSTEM):
            Activity.objects.filter(pk=changed.pk).update(version=2)
        client.force_login(officer)
        page, done = go(ours, theirs, changed, marking="2")
        assert "2 would stay as they are, for the reasons below" in page
        text = done.content.decode()
        assert "2 records were not marked" in text
        assert f"Your role does not include this for {other_unit.name}." in text
        assert "Somebody changed it meanwhile." in text
        assert [now(one)[0] for one in (ours, theirs, changed)] == [2, 1, 1]

    def test_nobody_loses_sight_of_what_they_mark_and_is_told_so(self, client, officer, make_entry, go, person, unit):
        one, other = make_entry("First"), make_entry("Second")
        client.force_login(officer)
        page, done = go(one, other, marking="3", reason="Informants are named.")
        assert "you would be named for 2 records" in page
        assert "you are named for 2 of them" in done.content.decode()
        assert client.get(f"/activities/{one.pk}/").status_code == 200
        with acting_as(of_person(person("officer", unit).pk)):
            assert not Activity.objects.exists()

    def test_what_was_closed_to_somebody_meanwhile_tells_them_nothing(self, officer, closed):
        with acting_as(of_person(officer.pk)):
            (told,) = mark_together(officer, "activity", {closed.entry.pk: 1}, Wish(Marking.PUBLIC), "Why not")
        assert (told.left, told.record) == ("It is not open to you any more.", None)
        assert now(closed.entry)[0] == Marking.CONFIDENTIAL

    def test_who_may_mark_and_not_change_is_offered_that_alone(self, client, officer, entry, choose, go):
        Permission.objects.filter(role__code="officer", verb__in=("change", "create"), subject="activity").delete()
        client.force_login(officer)
        assert 'name="pick"' in client.get("/activities/").content.decode()
        page = client.post("/activities/bulk/", choose(entry, which="picked")).content.decode()
        assert f'action="{MARK}#' in page
        assert 'name="theme"' not in page
        assert client.post("/activities/bulk/", choose(entry, step="apply", theme="A11")).status_code == 403
        go(entry, marking="2")
        assert now(entry)[0] == Marking.RESTRICTED

    def test_who_may_change_and_not_mark_is_not_offered_it(self, client, officer, entry, choose):
        Permission.objects.filter(verb="mark").delete()
        client.force_login(officer)
        assert MARK not in client.post("/activities/bulk/", choose(entry, which="picked")).content.decode()
        assert client.post(MARK, choose(entry, step="preview", marking="2")).status_code == 403

    @pytest.mark.parametrize("role", ["reader", "administrator", "auditor", "data_protection_officer"])
    def test_who_has_not_the_right_marks_nothing(self, client, person, entry, choose, role):
        client.force_login(person(role))
        assert 'name="pick"' not in client.get("/activities/").content.decode()
        assert client.post(MARK, choose(entry, step="apply", marking="0", seen="0:", reason="x")).status_code == 403
        assert now(entry)[0] == Marking.INTERNAL

    def test_a_stranger_gets_nowhere(self, client, entry, choose):
        assert client.post(MARK, choose(entry, step="apply", marking="2", seen="2:")).status_code == 302
        assert now(entry)[0] == Marking.INTERNAL

    def test_what_says_nothing_is_asked_again(self, client, officer, entry, choose):
        client.force_login(officer)
        answer = client.post(MARK, choose(entry, step="preview"))
        assert answer.status_code == 400
        assert "Say how they are to be marked." in answer.content.decode()
        assert client.post(MARK, {"step": "preview"}, follow=True).redirect_chain[0][0].startswith("/activities/")


class TestWithItsReport:
    @pytest.fixture
    def report(self, make_document):
        return make_document()

    @pytest.fixture
    def send(self, client, report):
        def marks(marking, **more):
            address = reverse("markings:mark", args=["document", report.pk])
            return client.post(address, {"marking": int(marking), "before": "1:", **more}, follow=True)

        return marks

    def test_what_was_read_from_it_is_marked_in_the_same_step(self, client, officer, make_entry, report, send):
        one, higher = make_entry(document=report), make_entry("Higher", document=report, marking=Marking.CONFIDENTIAL)
        NeedToKnow.objects.create(subject="activity", key=higher.pk, person=officer, reason="Case", made_by=officer)
        client.force_login(officer)
        offered = client.get(f"/records/document/{report.pk}/").content.decode()
        assert "2 records were read from it: mark them at least as high, too" in offered
        page = send(Marking.RESTRICTED, tlp="red", too="yes", reason="A case was opened.").content.decode()
        assert "2 records were raised." in page
        assert (now(one), now(higher)) == ((2, Tlp.RED), (3, Tlp.RED))
        assert "“A case was opened.”" in client.get(f"/records/activity/{one.pk}/").content.decode()

    def test_left_alone_where_nobody_asks_for_it(self, client, officer, make_entry, report, send):
        one = make_entry(document=report)
        client.force_login(officer)
        page = send(Marking.RESTRICTED).content.decode()
        assert now(one)[0] == Marking.INTERNAL
        assert "1 record tells the same and is marked lower" in page

    def test_nothing_is_lowered_with_it(self, client, officer, make_entry, report, send):
        one = make_entry(document=report)
        client.force_login(officer)
        send(Marking.PUBLIC, too="yes", sure="yes", reason="In the newspaper.")
        assert now(one)[0] == Marking.INTERNAL

    def test_of_what_others_mark_it_says_so(
        self, client, officer, reporting_officer, make_entry, report, send, other_unit
    ):
        make_entry("Theirs", document=report, unit=other_unit, by=reporting_officer)
        client.force_login(officer)
        page = send(Marking.RESTRICTED, too="yes").content.decode()
        assert f"Not raised: “Theirs”. Your role does not include this for {other_unit.name}." in page

    def test_an_entry_does_not_take_its_report_along(self, client, officer, make_entry, report):
        entry = make_entry(document=report)
        client.force_login(officer)
        assert 'name="too"' not in client.get(f"/records/activity/{entry.pk}/").content.decode()
        client.post(f"/records/activity/{entry.pk}/mark/", {"marking": 2, "before": "1:", "too": "yes"})
        report.refresh_from_db()
        assert report.marking == Marking.INTERNAL
