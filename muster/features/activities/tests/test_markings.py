"""Markings in the register: shown, filtered by, inherited, kept by merges and tables, never told by a number."""

import csv
import io
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from muster.core.bringing import RowState
from muster.core.identity import acting_as, of_person
from muster.core.models import Marking, Tlp
from muster.features.accounts.models import NeedToKnow, Permission, Role
from muster.features.activities import actions
from muster.features.activities.models import Activity, Pair
from muster.features.activities.values import values_of
from muster.features.intake.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(headers={"Justification": "review; Looking through it with its officer."})


@pytest.fixture
def marked(enter):
    """Registers an entry and marks it."""

    def make(marking, tlp="", **changes):
        entry = enter(**changes)
        Activity.objects.filter(pk=entry.pk).update(marking=marking, tlp=tlp)
        entry.refresh_from_db()
        return entry

    return make


class TestLists:
    def test_a_tag_stands_beside_what_is_not_internal(self, client, officer, marked, enter):
        enter(title="Plain")
        marked(Marking.RESTRICTED, Tlp.AMBER_STRICT, title="Closed")
        client.force_login(officer)
        page = client.get("/activities/").content.decode()
        assert page.count('<span class="tag warn">Restricted</span> <span class="tag tlp amber">TLP:AMBER+STRICT') == 1

    def test_filtered_by_marking_and_tlp(self, client, officer, marked, enter):
        enter(title="Plain")
        marked(Marking.RESTRICTED, Tlp.RED, title="Closed")
        marked(Marking.PUBLIC, title="Open")
        client.force_login(officer)

        def titles(query):
            found = client.get(f"/api/activities/?{query}").json()["items"]
            return {one["title"] for one in found}

        assert titles("marking=restricted") == {"Closed"}
        assert titles("marking=public&marking=internal") == {"Plain", "Open"}
        assert titles("tlp=red") == {"Closed"}
        assert client.get("/activities/?marking=secret").content.decode().count("is not known here") == 1

    def test_the_history_says_how_it_was_marked(self, client, officer, enter):
        entry = enter()
        client.force_login(officer)
        data = {"marking": "2", "tlp": "red", "before": "1:", "reason": "A case."}
        client.post(f"/records/activity/{entry.pk}/mark/", data)
        page = client.get(f"/activities/{entry.pk}/").content.decode()
        assert "<li>Marking: <del>Internal</del> → <ins>Restricted</ins></li>" in page
        assert "<li>TLP: <del>–</del> → <ins>TLP:RED</ins></li>" in page


class TestInherited:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ((Marking.PUBLIC, ""), (Marking.INTERNAL, "")),
            ((Marking.RESTRICTED, Tlp.AMBER), (Marking.RESTRICTED, Tlp.AMBER)),
            ((Marking.CONFIDENTIAL, Tlp.RED), (Marking.CONFIDENTIAL, Tlp.RED)),
        ],
    )
    def test_an_entry_is_marked_at_least_as_its_document(self, officer, enter, document, draft, source, expected):
        marking, tlp = source
        Document.objects.filter(pk=document.pk).update(marking=marking, tlp=tlp)
        document.refresh_from_db()
        with acting_as(of_person(officer.pk)):
            entry = enter(source=actions.Source(document, draft, [[0, 10]]))
        assert (entry.marking, entry.tlp) == expected

    def test_who_is_named_for_the_document_is_for_the_entry(self, officer, reader, enter, document, draft):
        NeedToKnow.objects.create(subject="document", key=document.pk, person=reader, reason="Case", made_by=officer)
        Document.objects.filter(pk=document.pk).update(marking=Marking.CONFIDENTIAL)
        document.refresh_from_db()
        entry = enter(source=actions.Source(document, draft, [[0, 10]]))
        named = NeedToKnow.objects.filter(subject="activity", key=entry.pk).values_list("person", flat=True)
        assert set(named) == {reader.pk, officer.pk}
        with acting_as(of_person(reader.pk)):
            assert Activity.objects.filter(pk=entry.pk).exists()

    def test_made_one_it_is_as_high_as_the_highest_and_apart_as_before(self, officer, enter, marked):
        one, other = enter(), marked(Marking.CONFIDENTIAL, Tlp.RED)
        NeedToKnow.objects.create(subject="activity", key=other.pk, person=officer, reason="Case", made_by=officer)
        with acting_as(of_person(officer.pk)):
            merge = actions.merge_activities(officer, one.pk, {one.pk: 1, other.pk: 1}, values_of(one))
            kept = Activity.objects.get(pk=one.pk)
            assert (kept.marking, kept.tlp) == (Marking.CONFIDENTIAL, Tlp.RED)
        NeedToKnow.objects.filter(key=other.pk).delete()
        with acting_as(of_person(officer.pk)), pytest.raises(ValidationError, match="closed to you"):
            actions.take_apart(officer, merge)
        NeedToKnow.objects.create(subject="activity", key=other.pk, person=officer, reason="Case", made_by=officer)
        with acting_as(of_person(officer.pk)):
            actions.take_apart(officer, merge)
        assert (Activity.objects.get(pk=one.pk).marking, Activity.objects.get(pk=one.pk).tlp) == (Marking.INTERNAL, "")
        assert Activity.objects.get(pk=other.pk).marking == Marking.CONFIDENTIAL


class TestTables:
    HEAD = "Entry,Title,Theme,Kind,Column,Start,Marking,TLP\n"
    ROW = "{id},Workshop,A10,workshop,training,2016-04-15,{marking},{tlp}\n"

    def load(self, person, **said):
        content = self.HEAD + self.ROW.format(**{"id": "", "marking": "", "tlp": ""} | said)
        load = actions.take_table(person, "entries.csv", content.encode())
        row = load.rows.get()
        if row.state != RowState.WRONG:
            actions.start_loading(person, load, [RowState.NEW, RowState.CHANGED])
        load.refresh_from_db()
        return load, row

    def test_what_says_nothing_is_internal(self, officer):
        self.load(officer)
        assert (Activity.objects.get().marking, Activity.objects.get().tlp) == (Marking.INTERNAL, "")

    @pytest.mark.parametrize(("marking", "tlp"), [("Restricted", "TLP:AMBER+STRICT"), ("restricted", "amber+strict")])
    def test_a_column_marks(self, officer, marking, tlp):
        with acting_as(of_person(officer.pk)):
            self.load(officer, marking=marking, tlp=tlp)
            entry = Activity.objects.get()
        assert (entry.marking, entry.tlp) == (Marking.RESTRICTED, Tlp.AMBER_STRICT)

    def test_whoever_loads_a_confidential_entry_goes_on_seeing_it(self, officer):
        with acting_as(of_person(officer.pk)):
            load, _row = self.load(officer, marking="Confidential")
            assert (load.state, load.error) == ("done", "")
            assert Activity.objects.get().marking == Marking.CONFIDENTIAL
        assert NeedToKnow.objects.get().person == officer

    def test_an_entry_is_marked_anew(self, officer, enter):
        entry = enter()
        load, row = self.load(officer, id=entry.pk, marking="Restricted", tlp="TLP:RED")
        assert row.changes["marking"] == [Marking.INTERNAL, Marking.RESTRICTED]
        assert (load.state, load.error) == ("done", "")
        changed = Activity.objects.get()
        assert (changed.marking, changed.tlp) == (Marking.RESTRICTED, Tlp.RED)

    def test_without_the_right_to_mark_the_row_is_wrong(self, officer, enter):
        entry = enter()
        Permission.objects.filter(role=Role.objects.get(code="officer"), verb="mark").delete()
        officer.known_grants = None
        _load, row = self.load(officer, id=entry.pk, marking="Restricted")
        assert row.state == RowState.WRONG
        assert "does not include marking" in str(row.problems)
        _load, row = self.load(officer, id=entry.pk, marking="Internal")
        assert row.state != RowState.WRONG

    def test_what_is_no_marking_is_said(self, officer):
        _load, row = self.load(officer, marking="Top secret")
        assert "“Top secret” is not in the list." in str(row.problems)

    @pytest.mark.parametrize("language", ["en", "sq", "sr-latn", "sr"])
    def test_an_export_loads_again_without_a_change(self, client, officer, marked, enter, language):
        officer.language = language
        officer.save()
        marked(Marking.RESTRICTED, Tlp.AMBER_STRICT)
        enter(title="Another")
        client.force_login(officer)
        answer = client.get("/activities/export.csv")
        content = b"".join(answer.streaming_content)
        load = actions.take_table(officer, "again.csv", content)
        assert set(load.rows.values_list("state", flat=True)) == {RowState.SAME}, list(load.rows.values("problems"))

    @pytest.mark.parametrize(
        ("marking", "tlp", "name"),
        [
            (Marking.INTERNAL, "", "activities.csv"),
            (Marking.INTERNAL, Tlp.GREEN, "activities.csv"),
            (Marking.RESTRICTED, Tlp.AMBER_STRICT, "activities-restricted-tlp-amber-strict.csv"),
            (Marking.INTERNAL, Tlp.RED, "activities-tlp-red.csv"),
        ],
    )
    def test_the_name_of_a_file_says_what_it_holds(self, client, officer, marked, enter, marking, tlp, name):
        enter()
        marked(marking, tlp)
        client.force_login(officer)
        answer = client.get("/activities/export.csv")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        heads, *rows = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
        assert {row[heads.index("Marking")] for row in rows} == {"Internal", str(Marking(marking).label)}


class TestHandingOver:
    @pytest.fixture
    def without_transfer(self, person, unit, other_unit):
        """An officer of two units who may not hand over what is theirs."""
        Permission.objects.filter(role__code="officer", verb="transfer").delete()
        return person("officer")

    def test_another_structure_takes_a_right_of_its_own(self, without_transfer, enter, other_unit):
        entry = enter()
        values = replace(values_of(entry), unit=other_unit)
        with pytest.raises(PermissionDenied):
            actions.update_activity(without_transfer, entry, values, entry.version)

    def test_also_when_entries_are_made_one(self, without_transfer, enter, other_unit, reporting_officer):
        one, other = enter(), enter(person=reporting_officer, unit=other_unit)
        values = replace(values_of(one), unit=other_unit)
        with pytest.raises(PermissionDenied):
            actions.merge_activities(without_transfer, one.pk, {one.pk: 1, other.pk: 1}, values)
        actions.merge_activities(without_transfer, one.pk, {one.pk: 1, other.pk: 1}, values_of(one))


class TestExport:
    @pytest.fixture
    def without_export(self, client, person):
        Permission.objects.filter(role__code="reader", verb="export").delete()
        somebody = person("reader")
        client.force_login(somebody)
        return somebody

    def test_no_file_without_the_right(self, client, without_export, enter):
        enter()
        assert client.get("/activities/export.csv").status_code == 403
        assert client.get("/activities/export.xlsx").status_code == 403
        assert client.get("/api/activities/export/csv").status_code == 403
        page = client.get("/activities/")
        assert page.status_code == 200
        assert "/activities/export." not in page.content.decode()

    def test_of_the_units_alone_where_one_has_it(self, client, person, unit, other_unit, enter, reporting_officer):
        Permission.objects.filter(role__code="reader", verb="export", subject="activity").update(reach="unit")
        enter(title="Ours")
        enter(person=reporting_officer, title="Theirs", unit=other_unit)
        client.force_login(person("reader", unit))
        told = b"".join(client.get("/activities/export.csv").streaming_content).decode()
        assert "Ours" in told
        assert "Theirs" not in told

    def test_a_stranger_gets_none(self, client):
        assert client.get("/activities/export.csv").status_code == 302
        assert client.get("/api/activities/export/csv").status_code == 401


class TestNoNumberTells:
    """Whoever may not see a confidential entry gets the numbers and lists that there would be without it."""

    @pytest.fixture
    def asked(self, client, enter):
        enter(title="Workshop on hate crime", places=("Peja/Peć",))
        enter(title="Workshop on hate crimes", start="2016-04-16", places=("Peja/Peć",))

        def ask(somebody):
            client.force_login(somebody)
            told = [
                client.get("/activities/?q=hate").content.decode().split('role="status">')[1].split("</p>")[0],
                client.get("/api/activities/?q=hate").json(),
                b"".join(client.get("/activities/export.csv").streaming_content),
                client.get("/api/activities/duplicates").json()
                if somebody.assignments.filter(role__code="officer")
                else "",
            ]
            return told

        return ask

    def test_search_counts_lists_files_and_pairs(self, asked, marked, reader, officer, person, unit):
        colleague = person("officer", unit)
        before = {one: asked(one) for one in (reader, officer, colleague)}
        hidden = marked(Marking.CONFIDENTIAL, Tlp.RED, title="Workshop on hate crime", places=("Peja/Peć",))
        assert Pair.objects.filter(second=hidden).exists() or Pair.objects.filter(first=hidden).exists()
        assert {one: asked(one) for one in (reader, officer, colleague)} == before

    def test_it_is_there_for_who_is_named(self, asked, marked, reader, officer):
        before = asked(reader)
        hidden = marked(Marking.CONFIDENTIAL, title="Workshop on hate crime, closed")
        NeedToKnow.objects.create(subject="activity", key=hidden.pk, person=reader, reason="Case", made_by=officer)
        assert asked(reader) != before
