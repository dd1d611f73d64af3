from muster.domain.extraction.extract import extract
from muster.domain.extraction.tests.told import activities, report

OPENING = "On 5 May, the Mission organized a workshop on night patrols for 20 officers."


def test_sentences_that_refer_back_stay_with_their_activity():
    drafts = activities(f"{OPENING} The workshop was attended by managers. Participants discussed the use of lamps.")
    assert len(drafts) == 1


def test_another_event_in_the_same_paragraph_is_another_activity():
    drafts = activities(f"{OPENING} On 8 December, another workshop on the same topic was organized by the Mission.")
    assert [draft.start.value for draft in drafts] == ["2016-05-05", "2016-12-08"]


def test_plans_statistics_and_summaries_are_no_activities():
    assert not activities(
        "The number of burglaries increased by 12 per cent compared to 2015.",
        "In 2017, the Mission will organize three courses for 60 officers.",
        "Trust between neighbours remains a challenge in the villages.",
    )


def test_what_came_of_an_activity_belongs_to_it():
    drafts = activities(f"{OPENING} The plan that was written there was approved by the Minister on 12 December.")
    assert len(drafts) == 1


def test_passive_and_participants_first():
    drafts = activities(
        "A training course on first aid was held in Lakeside from 3 to 5 March.",
        "Some 25 officers took part in a seminar on house searches on 9 June, organized by the Mission.",
    )
    assert [draft.start.value for draft in drafts] == ["2016-03-03", "2016-06-09"]


def test_an_activity_without_a_date_is_found_by_what_was_done():
    (draft,) = activities("The Mission donated two boats and a radar to the Lake Patrol Unit of the LP.")
    assert (draft.kind.value, draft.start.value, draft.end.value) == ("donation", None, None)


def test_the_pronoun_of_the_actor_opens_an_activity():
    drafts = activities(f"{OPENING} In October, it also printed 2,500 leaflets on road safety in three languages.")
    assert [draft.kind.value for draft in drafts] == ["workshop", "publication"]


def test_bullets_are_activities_of_their_own():
    drafts = activities(
        "In 2016, the Mission delivered the following courses:",
        "• a course on first aid for 20 officers, held in Lakeside from 3 to 5 March;",
        "• a course on house searches for 15 officers, held in Lakeside on 9 June.",
    )
    assert [draft.participants.value for draft in drafts] == [20, 15]


def test_what_is_handed_over_at_an_event_is_an_activity_of_the_same_day():
    drafts = activities(f"{OPENING} During the event, 480 copies of a handbook were printed and handed over to the LP.")
    assert [draft.start.value for draft in drafts] == ["2016-05-05", "2016-05-05"]


def test_what_is_said_again_without_dates_at_the_head_of_a_section_is_left_out():
    drafts = activities(
        "The Mission facilitated workshops on patrols and supported the review of the strategy. Trust has grown since.",
        f"{OPENING} The workshop dealt with lamps.",
    )
    assert [draft.start.value for draft in drafts] == ["2016-05-05"]


def test_lines_and_spans_say_where_it_stands():
    source = report(f"{OPENING} The workshop dealt with lamps.")

    (draft,) = extract(source, year=2016).activities
    first, last = draft.lines
    assert source.line_text(first).startswith("On 5 May")
    assert source.line_text(last).endswith("lamps.")
    assert source.text[draft.spans[0][0] :].startswith("On 5 May")


def test_progress_is_told_after_each_activity():
    told = []
    source = report("On 5 May, the Mission held a workshop.", "On 9 June, the Mission held a seminar for 30 drivers.")
    extract(source, year=2016, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]
