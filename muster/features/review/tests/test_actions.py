"""Decisions: what they do, who may take them, what two people at once see, what can be taken back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from muster.features.activities.actions import update_activity
from muster.features.activities.models import Activity
from muster.features.activities.values import values_of
from muster.features.intake.models import Draft, DraftState
from muster.features.review import actions, queries, registering
from muster.features.review.actions import DraftConflict, Incomplete, NotOpen, Seen
from muster.features.review.models import Decision, Deed
from muster.features.review.tests.conftest import TEXT, span

pytestmark = pytest.mark.django_db


def seen(draft):
    draft.refresh_from_db()
    return Seen(draft.pk, draft.version)


def test_a_draft_becomes_an_entry_by_a_persons_decision(officer, drafts):
    actions.accept(officer, seen(drafts[0]))
    entry = Activity.objects.get()
    assert (entry.theme, entry.participants, entry.women, entry.events) == ("A10", 135, 40, 8)
    assert entry.narrative.startswith("From 15 April to 13 May")
    source = entry.sources.get()
    assert [TEXT[low:high] for low, high in source.field_spans["places"]] == ["Prizren", "Pejë/Peć"]
    drafts[0].refresh_from_db()
    assert (drafts[0].state, drafts[0].decided_by) == (DraftState.ACCEPTED, officer)


def test_nothing_is_registered_before_that(document, drafts, officer):
    actions.correct(officer, seen(drafts[0]), {"title": ("Another title", [])})
    actions.reject(officer, seen(drafts[1]), "no activity")
    assert not Activity.objects.exists()


@pytest.mark.parametrize("act", ["accept", "reject", "reopen"])
def test_who_may_not_review_decides_nothing(act, drafts, other_officer, reader):
    for person in (other_officer, reader):
        with pytest.raises(PermissionDenied):
            getattr(actions, act)(person, seen(drafts[0]))


def test_who_may_not_review_neither_corrects_nor_joins_nor_takes_back(document, drafts, other_officer, reader):
    for person in (other_officer, reader):
        attempts = [
            lambda who: actions.correct(who, seen(drafts[0]), {}),
            lambda who: actions.split_at(who, seen(drafts[0]), TEXT.index("A handbook")),
            lambda who: actions.split_copy(who, seen(drafts[0]), {}),
            lambda who: actions.merge(who, seen(drafts[0]), seen(drafts[1])),
            lambda who: actions.accept_all(who, document, [seen(drafts[0])]),
            lambda who: actions.undo(who, document),
        ]
        for attempt in attempts:
            with pytest.raises(PermissionDenied):
                attempt(person)


def test_the_reporting_officer_reviews_every_structure(drafts, reporting_officer):
    assert actions.accept(reporting_officer, seen(drafts[0])).state == DraftState.ACCEPTED


def test_accepting_says_what_is_missing(document, drafts, officer, reporting_officer):
    with pytest.raises(Incomplete) as caught:
        actions.accept(officer, seen(drafts[2]))
    assert caught.value.names == ["theme", "column"]
    document.unit = None
    document.save()
    with pytest.raises(Incomplete) as caught:
        actions.accept(reporting_officer, seen(drafts[0]))
    assert caught.value.names == ["unit"]


def test_what_was_typed_is_accepted_with_it(drafts, officer):
    changes = {"theme": ("B01", []), "column": ("analysis", [])}
    draft = actions.accept(officer, seen(drafts[2]), changes)
    assert draft.fields["category"]["value"] == "threats"
    assert Activity.objects.get().category == "threats"
    assert [one.deed for one in Decision.objects.all()] == [Deed.ACCEPT, Deed.CORRECT]


def test_a_correction_without_words_that_say_it_has_none(drafts, officer):
    draft = actions.correct(officer, seen(drafts[0]), {"participants": (153, span("around\n135 officers"))})
    assert draft.version == 2
    chosen = actions.correct(officer, seen(drafts[0]), {"participants": (8, [span("eight workshops")])})
    assert chosen.fields["participants"]["spans"] == [span("eight workshops")]


def test_an_unchanged_form_saves_nothing(drafts, officer):
    fields = drafts[0].fields
    changes = {name: (one["value"], one["spans"]) for name, one in fields.items()}
    assert actions.correct(officer, seen(drafts[0]), changes).version == 1
    assert not Decision.objects.exists()


def test_the_later_save_sees_the_difference(drafts, officer, colleague):
    both_saw = seen(drafts[0])
    actions.correct(colleague, both_saw, {"title": ("Theirs", []), "women": (41, [])})
    with pytest.raises(DraftConflict) as caught:
        actions.correct(officer, both_saw, {"title": ("Mine", []), "participants": (140, [])})
    found = {one.name: (one.theirs, one.mine, one.clash) for one in caught.value.differences}
    assert found == {
        "title": ("Theirs", "Mine", True),
        "women": (41, 40, False),
        "participants": (135, 140, False),
    }
    drafts[0].refresh_from_db()
    assert drafts[0].fields["title"]["value"] == "Theirs"


def test_a_decision_on_an_older_version_is_refused(drafts, officer, colleague):
    both_saw = seen(drafts[0])
    actions.correct(colleague, both_saw, {"title": ("Theirs", [])})
    for act in (actions.accept, actions.reject):
        with pytest.raises(DraftConflict):
            act(officer, both_saw)
    assert not Activity.objects.exists()


def test_a_decided_draft_is_not_decided_again(drafts, officer):
    actions.reject(officer, seen(drafts[0]))
    with pytest.raises(NotOpen):
        actions.accept(officer, seen(drafts[0]))


def test_split_in_two(document, drafts, officer):
    first, second = actions.split_at(officer, seen(drafts[0]), TEXT.index("A handbook"))
    assert (first.fields["participants"]["value"], second.fields["participants"]["value"]) == (135, None)
    assert second.fields["theme"]["value"] == "A10"
    assert second.spans == [[TEXT.index("A handbook"), drafts[0].spans[0][1]]]
    assert (first.first_line, second.first_line) == (2, 3)
    standing = [draft.pk for draft in queries.drafts(officer, document)]
    assert standing == [first.pk, second.pk, drafts[1].pk, drafts[2].pk]


def test_split_needs_a_place_inside(drafts, officer):
    with pytest.raises(NotOpen):
        actions.split_at(officer, seen(drafts[0]), 0)


def test_split_into_a_copy_with_other_dates(drafts, officer):
    first, second = actions.split_copy(officer, seen(drafts[1]), {"start": "2016-06-01", "end": "2016-06-02"})
    assert (first.fields["start"]["value"], second.fields["start"]["value"]) == ("2016-05-20", "2016-06-01")
    assert second.fields["start"]["spans"] == []
    assert second.fields["title"] == first.fields["title"]


def test_merge_two(document, drafts, officer):
    merged = actions.merge(officer, seen(drafts[1]), seen(drafts[0]))
    assert merged.spans == [*drafts[0].spans, *drafts[1].spans]
    assert merged.fields["places"]["value"] == ["Prizren", "Pejë/Peć", "Ferizaj/Uroševac"]
    assert merged.fields["kind"]["aside"]
    assert [draft.pk for draft in queries.drafts(officer, document)] == [merged.pk, drafts[2].pk]


def test_merge_needs_another_draft_of_the_document(drafts, officer):
    with pytest.raises(NotOpen):
        actions.merge(officer, seen(drafts[0]), seen(drafts[0]))
    with pytest.raises(NotOpen):
        actions.merge(officer, seen(drafts[0]), Seen(10**9, 1))


def test_accept_all_above_a_confidence(document, drafts, officer):
    sure = queries.sure_drafts(officer, document, 0.5)
    assert ([one.pk for one in sure.ready], [one.pk for one, _ in sure.incomplete]) == (
        [drafts[0].pk, drafts[1].pk],
        [drafts[2].pk],
    )
    assert actions.accept_all(officer, document, [seen(one) for one in sure.ready]) == 2
    assert Activity.objects.count() == 2
    actions.undo(officer, document)
    assert not Activity.objects.filter(withdrawn_at=None).exists()


def test_accept_all_is_all_or_nothing(document, drafts, officer, colleague):
    listed = [seen(drafts[0]), seen(drafts[1])]
    actions.correct(colleague, listed[1], {"title": ("Theirs", [])})
    with pytest.raises(DraftConflict):
        actions.accept_all(officer, document, listed)
    assert not Activity.objects.exists()


def test_undo_takes_back_ones_own_last_decision(document, drafts, officer, colleague):
    actions.reject(colleague, seen(drafts[1]))
    actions.accept(officer, seen(drafts[0]), {"title": ("Corrected", [])})
    actions.undo(officer, document)
    drafts[0].refresh_from_db()
    assert (drafts[0].state, drafts[0].decided_by, drafts[0].fields["title"]["value"]) == ("open", None, "Corrected")
    assert Activity.objects.get().withdrawn_at
    actions.undo(officer, document)
    drafts[0].refresh_from_db()
    assert drafts[0].fields["title"]["value"] == "Workshops on hate speech"
    with pytest.raises(NotOpen):
        actions.undo(officer, document)
    drafts[1].refresh_from_db()
    assert drafts[1].state == DraftState.REJECTED


def test_what_was_undone_can_be_accepted_again(document, drafts, officer):
    actions.accept(officer, seen(drafts[0]))
    actions.undo(officer, document)
    actions.accept(officer, seen(drafts[0]))
    assert Activity.objects.filter(withdrawn_at=None).count() == 1


@pytest.mark.parametrize("kind", ["split", "copy", "merge"])
def test_undo_of_split_and_merge(kind, document, drafts, officer):
    before = list(Draft.objects.values_list("pk", "fields", "spans"))
    if kind == "split":
        actions.split_at(officer, seen(drafts[0]), TEXT.index("A handbook"))
    elif kind == "copy":
        actions.split_copy(officer, seen(drafts[0]), {"start": "2016-06-01"})
    else:
        actions.merge(officer, seen(drafts[0]), seen(drafts[1]))
    actions.undo(officer, document)
    assert list(Draft.objects.values_list("pk", "fields", "spans")) == before
    assert {one.state for one in Draft.objects.all()} == {DraftState.OPEN}


def test_undo_stops_where_somebody_has_worked_on_it(document, drafts, officer, colleague):
    first, _second = actions.split_at(officer, seen(drafts[0]), TEXT.index("A handbook"))
    actions.correct(colleague, seen(first), {"title": ("Theirs", [])})
    with pytest.raises(NotOpen):
        actions.undo(officer, document)


def test_an_accepted_draft_is_reopened_while_its_entry_is_unchanged(drafts, officer, colleague):
    actions.accept(officer, seen(drafts[0]))
    assert actions.reopen(colleague, seen(drafts[0])).state == DraftState.OPEN
    assert Activity.objects.get().withdrawn_at
    actions.accept(officer, seen(drafts[0]))
    entry = registering.entry_of(drafts[0])
    values = values_of(entry)
    update_activity(officer, entry, type(values)(**{**_fields(values), "title": "Changed"}), entry.version)
    with pytest.raises(NotOpen):
        actions.reopen(colleague, seen(drafts[0]))


def _fields(values):
    return {name: getattr(values, name) for name in values.__slots__}


def test_a_rejected_draft_is_reopened_and_undo_goes_on_before_it(document, drafts, officer, colleague):
    actions.correct(officer, seen(drafts[0]), {"title": ("Corrected", [])})
    actions.reject(officer, seen(drafts[0]), "twice")
    actions.reopen(colleague, seen(drafts[0]))
    drafts[0].refresh_from_db()
    assert (drafts[0].state, drafts[0].reason) == (DraftState.OPEN, "")
    actions.undo(officer, document)
    drafts[0].refresh_from_db()
    assert drafts[0].fields["title"]["value"] == "Workshops on hate speech"


def test_reopening_an_open_or_older_draft_is_refused(drafts, officer):
    with pytest.raises(NotOpen):
        actions.reopen(officer, seen(drafts[0]))
    with pytest.raises(DraftConflict):
        actions.reopen(officer, Seen(drafts[0].pk, 99))


def test_what_the_register_refuses_is_not_accepted(drafts, officer):
    with pytest.raises(ValidationError):
        actions.accept(officer, seen(drafts[0]), {"women": (500, [])})
    drafts[0].refresh_from_db()
    assert (drafts[0].state, drafts[0].version) == (DraftState.OPEN, 1)


def test_who_reviewed_what(document, drafts, officer, colleague):
    actions.accept(officer, seen(drafts[0]))
    actions.reject(colleague, seen(drafts[1]))
    shares = {share.name: (share.accepted, share.rejected) for share in queries.reviewers(officer, document)}
    assert shares == {officer.full_name: (1, 0), colleague.full_name: (0, 1)}
    done = queries.progress(list(queries.drafts(officer, document)))
    assert (done.done, done.total, done.waiting) == (2, 3, 1)


def test_the_queue_has_ones_own_unit_first(document, drafts, officer, other_officer, reporting_officer):
    for person, mine in ((officer, True), (other_officer, False), (reporting_officer, False)):
        found = queries.to_review(person).get()
        assert (found.waiting, found.total, found.done, found.mine) == (3, 3, 0, mine)


def test_the_next_open_draft_goes_round(drafts, officer, document):
    standing = list(queries.drafts(officer, document))
    assert queries.next_open(standing, (0, drafts[0].pk)) == drafts[1]
    assert queries.next_open(standing, (2, drafts[2].pk)) == drafts[0]
    assert queries.next_open([], (0, 0)) is None


def test_who_else_is_here(document, drafts, officer, colleague):
    actions.be_present(colleague, document, drafts[1].pk)
    actions.be_present(officer, document, None)
    here = queries.others_here(officer, document).get()
    assert (here.person, here.draft) == (colleague, drafts[1])


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_at_the_same_moment_make_one_entry(drafts, officer, colleague):
    def attempt(person):
        try:
            return actions.accept(person, Seen(drafts[0].pk, 1)).state
        except DraftConflict as conflict:
            return conflict.draft.changed_by
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(attempt, (officer, colleague)))
    assert outcomes in ([DraftState.ACCEPTED, officer], [colleague, DraftState.ACCEPTED])
    assert Activity.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_merging_two_drafts_from_both_ends_at_once_ends_in_one(document, drafts, officer, colleague):
    def attempt(work):
        person, draft, other = work
        try:
            return actions.merge(person, Seen(draft.pk, 1), Seen(other.pk, 1)).pk
        except DraftConflict:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        work = [(officer, drafts[0], drafts[1]), (colleague, drafts[1], drafts[0])]
        assert list(pool.map(attempt, work)).count(None) == 1
    assert queries.drafts(officer, document).count() == 2
