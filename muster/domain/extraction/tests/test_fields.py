import pytest

from muster.domain.extraction.tests.told import activity


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("On 5 and 6 May, the Mission organized a workshop.", "2016-05-05", "2016-05-06"),
        ("On 31 May, the Mission concluded the facilitation of four workshops on patrols.", None, "2016-05-31"),
        ("On 11 July, the Mission commenced a course on tactics for 18 officers.", "2016-07-11", None),
        ("The Mission facilitated a workshop on lamps. It was held from 3 to 6 April.", "2016-04-03", "2016-04-06"),
        ("The Mission organized five courses in the first half of 2016.", "2016-01", "2016-06"),
        ("The Mission delivered three courses on first aid.", None, None),
        (
            "The Mission held five exercises on radios, namely in Hilltop on 16 February, in Lakeside on 12 April and "
            "in Bridgend on 15 November.",
            "2016-02-16",
            "2016-11-15",
        ),
        (
            "The Mission supported the MoO in drafting a development plan. A group of officers worked on it. "
            "The plan was adopted on 31 March.",
            None,
            "2016-03-31",
        ),
        (
            "The Mission assessed posts, which were modernized and reopened in November. Experts visited them in May.",
            "2016-05",
            "2016-05",
        ),
    ],
)
def test_start_and_end(text, start, end):
    draft = activity(text)
    assert (draft.start.value, draft.end.value) == (start, end)


@pytest.mark.parametrize(
    ("text", "sessions"),
    [
        ("From 4 to 16 May, the Mission facilitated eight advocacy workshops.", 8),
        ("On 5 May, the Mission organized a two-day workshop.", 1),
        ("On 25 May, the Mission concluded the final in a series of six one-day seminars.", 6),
        ("In May, the Mission organized a series of workshops on lamps.", None),
        ("On 3, 10 and 17 May, the Mission conducted a training for drivers.", 3),
        ("In May, the Mission held two meetings in each of four villages.", 8),
        ("In May, officers were trained in two-day courses on law. Each of the 14 courses had a test.", 14),
        (
            "In May, the Mission trained teams in Berane and Bar on lamps. A one-day training took place in each town.",
            2,
        ),
        ("On 5 May, the Mission held a course on law. Two lectures were dedicated to evidence.", 1),
        ("The Mission held a course in three groups, from 3 to 4, from 10 to 11 and from 17 to 18 November.", 3),
    ],
)
def test_sessions(text, sessions):
    assert activity(text).sessions.value == sessions


@pytest.mark.parametrize(
    ("text", "participants", "women", "men"),
    [
        ("On 5 May, the Mission organized a workshop for around 60 female officers.", 60, 60, None),
        ("On 5 May, the Mission held a course. A total of 122 officials (67 women and 55 men) attended.", 122, 67, 55),
        ("On 5 May, the Mission held a course for 30 officers, including 12 women.", 30, 12, None),
        ("On 5 May, the Mission held a seminar for 16 officers, eight prosecutors and five judges.", None, None, None),
        (
            "In May, the Mission held four workshops. Around 30 participants took part in each workshop.",
            None,
            None,
            None,
        ),
        ("On 5 May, the Mission handed over 300 books and two vehicles to the LP.", None, None, None),
        ("On 5 May, the Mission held a camp for 34 young women and men.", 34, None, None),
        (
            "On 5 May, the Mission held a seminar. Thirty-six people, 12 from Hilltop and 24 from Lakeside, came.",
            36,
            None,
            None,
        ),
        ("On 5 May, the Mission organized a lecture for pupils aged 14 to 18.", None, None, None),
        ("On 5 May, the Mission held a course for 20 passport controllers at the airport.", 20, None, None),
        ("On 5 May, the Mission held a drill at sea. The scenario was a ferry with 80 passengers.", None, None, None),
        (
            "On 5 May, the Mission held a meeting. Thirty-three participants read the pact that had expired in 2009.",
            33,
            None,
            None,
        ),
    ],
)
def test_participants_women_and_men(text, participants, women, men):
    draft = activity(text)
    assert (draft.participants.value, draft.women.value, draft.men.value) == (participants, women, men)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("On 5 May, the Mission held a workshop in Prishtinë/Priština and Prizren.", ("Prishtinë/Priština", "Prizren")),
        ("On 5 May, the Mission held a workshop for officers from Tirana, Skopje and Podgorica.", ()),
        ("On 5 May, the Mission organized a study visit to Vienna for six officers.", ("Vienna",)),
        ("On 5 May, the Mission facilitated a visit of six officers to Austria.", ("Austria",)),
        ("On 5 May, the Mission held a workshop in Lorland on lamps.", ()),
        (
            "On 5 May, the first meeting took place in the municipality of Millbrook with the support of the Mission.",
            ("Millbrook",),
        ),
        (
            "The Mission assessed procedures at the Hillgate, Lakegate and Stonegate border crossing points.",
            ("Hillgate", "Lakegate", "Stonegate"),
        ),
    ],
)
def test_places(text, places):
    assert activity(text).places.value == places


@pytest.mark.parametrize(
    ("text", "partners"),
    [
        (
            "On 5 May, the Mission, in close co-operation with the LP and the MoO, held a workshop.",
            ("Lorland Police (LP)", "Ministry of Order (MoO)"),
        ),
        ("On 5 May, the Mission supported the MoO in organizing a conference.", ("Ministry of Order (MoO)",)),
        (
            "On 5 May, the Mission donated a boat to the LP. The donation was funded by the Government of Norway.",
            ("Government of Norway",),
        ),
        ("On 5 May, the Mission held a workshop for officers of the LP and the MoO.", ()),
        (
            "On 5 May, the Mission and the Police Academy of Hilltop organized a seminar.",
            ("Police Academy of Hilltop",),
        ),
        ("On 5 May, the Ministry of Order and the Mission organized a seminar.", ("Ministry of Order",)),
        ("On 5 May, the Mission held a seminar on traffic, which is supported by the World Bank.", ()),
    ],
)
def test_partners(text, partners):
    assert activity(text).partners.value == partners


@pytest.mark.parametrize(
    ("text", "kind", "column"),
    [
        ("On 5 May, the Mission conducted a training of trainers for 22 officers.", "training_of_trainers", "training"),
        (
            "On 5 May, the Mission supported a workshop for the review of the Patrol Strategy 2012-2016.",
            "strategy_review",
            "analysis",
        ),
        (
            "On 5 May, the Mission organized a roundtable to discuss co-operation with schools.",
            "roundtable",
            "information_exchange",
        ),
        (
            "On 5 May, the Mission held a workshop to improve the officers’ knowledge and skills in interviewing.",
            "workshop",
            "training",
        ),
        ("In May, the Mission conducted a needs assessment of the patrol units.", "assessment", "analysis"),
        ("In 2016, the Mission continued to monitor how officers treat people in custody.", "monitoring", "analysis"),
        (
            "On 5 May, six officers visited the forensic laboratory in Vienna with the support of the Mission.",
            "study_visit",
            "information_exchange",
        ),
        ("On 5 May, the Mission published a handbook on interviewing.", "publication", "analysis"),
    ],
)
def test_kind_and_column(text, kind, column):
    draft = activity(text)
    assert (draft.kind.value, draft.column.value) == (kind, column)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("On 5 May, the Mission supported the MoO in organizing a conference.", "supported"),
        ("On 5 May, the Mission delivered a training on lamps.", "conducted"),
        ("On 5 May, the Mission, together with the MoO, organized a conference.", "co_organized"),
        ("On 5 May, the Mission attended a conference on lakes in Vienna.", "participated"),
    ],
)
def test_role(text, role):
    assert activity(text).role.value == role


def test_a_title_is_short_and_of_the_text():
    title = activity(
        "On 5 May, the Mission organized a regional conference on the safety of boats for mayors."
    ).title.value
    assert title == "Regional conference on the safety of boats for mayors"
