"""What is closed leaves by no door: lists, numbers, charts, files, reports; and a file leaves only by right."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muster.core.models import Marking, Tlp
from muster.domain.counting.period import Period
from muster.features.accounts.models import NeedToKnow, Permission
from muster.features.activities.filters import UP_TO_INTERNAL
from muster.features.activities.models import Activity, PartnerName
from muster.features.intake.models import Document
from muster.features.publishing.actions.reports import start_report
from muster.features.publishing.models import Chapter

pytestmark = pytest.mark.django_db


def without_tokens(text):
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken)\S+', "", text)


class TestHandingIn:
    def hand_in(self, client, text=b"Weekly report of April 2016.", **said):
        return client.post("/reports/hand-in/", {"reports": SimpleUploadedFile("april.txt", text), **said})

    def test_internal_where_nothing_is_said(self, client, officer):
        client.force_login(officer)
        self.hand_in(client)
        assert (Document.objects.get().marking, Document.objects.get().tlp) == (Marking.INTERNAL, "")

    def test_marked_as_the_form_says(self, client, officer, unit):
        client.force_login(officer)
        self.hand_in(client, unit=unit.pk, marking="2", tlp="amber")
        assert (Document.objects.get().marking, Document.objects.get().tlp) == (Marking.RESTRICTED, Tlp.AMBER)

    def test_what_is_confidential_stays_in_sight_of_who_brought_it(self, client, officer, unit, person):
        client.force_login(officer)
        self.hand_in(client, unit=unit.pk, marking="3", tlp="red")
        document = Document.objects.get()
        assert NeedToKnow.objects.get().person == officer
        assert client.get(f"/reports/{document.pk}/").status_code == 200
        client.force_login(person("officer", unit))
        assert client.get(f"/reports/{document.pk}/").status_code == 404

    def test_who_may_not_mark_is_not_asked_and_not_heard(self, client, officer, unit):
        Permission.objects.filter(verb="mark").delete()
        client.force_login(officer)
        assert 'name="marking"' not in client.get("/reports/").content.decode().split("</form>")[1]
        self.hand_in(client, unit=unit.pk, marking="3")
        assert Document.objects.get().marking == Marking.INTERNAL

    def test_the_list_is_narrowed_by_marking(self, client, officer, make_document):
        make_document(title="Closed one", marking=Marking.RESTRICTED, tlp=Tlp.RED)
        make_document(title="Plain one")
        client.force_login(officer)
        page = client.get("/reports/?marking=restricted").content.decode()
        assert "Closed one" in page
        assert "TLP:RED" in page
        assert "Plain one" not in page


class TestNoNumberTells:
    """Pages and files are to the letter what they would be without the confidential records."""

    ADDRESSES = (
        "/matrix/?year=2016",
        "/matrix/charts/?year=2016",
        "/matrix/table.csv?year=2016",
        "/matrix/charts/months.csv?year=2016",
        "/reports/",
        "/review/",
        "/api/documents/",
        "/api/matrix/?year=2016",
        "/activities/?q=workshop",
        "/activities/partners/",
        "/activities/new/",
        "/api/activities/partners",
        "/",
    )

    @pytest.fixture
    def pages(self, client, make_entry):
        make_entry("Workshop on hate crime", partners=("Kosovo Police",), participants=20)

        def ask(somebody):
            client.force_login(somebody)
            return {address: self.said(client.get(address)) for address in self.ADDRESSES}

        return ask

    def said(self, answer):
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer.status_code, without_tokens(content.decode())

    def test_for_who_may_not_see_them(self, pages, make_entry, make_document, reader, person, unit):
        officer = person("officer", unit)
        before = {one: pages(one) for one in (reader, officer)}
        shut = {
            (one, page) for one, found in before.items() for page, (status, _text) in found.items() if status != 200
        }
        assert shut == {(reader, "/activities/new/")}, "the others are there to tell"
        make_entry(
            "Workshop, closed", partners=("Nora Example",), participants=7, marking=Marking.CONFIDENTIAL, tlp=Tlp.RED
        )
        make_document(title="Closed report", marking=Marking.CONFIDENTIAL)
        PartnerName.objects.filter(name="Nora Example").update(marking=Marking.CONFIDENTIAL)
        for one in (reader, officer):
            now = pages(one)
            for address in self.ADDRESSES:
                assert now[address] == before[one][address], address

    def test_for_who_sees_as_much_of_another_structure(
        self, pages, make_entry, make_document, person, unit, other_unit
    ):
        elsewhere = person("officer", other_unit)
        before = pages(elsewhere)
        assert {status for status, _text in before.values()} == {200}
        make_entry("Workshop, closed", partners=("Nora Example",), marking=Marking.RESTRICTED)
        make_document(title="Closed report", marking=Marking.RESTRICTED)
        PartnerName.objects.filter(name="Nora Example").update(marking=Marking.RESTRICTED)
        now = pages(elsewhere)
        for address in self.ADDRESSES:
            assert now[address] == before[address], address


class TestExport:
    DOORS = (
        "/matrix/table.xlsx?year=2016",
        "/matrix/table.csv?year=2016",
        "/matrix/charts/months.svg?year=2016",
        "/matrix/charts/months.xlsx?year=2016",
    )

    @pytest.fixture
    def without(self, client, person):
        Permission.objects.filter(verb="export").delete()
        client.force_login(person("reporting_officer"))

    def test_no_chart_and_no_matrix_without_the_right(self, client, without, make_entry):
        make_entry()
        for address in self.DOORS:
            assert client.get(address).status_code == 403, address
        for page in ("/matrix/?year=2016", "/matrix/charts/?year=2016"):
            answer = client.get(page)
            assert answer.status_code == 200
            assert " download>" not in answer.content.decode()

    def test_no_original_without_the_right(self, client, without, make_document):
        document = make_document()
        assert client.get(f"/reports/{document.pk}/original/").status_code == 403
        page = client.get(f"/reports/{document.pk}/")
        assert f"/reports/{document.pk}/original/" not in page.content.decode()

    def test_no_report_without_the_right(self, client, without, make_entry, unit, reporting_officer):
        make_entry()
        report = start_report(reporting_officer, "annual", Period.of_year(2016), [unit])
        for output in ("pdf", "docx", "html"):
            assert client.get(f"/publish/{report.pk}/report.{output}").status_code == 403
            assert client.get(f"/api/reports/{report.pk}/file/{output}").status_code == 403
        for page in (f"/publish/{report.pk}/", f"/publish/{report.pk}/preview/"):
            assert f"/publish/{report.pk}/report." not in client.get(page).content.decode()

    def test_with_the_right_they_are_there(self, client, make_entry, reader):
        make_entry()
        client.force_login(reader)
        for address in self.DOORS:
            assert client.get(address).status_code == 200, address
        assert " download>" in client.get("/matrix/?year=2016").content.decode()

    def test_a_stranger_takes_nothing(self, client, make_document):
        document = make_document()
        for address in (*self.DOORS, f"/reports/{document.pk}/original/"):
            assert client.get(address).status_code == 302


def test_a_number_of_a_report_opens_just_what_it_counts(client, make_entry, unit, reporting_officer):
    make_entry("Counted")
    make_entry("Closed", marking=Marking.RESTRICTED)
    report = start_report(reporting_officer, "annual", Period.of_year(2016), [unit])
    chapter = Chapter.objects.get(report=report, unit=unit)
    client.force_login(reporting_officer)
    page = client.get(f"/publish/chapters/{chapter.pk}/").content.decode()
    link = re.search(r'<a href="(/activities/\?[^"]+)">1 event in the register', page)[1].replace("&amp;", "&")
    assert "&".join(f"marking={name}" for name in UP_TO_INTERNAL) in link
    opened = client.get(link).content.decode()
    assert "Counted" in opened
    assert ">Closed<" not in opened
    assert Activity.objects.count() == 2
