"""How missions write: one or a few sentences, and the activities that they tell of."""

import pytest

from muster.domain.extraction.tests.told import activities

# Per text, of each activity: kind, start, end, sessions, participants, places.
TOLD = [
    (
        (
            "In May, the Office facilitated the participation of three officers in an international conference on"
            " forensic science in Riga."
        ),
        [("conference", "2016-05", "2016-05", 1, 3, ("Riga",))],
    ),
    (
        (
            "Between March and June, the Mission, together with the Ministry of Order, delivered a series of six "
            "two-day trainings on domestic violence for 143 officers."
        ),
        [("training", "2016-03", "2016-06", 6, 143, ())],
    ),
    (
        (
            "On 12 and 13 September, the Mission held a seminar on bias crimes in Kotor. A further two seminars "
            "followed on 3 and 4 and on 10 and 11 October."
        ),
        [
            ("seminar", "2016-09-12", "2016-09-13", 1, None, ("Kotor",)),
            ("seminar", "2016-10-03", "2016-10-11", 2, None, ()),
        ],
    ),
    (
        ("The Office organized courses on road safety, held in Osh from 4 to 8 and in Batken from 11 to 15 April."),
        [("training", "2016-04-04", "2016-04-15", 2, None, ("Osh", "Batken"))],
    ),
    (
        "On 28 February–1 March, the Programme Office hosted a roundtable on drug precursors in Karaganda.",
        [("roundtable", "2016-02-28", "2016-03-01", 1, None, ("Karaganda",))],
    ),
    (
        ("From late April until mid-June, 26 cadets attended a language course that was paid for by the Mission."),
        [("training", "2016-04", "2016-06", 1, 26, ())],
    ),
    (
        (
            "A six-month training programme on crime analysis was concluded on 18 November. Twelve analysts "
            "received certificates."
        ),
        [("training", None, "2016-11-18", 1, 12, ())],
    ),
    (
        (
            "The annual meeting of police women networks took place on 9-10 June in Budva with the support of the"
            " Mission."
        ),
        [("meeting", "2016-06-09", "2016-06-10", 1, None, ("Budva",))],
    ),
    (
        (
            "The Mission supported the Ministry of Order in drafting a rulebook on the use of firearms. A working"
            " group met four times between February and May. The draft was submitted to the Minister on 30 June."
        ),
        [("legislation", "2016-02", "2016-06-30", 1, None, ())],
    ),
    (
        (
            "In 2016, the Mission supported the Police Directorate in organizing eight open days in local "
            "schools, with some 1,200 pupils taking part."
        ),
        [("event", "2016", "2016", 8, 1200, ())],
    ),
    (
        "With the Mission's assistance, the Police Directorate launched a new website on 1 December.",
        [("publication", "2016-12-01", "2016-12-01", 1, None, ())],
    ),
    (
        ("On 21 April, 25 prosecutors and 15 investigators took part in a workshop on asset recovery in Almaty."),
        [("workshop", "2016-04-21", "2016-04-21", 1, None, ("Almaty",))],
    ),
    (
        (
            "On 21 April, 40 participants, including 25 prosecutors and 15 investigators, took part in a workshop"
            " on asset recovery in Almaty."
        ),
        [("workshop", "2016-04-21", "2016-04-21", 1, 40, ("Almaty",))],
    ),
    (
        ("In February and May, the Mission organized two seminars on corruption for 20 and 25 officers, respectively."),
        [("seminar", "2016-02", "2016-05", 2, None, ())],
    ),
    (
        "In October, the Mission held three workshops with about 20 participants each.",
        [("workshop", "2016-10", "2016-10", 3, None, ())],
    ),
    (
        (
            "Following a request by the Customs Service, the Office procured six X-ray machines and handed them "
            "over in August."
        ),
        [("donation", "2016-08", "2016-08", 1, None, ())],
    ),
    (
        (
            "The Mission donated 12 computers, four printers and a projector to the Police Training Centre in "
            "Vrnjacka Banja."
        ),
        [("donation", None, None, 1, None, ())],
    ),
    (
        (
            "Upon the Ministry's request, the Office covered the travel costs of two officers who attended the "
            "World Customs Forum in Baku from 11 to 13 May."
        ),
        [("meeting", "2016-05-11", "2016-05-13", 1, 2, ("Baku",))],
    ),
    (
        (
            "On 5 May, the Mission organized a workshop on patrols in Nis. Similar workshops were held in Vranje "
            "on 12 May and in Novi Pazar on 19 May."
        ),
        [
            ("workshop", "2016-05-05", "2016-05-05", 1, None, ("Nis",)),
            ("workshop", "2016-05-12", "2016-05-19", 2, None, ("Vranje", "Novi Pazar")),
        ],
    ),
    (
        (
            "Four officers of the special unit travelled to Lyon from 6 to 9 June to study the work of the French"
            " police. The visit was organized by the Office."
        ),
        [("study_visit", "2016-06-06", "2016-06-09", 1, 4, ("Lyon",))],
    ),
    (
        (
            "To mark the International Day against Drug Abuse on 26 June, the Centre and the Drug Control Agency "
            "organized a marathon in Dushanbe, in which 450 young people ran."
        ),
        [("event", "2016-06-26", "2016-06-26", 1, 450, ("Dushanbe",))],
    ),
    (
        ("The second phase of the project began in March with the training of 18 mentors at the Academy in Ashgabat."),
        [("training", "2016-03", "2016-03", 1, 18, ("Ashgabat",))],
    ),
    (
        (
            "As part of the same project, a handbook on mentoring was printed in 500 copies and distributed to "
            "all districts in November."
        ),
        [("publication", "2016-11", "2016-11", 1, None, ())],
    ),
    (
        (
            "The Mission continued to facilitate regular meetings of the safety councils in seven municipalities."
            " In 2016, 32 such meetings were held."
        ),
        [("meeting", "2016", "2016", 32, None, ())],
    ),
    (
        (
            "A total of 84 officers (31 women and 53 men) were trained in three courses on interviewing between 1"
            " March and 30 April."
        ),
        [("training", "2016-03-01", "2016-04-30", 3, 84, ())],
    ),
    (
        (
            "The Project Co-ordinator trained 60 officers of the new patrol police in Lviv, 45 in Odesa and 50 in"
            " Kharkiv."
        ),
        [("training", None, None, 1, None, ("Lviv", "Odesa", "Kharkiv"))],
    ),
    (
        (
            "On 15 and 16 November, the Mission, the Embassy of Sweden and UNDP co-organized a regional "
            "conference on gender in policing in Tirana, which gathered around 150 participants from nine "
            "countries."
        ),
        [("conference", "2016-11-15", "2016-11-16", 1, 150, ("Tirana",))],
    ),
    (
        "Altogether, the Mission organized or supported 163 events in which 4,500 people took part.",
        [],
    ),
    (
        ("In December, a catalogue with 118 courses was published by the Academy with the support of the Mission."),
        [("publication", "2016-12", "2016-12", 1, None, ())],
    ),
    (
        "From 1 to 30 June, 180 radio spots on speeding were broadcast with funds of the Mission.",
        [("campaign", "2016-06-01", "2016-06-30", 1, None, ())],
    ),
    (
        (
            "The Mission assisted the Ministry of Order in drafting the Law on Weapons, which was adopted by "
            "Parliament on 22 July."
        ),
        [("legislation", None, "2016-07-22", 1, None, ())],
    ),
    (
        (
            "On 9 March, the Head of the Mission and the Minister of Order signed a memorandum of understanding "
            "on police reform."
        ),
        [("other", "2016-03-09", "2016-03-09", 1, None, ())],
    ),
    (
        (
            "The Mission also translated a manual on SOCTA into Montenegrin, printed 300 copies and distributed "
            "them to analysts."
        ),
        [("publication", None, None, 1, None, ())],
    ),
    (
        (
            "On 1 June, the Mission started a mentoring programme for six newly promoted women commanders, which "
            "lasted until 30 November."
        ),
        [("training", "2016-06-01", "2016-11-30", 1, 6, ())],
    ),
    (
        (
            "Police officers from Moldova and Ukraine met on 14 April in Odesa at the invitation of the Mission "
            "to discuss smuggling."
        ),
        [("meeting", "2016-04-14", "2016-04-14", 1, None, ("Odesa",))],
    ),
    (
        "In Bijeljina and Trebinje, the Mission held two public debates on hate crime on 7 and 14 October.",
        [("meeting", "2016-10-07", "2016-10-14", 2, None, ("Bijeljina", "Trebinje"))],
    ),
    (
        (
            "The Office supported a summer camp for 48 children from border villages, which was held at Lake "
            "Sevan between 11 and 20 July."
        ),
        [("event", "2016-07-11", "2016-07-20", 1, 48, ("Lake Sevan",))],
    ),
    (
        (
            "During the reporting period, the Office supported three meetings of the inter-agency working group "
            "on border management. The meetings took place on 2 February, 17 May and 8 November in Dushanbe."
        ),
        [("meeting", "2016-02-02", "2016-11-08", 3, None, ("Dushanbe",))],
    ),
    (
        (
            "In early March, the Centre conducted a five-day training for 20 customs officers on detecting forged"
            " documents. In late October, an advanced training was conducted for the same group."
        ),
        [("training", "2016-03", "2016-03", 1, 20, ()), ("training", "2016-10", "2016-10", 1, None, ())],
    ),
    (
        (
            "On 6 June, a mobile laboratory worth EUR 80,000 was handed over to the Forensic Service. It was "
            "financed by the Government of Japan."
        ),
        [("donation", "2016-06-06", "2016-06-06", 1, None, ())],
    ),
    (
        (
            "The Mission, in partnership with the NGO Safe Childhood, implemented an awareness campaign on online"
            " risks in 14 schools of Tuzla canton. The campaign ran from 1 February to 31 March and reached 3,400"
            " pupils."
        ),
        [("campaign", "2016-02-01", "2016-03-31", 1, 3400, ("Tuzla",))],
    ),
    (
        (
            "Nine police officers, among them four women, participated in a two-week course at the Border "
            "Management Staff College from 5 to 16 September. The Office covered their costs."
        ),
        [("training", "2016-09-05", "2016-09-16", 1, 9, ())],
    ),
    (
        (
            "Within the project on community policing, 12 community police officers and eight teachers were "
            "trained in Gori on 19 May."
        ),
        [("training", "2016-05-19", "2016-05-19", 1, None, ("Gori",))],
    ),
    (
        "The Office held its second information day on police reform in Gavar on 23 September.",
        [("campaign", "2016-09-23", "2016-09-23", 1, None, ("Gavar",))],
    ),
    (
        (
            "In Kumanovo on 3 June and in Tetovo on 10 June, the Mission held sessions on juvenile offenders for "
            "35 social workers."
        ),
        [("seminar", "2016-06-03", "2016-06-10", 2, 35, ("Kumanovo", "Tetovo"))],
    ),
    (
        "The Mission facilitated the visit of a Serbian delegation to the Netherlands in October.",
        [("study_visit", "2016-10", "2016-10", 1, None, ("Netherlands",))],
    ),
    (
        (
            "The Centre continued its support to the State Border Service. In 2016, 86 officers were trained in "
            "six courses at the training centre in Osh. The courses were taught by national instructors."
        ),
        [("training", "2016", "2016", 6, 86, ("Osh",))],
    ),
    (
        (
            "The Office organized three trainings for patrol police: in Lori on 5 and 6 April, in Syunik on 12 "
            "and 13 April, and in Tavush on 19 and 20 April. Each training was attended by 20 officers."
        ),
        [("training", "2016-04-05", "2016-04-20", 3, None, ("Lori", "Syunik", "Tavush"))],
    ),
    (
        (
            "On 17 March, a meeting of the steering board of the community policing project was held. Members "
            "reviewed the progress made and approved the work plan for 2016."
        ),
        [("meeting", "2016-03-17", "2016-03-17", 1, None, ())],
    ),
    (
        (
            "On 24 May, the Mission delivered a lecture on hate crime to 45 students of the Faculty of Law. On 26"
            " May, it delivered the same lecture to 38 students of the Police Academy."
        ),
        [("seminar", "2016-05-24", "2016-05-24", 1, 45, ()), ("seminar", "2016-05-26", "2016-05-26", 1, 38, ())],
    ),
    (
        (
            "In September, the Mission began a survey of public perceptions of the police. A total of 1,200 "
            "households in eight municipalities were interviewed. The results were published on 15 December."
        ),
        [("assessment", "2016-09", "2016-12-15", 1, None, ())],
    ),
    (
        (
            "Two training courses on surveillance were delivered by experts from the United Kingdom for 12 and 14"
            " officers, respectively, in April and October."
        ),
        [("training", "2016-04", "2016-10", 2, None, ())],
    ),
    (
        (
            "From 10 to 14 October in Almaty, the Programme Office, UNODC and the General Prosecutor's Office "
            "conducted a regional training on financial investigations. Some 35 officers from five Central Asian "
            "countries took part, among them ten from Kazakhstan."
        ),
        [("training", "2016-10-10", "2016-10-14", 1, 35, ("Almaty",))],
    ),
    (
        (
            "Within the framework of the extra-budgetary project, 15 border guards of the Islamic Republic of "
            "Afghanistan were trained together with 12 Turkmen officers at Imamnazar from 6 to 17 June."
        ),
        [("training", "2016-06-06", "2016-06-17", 1, None, ("Imamnazar",))],
    ),
    (
        (
            "The Centre in cooperation with the State Customs Service organized a seven-day course on search "
            "techniques, held from 3 to 9 November in Turkmenbashi. The course brought together 20 officers."
        ),
        [("training", "2016-11-03", "2016-11-09", 1, 20, ("Turkmenbashi",))],
    ),
    (
        "The final evaluation of the project was carried out in November by an independent expert.",
        [("assessment", "2016-11", "2016-11", 1, None, ())],
    ),
    (
        (
            "Throughout the year, the Mission organized regular coordination meetings of donors, and chaired them"
            " together with the Ministry."
        ),
        [("meeting", "2016", "2016", None, None, ())],
    ),
    (
        (
            "The Mission, the Ministry of Order and the Embassy of the Kingdom of the Netherlands signed an "
            "agreement on 9 February. As a result, a training on integrity for 60 senior managers was conducted "
            "in two groups from 7 to 9 and from 21 to 23 March in Kladovo."
        ),
        [
            ("other", "2016-02-09", "2016-02-09", 1, None, ()),
            ("training", "2016-03-07", "2016-03-23", 2, 60, ("Kladovo",)),
        ],
    ),
    (
        (
            "A specialized course on detecting stolen vehicles took place between 22 and 26 August. The "
            "participants, 18 border and criminal police officers, learned to identify forged vehicle documents. "
            "The course was led by two trainers from Germany, and six participants were certified as trainers."
        ),
        [("training_of_trainers", "2016-08-22", "2016-08-26", 1, 18, ())],
    ),
    (
        (
            "The Mission presented its analysis of the work of the Internal Control Sector on 3 March. The "
            "analysis had been prepared between October 2015 and February 2016 by two local experts."
        ),
        [("assessment", "2016-03-03", "2016-03-03", 1, None, ())],
    ),
    (
        (
            "The OSCE handed over 50 body-worn cameras, 10 laptops and a server to the patrol police of Chisinau "
            "during a ceremony on 28 September."
        ),
        [("donation", "2016-09-28", "2016-09-28", 1, None, ())],
    ),
    (
        (
            "In order to improve co-operation with the media, a two-day training for police spokespersons was "
            "organized on 19-20 May in Przno. It was attended by 16 spokespersons and two journalists."
        ),
        [("training", "2016-05-19", "2016-05-20", 1, None, ("Przno",))],
    ),
    (
        (
            "In Belgrade, Novi Sad and Nis, the Mission held consultations with victims' associations in "
            "February, March and April."
        ),
        [("meeting", "2016-02", "2016-04", None, None, ("Belgrade", "Novi Sad", "Nis"))],
    ),
    (
        (
            "As a follow-up, the Mission supported the participation of two officers in the IACP annual "
            "conference in San Diego in October."
        ),
        [("conference", "2016-10", "2016-10", 1, 2, ("San Diego",))],
    ),
    (
        (
            "With the support of the Mission, the Ministry conducted a public awareness campaign against illegal "
            "weapons from April to June. It included a TV spot, 200 billboards and 20,000 leaflets. By the end of"
            " the campaign, 1,300 weapons had been handed in."
        ),
        [("campaign", "2016-04", "2016-06", 1, None, ())],
    ),
    (
        (
            "On 13 April, 22 officers, including seven women, completed a five-day training of trainers. The new "
            "trainers subsequently trained 240 colleagues."
        ),
        [("training_of_trainers", None, "2016-04-13", 1, 22, ())],
    ),
    (
        (
            "The second of three regional seminars on illicit trafficking in cultural property was hosted by the "
            "Programme Office in Shymkent on 8 and 9 June. It gathered 40 representatives of customs, border "
            "guards and museums from Kazakhstan, Kyrgyzstan and Uzbekistan."
        ),
        [("seminar", "2016-06-08", "2016-06-09", 1, 40, ("Shymkent",))],
    ),
    (
        ("Four meetings of the task force were held in 2016 (on 3 March, 9 June, 22 September and 15 December)."),
        [("meeting", "2016-03-03", "2016-12-15", 4, None, ())],
    ),
    (
        (
            "The Project Co-ordinator co-operated closely with the General Prosecutor's Office in organizing a "
            "training course on cybercrime for 25 investigators and prosecutors in Tashkent from 14 to 18 "
            "November."
        ),
        [("training", "2016-11-14", "2016-11-18", 1, 25, ("Tashkent",))],
    ),
    (
        (
            "In response to the flood in August, the Mission donated 300 pairs of boots and 20 pumps to the "
            "Protection and Rescue Directorate on 22 August."
        ),
        [("donation", "2016-08-22", "2016-08-22", 1, None, ())],
    ),
]


@pytest.mark.parametrize(("text", "expected"), TOLD, ids=[text[:40] for text, _ in TOLD])
def test_activities_as_reports_tell_them(text, expected):
    found = [
        (one.kind.value, one.start.value, one.end.value, one.sessions.value, one.participants.value, one.places.value)
        for one in activities(text)
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("On 21 April, 25 prosecutors took part in a workshop on asset recovery.", "Workshop on asset recovery"),
        ("On 8 May, 14 officers practised the evacuation of a stadium in an exercise that the Mission planned.", None),
        (
            "The Mission donated 12 computers and a projector to the LP.",
            "Donation of 12 computers and a projector to the LP",
        ),
        ("Police officers from two regions met on 14 April at the invitation of the Mission.", None),
        ("On 5 May, the Mission supported the MoO in drafting the Law on Weapons.", "Drafting of Law on Weapons"),
        (
            "On 3 June, the Mission trained 25 labour inspectors in Hilltop.",
            "Training of 25 labour inspectors in Hilltop",
        ),
    ],
)
def test_titles_are_noun_phrases(text, title):
    (draft,) = activities(text)
    assert 3 <= len(draft.title.value.split()) <= 12
    assert title in (None, draft.title.value)
