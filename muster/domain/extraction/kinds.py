"""The kind of an activity, from the words of its opening sentence."""

from __future__ import annotations

import re

from muster.domain.extraction.model import Reading
from muster.domain.extraction.signs import Passage

# What stands behind other words of the sentence: the first that fits decides.
RULES: tuple[tuple[str, str], ...] = (
    (
        "other",
        (
            r"\b(?:agreement|protocol|memorand(?:um|a) of understanding|MoU|declaration)"
            r"\b[^.]{0,90}\b(?:was|were) (?:signed|initialled)|\b(?:was|were) (?:signed|initialled)\b|"
            r"\b(?:concluded|signed) (?:an?|the|their) (?:[\w-]+ ){0,3}?(?:agreement|protocol|memorandum|"
            r"MoU)\b"
        ),
    ),
    (
        "meeting",
        (
            r"\bmet\b (?!for an? )(?:the|with|in|to|and|on|several|regularly|representatives|between|at|"
            r"every|online|twice|once|again|for|three times|four times|five times|monthly|quarterly)|"
            r"\bbrought together\b[^.]{0,120}\bto (?:discuss|exchange|review|agree|plan)\b"
        ),
    ),
    (
        "campaign",
        (
            r"\bmark(?:ed|ing|s)?\b[^.]{0,60}\b(?:Day|Days|Week|Month|anniversary)\b|\b(?:Day|Week)"
            r"\b[^.]{0,60}\b(?:was|were) marked\b"
        ),
    ),
    (
        "publication",
        (
            r"\bpublished (?:an?|the|its) [^.,;]{0,50}?\b(?:analysis|study|report|overview|commentary|compilation)\b|"
            r"\bprinting of [^.;]{0,60}\bcopies\b|\b(?:reports?|hand-?books?|manuals?|guides?|guidebooks?|study|"
            r"studies|brochures?|leaflets?|"
            r"textbooks?|catalogues?|video lectures|films?"
            r"|toolkits?|bulletins?)\b[^.]{0,160}\b(?:was|were) (?:published|printed|issued|released|produced)\b"
        ),
    ),
    (
        "monitoring",
        (
            r"\bvisit(?:ed|s to)\b[^.]{0,40}\b(?:detention (?:premises|facilities|cent(?:re|er)s)|"
            r"holding (?:cells|rooms|"
            r"facilities)|places of (?:detention|deprivation)|custody facilities|police cells)\b|"
            r"^.{0,60}\b(?:monitored|observed)\b|\baccompanied\b[^.]{0,40}\b(?:police|patrols?|officers)\b|"
            r"^(?:The )?[Mm]onitoring (?:of|visits)\b|\bmonitors (?:of|from) the\b|\bas observers?\b|"
            r"\bvisit(?:ed|s)?\b[^.]{0,90}\bto (?:monitor|inspect|observe)\b|\bunannounced visits?\b|"
            r"\bmonitoring visits?\b"
        ),
    ),
    (
        "assessment",
        (
            r"^(?:An?|The) (?:[\w-]+ ){0,2}(?:study|survey|evaluation)\b(?! (?:visit|tour|trip|workshop|"
            r"meeting|conference))|\b(?:assessed|surveyed|evaluated)\b|"
            r"\b(?:conducted|carried out|completed|commissioned|"
            r"prepared|undertook|supported|finali[sz]ed|produced|to conduct|conduct|carrying out|conducting|"
            r"performed)\s+(?:an?\s|"
            r"the\s|its\s|their\s)?(?:[\w’'-]+ ){0,5}?(?:assessments?|surveys?|gap analysis|"
            r"needs analysis|baseline study|feasibility study|(?<!to )study(?! visit| tour| trip)|mapping|"
            r"evaluation|Assessment)\b|\b(?:gap analysis|needs analysis|(?:needs |capacity |baseline |"
            r"risk )?assessments?|surveys?|opinion polls?|mock audit|mapping|evaluation)"
            r"\b[^.]{0,90}\b(?:was|were) (?:carried out|conducted|completed|made|done|undertaken|"
            r"commissioned|prepared|held)\b|\bcommissioned (?:an?|the)\b|\binterviewed\b|\bvisited"
            r"\b[^.]{0,90}\bto (?:assess|evaluate|examine|identify the needs)\b"
        ),
    ),
    (
        "training_of_trainers",
        (
            r"train(?:ing)?[- ](?:of|the|for)[- ](?:future[- ])?trainers?|\bToT\b|training of (?:new |"
            r"future )?(?:instructors|trainers)|train-the-trainers?|trainers?[’'] training|\btrain(?:ed|"
            r"ing)\s+(?:\w+\s){1,6}?(?:as (?:\w+ )?(?:trainers|facilitators|instructors|mentors|"
            r"multipliers)\b)|\btraining\s+\w+\s(?:local |future |national |new )?trainers\b|(?:training|"
            r"course)s? for (?:\w+ ){0,2}trainers"
        ),
    ),
    (
        "donation",
        (
            r"\b(?:[Ee]quipment|[Vv]ehicles|[Cc]omputers|[Kk]its|[Ff]urniture)\b[^.]{0,110}\b(?:was|were)"
            r" (?:delivered|given|provided|"
            r"distributed)\b|"
            r"\breceived\b[^.]{0,60}\b(?:copies|donation of|computers?|laptops|vehicles|equipment|kits|"
            r"radios)\b|\b(?:purchased|procured|bought)\b|"
            r"\bdonat(?:ed|ion|ing)\b|\bhanded over\b(?! (?:the )?(?:certificates|diplomas|"
            r"training catalogue|report|handbook|manual|guide))|\bhand-?over (?:ceremony|of (?:equipment|"
            r"vehicles|computers|software|IT))|\b(?:provided|procured|purchased|delivered|supplied|"
            r"equipped|installed|received (?:\w+ ){0,3}(?=equipment|kits|vehicles|computers|software))"
            r"\b[^.]{0,70}?\b(?:equipment|kits?|vehicles?|computers?|laptops|furniture|uniforms|cameras|"
            r"scanners|devices|software|licen[cs]es|hardware|motorcycles|bicycles|books|printers|servers|"
            r"IT assets)\b"
        ),
    ),
    (
        "infrastructure",
        (
            r"\b(?:renovat|refurbish|reconstruct|rehabilitat|construct(?:ed|ion of)|refitt|repaired)\w*\b|"
            r"\b(?:opening|inauguration|establishment) of (?:an?|the|its|two|three|\d+) (?:new )?(?:[\w-]+ ){0,4}?"
            r"(?:cent(?:re|er)s?|offices?|rooms?|stations?|laborator(?:y|ies)|classrooms?|shelters?|facilit(?:y|ies)|"
            r"kennels?|garages?|premises|firing range|checkpoints?)\b"
        ),
    ),
    (
        "study_visit",
        (
            r"\b(?:enabled|allowed|sent|brought)\b[^.]{0,140}\bto visit\b|\bstudy (?:visits?|tours?|trips?)\b|"
            r"\b(?:working|exchange|fact-finding|familiari[sz]ation)"
            r" (?:visits?|trips?)\b|\b(?:went|travelled) to [A-Z]|(?<!who )(?<!which )\bvisited\b(?! by)"
            r"(?![^.]{0,90} to (?:talk|speak|"
            r"inform|present))|\bvisits? (?:of|to|for)\b|\ba visit\b"
        ),
    ),
    (
        "exercise",
        (
            r"\b(?:simulat(?:ion|ing|ed) |table-?top |field |joint |crisis |practical )?exercises?\b|"
            r"\bdrills?\b|\bsimulations\b|\b(?:a|an|mock|\w+ing|\w+ed) simulation\b"
        ),
    ),
    (
        "legislation",
        (
            r"\b(?:comments|opinions?|advice|recommendations|expertise) (?:on|to|for) (?:the |an? |two |three |"
            r"[\w-]+ )?"
            r"(?:draft |amended |new )?(?:Law|law|Code|Act|legislation|rulebooks?|by-?laws?|amendments|regulations)\b"
        ),
    ),
    (
        "strategy_review",
        (
            r"\b(?:comments|opinion|advice|recommendations|expertise) (?:on|to|for) the (?:draft|new|national)\b"
            r"[^.]{0,40}?\b(?:[Ss]trategy|[Aa]ction [Pp]lan|[Cc]oncept)\b|"
            r"\b(?:review|revision|revis|amendment|evaluation)\w*\b[^.]{0,70}?\b(?:[Ss]trateg(?:y|ies)|"
            r"[Aa]ction [Pp]lans?|Road ?[Mm]ap|Strategic Plan|Development Plan|Concept)\b|"
            r"\b(?:[Ss]trategy|[Aa]ction [Pp]lan)\b[^.]{0,30}\b(?:was|were) (?:reviewed|revised|updated)\b"
        ),
    ),
)
EVENT_KINDS: tuple[tuple[str, str], ...] = (
    ("conference", r"(?<!video )(?<!video-)(?<!press )conferences?|congress(?:es)?|summits?|symposi(?:um|a)"),
    ("workshop", r"workshops?|master ?classes"),
    ("roundtable", r"round-?tables?|round tables?"),
    (
        "seminar",
        (
            r"seminars?|briefings?(?: sessions?)?|lectures?|lectured|webinars?|information sessions?|"
            r"awareness sessions?|a session|presentations?|to (?:talk|speak) (?:to|about|with)|"
            r"school talks|talks on"
        ),
    ),
    (
        "campaign",
        (
            r"campaigns?|awareness[- ]raising|posters?|(?:TV|radio|video) spots?|billboards?|handed out|"
            r"public service announcements?"
        ),
    ),
    (
        "training",
        (
            r"train(?:ing|ings|ed)\b(?: courses?| sessions?| programmes?| days?)?|courses?|classes|lessons|"
            r"(?:were|was) (?:shown|taught|coached|familiari[sz]ed)|mentor(?:ing|ed)|coach(?:ing|ed)|"
            r"summer schools?|modules?|instructed|instruction|curriculum was delivered|e-learning"
        ),
    ),
    (
        "meeting",
        (
            r"video-? ?conferences?|tele-?conferences?|"
            r"meetings?|working (?:lunch|breakfast|dinner)|working groups?|consultations|discussions?|"
            r"debates?|forums?|fora|dialogues|dialogue (?:meetings?|sessions?)|hearings?|focus groups?|"
            r"talks|sessions?|assembl(?:y|ies)|retreats?"
        ),
    ),
    (
        "event",
        (
            r"events?|summer academy|career day|street festival|"
            r"camps?|competitions?|tournaments?|ceremon(?:y|ies)|olympics|open days?|fairs?|"
            r"exhibitions?|gatherings?|hackathons?|plays?|performances?|concerts?|festivals?|marathons?|celebrations?|contests?|quiz"
        ),
    ),
)
DELIVERABLE_KINDS: tuple[tuple[str, str], ...] = (
    (
        "assessment",
        (
            r"\bassess(?:ed|ment|ments|ing)\b|\bsurvey(?:s|ed)?\b|\b(?:gap|needs|situation|baseline)"
            r" analys[ie]s\b|\bfeasibility\b|\breviewed (?:more than |over )?\d|"
            r"\bevaluat(?:ion|ed)\b|\bresearch\b|\bstudy\b|\bmapping\b|"
            r"\baudit\b|\banalysis of\b|\bSOCTA\b"
        ),
    ),
    ("monitoring", r"\bmonitor(?:ed|ing)?\b|\bobserv(?:ed|ation of|e)\b"),
    (
        "publication",
        (
            r"\b(?:publi(?:sh|cation)\w*|print(?:ed|ing)|hand-?books?|manuals?|guides?|guidebooks?|"
            r"guidelines|brochures?|leaflets?|booklets?|catalogues?|reports?|bulletins?|newsletters?|"
            r"toolkits?|textbooks?|study guides?|curricul(?:um|a)|films?|videos?|web-?sites?)\b"
        ),
    ),
    (
        "legislation",
        (
            r"\b(?:draft(?:ing|ed)?|amend\w*|legal (?:opinion|review|analysis)|review\w*)"
            r"\b[^.]{0,60}\b(?:[Ll]aws?|[Ll]egislation|bylaws?|by-laws?|(?:[Cc]riminal )?(?:[Pp]rocedure )"
            r"?[Cc]odes?|regulations?|rulebooks?)\b|\blegislation\b"
        ),
    ),
    ("strategy_review", r"\b(?:strateg(?:y|ies)|(?:action|integrity|development|contingency|communication) plans?)\b"),
    ("exercise", r"\b(?:practised|simulated|evacuation)\b"),
    ("campaign", r"\b(?:safety|awareness|prevention|information) (?:weekend|week|days?|month)\b"),
    ("event", r"\b(?:opening of|inaugurat\w+|premiere|theatre|film screening)\b"),
    ("seminar", r"\bpresented\b[^.]{0,90}\bto\b"),
)
NAMED_LATER = re.compile(
    r"(?:The|This|These)\s+(?:[\w-]+\s+){0,2}?(?P<event>workshops?|seminars?|conference|"
    r"round-?tables?|training|course"
    r"|meetings?|camp|ceremony|campaign|visit|exercise|competition)\b"
)
LAUNCHED = re.compile(
    r"\b(?:launch(?:ed|ing)?|publish(?:ed|ing)?|print(?:ed|ing)?|produc(?:ed|tion)|handed over|"
    r"issued|present(?:ed|ation)|developed|developing|translated|distributed)"
    r"\b[^.]{0,80}?\b(?:reports?|hand-?books?|manuals?|guides?|guidebooks?|guidelines|"
    r"publications?|brochures?|leaflets?|booklets?|catalogues?|bulletins?|newsletters?|toolkits?|"
    r"textbooks?|SOPs|standard operating procedures)\b"
)
TEACHES_TRAINING = re.compile(
    r"\b(?:training techniques|training skills|teaching (?:skills|techniques|methods)|"
    r"adult (?:learning|education)|training methods|certified (?:as trainers|in teaching)|"
    r"facilitation skills|(?<!acted )(?<!served )(?<!worked )as trainers)\b",
    re.I,
)
ACTED = re.compile(
    r"\b(?:contribut|organi[sz]|co-?organi[sz]|held|hold|host|facilitat|conduct|support|deliver|"
    r"provid|launch|assist|train|attend|participat|took|received|convene|gather|ran|implement|"
    r"carried|co-?host|start|commenc|conclud|complet|mark)\w*\b"
)
_EVENTS = re.compile("|".join(rf"(?P<{kind}>\b(?:{words})\b)" for kind, words in EVENT_KINDS), re.I)
_RULES = tuple((kind, re.compile(words)) for kind, words in RULES)
_DELIVERABLES = tuple((kind, re.compile(words, re.I)) for kind, words in DELIVERABLE_KINDS)


def read_kind(passage: Passage) -> Reading[str]:
    text = passage.opener.text[passage.opener.main :]
    event = event_of(text)
    for kind, words in _RULES:
        match = words.search(text)
        if match and not _overruled(kind, text, match, event):
            return _reading(passage, kind, match, 0.85)
    launched = LAUNCHED.search(text)
    if event and not (launched and launched.start() < event.start()):
        return _reading(passage, _finer(passage, event), event, 0.85)
    return _deliverable(passage, text, event)


MARKED_BY = re.compile(
    r"\b(?:by|with|through) (?:\w+ing )?an? (?:[\w-]+ ){0,3}"
    r"(?:exercise|simulation|drill|competition|play|tournament|visit)\b"
)
ON = re.compile(r"\s+(?:on|about|in)\b")
ABOUT = re.compile(r"\s+(?:on|about|in) (?:the )?(?:[\w-]+ ){0,3}\S$")
HELD_KINDS = ("conference", "workshop", "roundtable", "seminar", "training", "event")
BY_MEANS = re.compile(r"\b(?:by|with|through)\s+(?:\w+ing\s+)?an? (?:[\w-]+ ){0,3}$")
FOR_AN = re.compile(r"\bfor an? (?:[\w-]+ ){0,3}$")
VISITED_AND_TRAINED = re.compile(r"\bvisited\b[^.]{0,90}\band trained\b")
OTHER_VISITS = re.compile(r"\b(?:monitoring|home|field|official) visits?\b")
NO_EXERCISE = re.compile(r"\b(?:monitoring|this|whole|of) exercise")
AIMS = ("meeting", "publication", "campaign", "assessment", "other", "monitoring")


def _overruled(kind: str, text: str, match: re.Match[str], event: re.Match[str] | None) -> bool:
    """A word that names another kind is only an aim where the sentence says another thing was held."""
    if kind in ("monitoring", "study_visit") and VISITED_AND_TRAINED.search(text):
        return True
    if kind == "campaign" and _marked_otherwise(text, match, event):
        return True
    if event is None:
        return bool(kind == "exercise" and NO_EXERCISE.search(text)) or bool(
            kind == "study_visit" and OTHER_VISITS.search(text)
        )
    return _told_of_the_event(kind, text, match, event)


def _marked_otherwise(text: str, match: re.Match[str], event: re.Match[str] | None) -> bool:
    """A day that was marked by a conference or an exercise, or a conference to mark the day."""
    if event and BY_MEANS.search(text[: event.start()]):
        return True
    to_mark_it = event and event.start() < match.start() and event.lastgroup in HELD_KINDS
    return bool(to_mark_it or MARKED_BY.search(text, match.end()))


def _told_of_the_event(kind: str, text: str, match: re.Match[str], event: re.Match[str]) -> bool:
    first, before = event.start() < match.start(), text[: event.start()]
    if kind == "meeting" and FOR_AN.search(before):
        return event.lastgroup != "meeting"  # they met for a workshop
    if kind == "assessment" and ON.match(text, event.end()) and match.start() < event.start() < match.end():
        return True  # conducted four trainings on risk assessment
    if kind in AIMS:
        # four trainings on the risk assessment form
        return first and bool(ABOUT.match(text, event.end(), match.start() + 1) or ACTED.search(before))
    if kind == "exercise":
        return first or bool(NO_EXERCISE.search(text))
    if kind in ("donation", "infrastructure"):
        return first and _held_before(text, event)
    return kind == "study_visit" and (first or bool(OTHER_VISITS.search(text)))


def _held_before(text: str, event: re.Match[str]) -> bool:
    return event.lastgroup not in ("event", "meeting") and bool(ACTED.search(text[: event.start()]))


WAS_HELD = re.compile(r"[^.;]{0,80}?\b(?:was|were) (?:held|organi[sz]ed|conducted|delivered|facilitated|hosted)\b")


def event_of(text: str) -> re.Match[str] | None:
    """The event that was held: the first one named after a verb of holding, else the first named."""
    matches = [match for match in _EVENTS.finditer(text) if not _only_named(text, match)]
    after = [
        match
        for match in matches
        if ACTED.search(text[: match.start()])
        or WAS_HELD.match(text, match.end())
        or match[0] in ("trained", "mentored", "instructed")
    ]
    chosen = (after or matches)[:1]
    if chosen and chosen[0][0].startswith("presentation"):
        chosen = [match for match in matches if not match[0].startswith("presentation")][:1] or chosen
    if chosen and chosen[0].lastgroup == "training":
        chosen = [_head_of(text, chosen[0], matches)]
    return chosen[0] if chosen else None


def _head_of(text: str, training: re.Match[str], matches: list[re.Match[str]]) -> re.Match[str]:
    """In "training workshop" and "recertification training conference" the last word says what it is."""
    for match in matches:
        if (
            match.start() > training.end()
            and re.fullmatch(r"\s+|-", text[training.end() : match.start()])
            and match.lastgroup in ("workshop", "seminar", "conference")
        ):
            return match
    return training


def _only_named(text: str, match: re.Match[str]) -> bool:
    """Whether the word is part of another thing: training needs, the working group of a ministry, training centre."""
    after, before = text[match.end() : match.end() + 25], text[: match.start()][-70:]
    if re.match(
        r"\s+(?:needs|cent(?:re|er)s?|division|strategy|academy|plan|material|catalogue|department|"
        r"curricul\w+|officers|institutions?|unit|system|facilit\w+|capacit\w+|and (?:human resources|"
        r"education))\b",
        after,
        re.I,
    ):
        return True
    if re.search(r"\b(?:in|from|of|at|during) (?:these|those|previous|earlier) (?:\w+ )?$", before):
        return True
    return bool(
        re.search(
            r"\b(?:[Aa]fter|[Ff]ollowing|[Pp]rior to|[Bb]ased on)\s+(?:the |a |an |these |this )"
            r"?(?:[\w’'-]+ ){0,5}$",
            before,
        )
    )


def _finer(passage: Passage, event: re.Match[str]) -> str:
    kind = str(event.lastgroup)
    if kind == "training" and TEACHES_TRAINING.search(passage.text):
        return "training_of_trainers"
    if kind == "event" and re.match(r"events?$", event[0], re.I) and re.search(r"\bdiscuss", passage.opener.text):
        return "meeting"
    if kind == "meeting" and re.match(r"sessions?", event[0], re.I):
        return "training" if re.search(r"\btrain", passage.opener.text, re.I) else "seminar"
    return kind


def _deliverable(passage: Passage, text: str, event: re.Match[str] | None) -> Reading[str]:
    launched = LAUNCHED.search(text)
    if launched:
        return _reading(passage, "publication", launched, 0.7)
    for kind, words in _DELIVERABLES:
        match = words.search(text)
        if match:
            return _reading(passage, kind, match, 0.65)
    if event:
        return _reading(passage, _finer(passage, event), event, 0.6)
    for sentence in passage.sentences[1:3]:
        later = NAMED_LATER.match(sentence.text)
        named = _EVENTS.search(sentence.text, later.start("event")) if later else None
        if later and named:
            spans = sentence.flow.spans(sentence.start + named.start(), sentence.start + named.end())
            return Reading(str(named.lastgroup), spans, 0.5, "named later")
    return _of_later(passage) or Reading("other", (), 0.4, "no kind named")


def _of_later(passage: Passage) -> Reading[str] | None:
    """The kind that the next sentences name by what was held or done, where the opening names none."""
    for sentence in passage.sentences[1:3]:
        event = event_of(sentence.text) if "plans" not in sentence.signs else None
        if event and ACTED.search(sentence.text):
            spans = sentence.flow.spans(sentence.start + event.start(), sentence.start + event.end())
            return Reading(str(event.lastgroup), spans, 0.45, "named later")
    return None


def _reading(passage: Passage, kind: str, match: re.Match[str], confidence: float) -> Reading[str]:
    sentence = passage.opener
    begin = sentence.start + sentence.main + match.start()
    spans = sentence.flow.spans(begin, begin + min(match.end() - match.start(), 60))
    return Reading(kind, spans, confidence, f"“{match[0][:40]}”")
