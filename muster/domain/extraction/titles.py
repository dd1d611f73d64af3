"""A short title: a noun phrase of at most twelve words that says what it was, out of the opening sentence's own words.

Read from the event that was held, else from what was done (Donation of …, Training of …), else from what a passive
sentence is about; where none of them reads as a title, the kind and the theme stand for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from muster.domain.extraction import words
from muster.domain.extraction.kinds import event_of
from muster.domain.extraction.model import Reading
from muster.domain.extraction.numbers import NUMBER
from muster.domain.extraction.signs import Passage
from muster.domain.reference.codes import code_list

LONGEST = 12
SHORTEST = 3
STOPS = re.compile(
    r"[.;:]\s|[.;:]$|,\s|\s[–—]\s|\x00|\s\("
    r"|\s(?:which|who|whom|whose|that|where|when|while|with the (?:aim|purpose|goal|objective|support|assistance|help)|"
    r"in order|aimed|aiming|focus\w+|was|were|is|are|has|have|had|attended|held|organi[sz]ed|facilitated|took place|"
    r"followed|provided|delivered|conducted|given|hosted|supported|took part|participated|met|learned|can|could|"
    r"ended|reached|repaired|consisted|reviewed|examined|discussed|resulted|and \w+ed\b|"
    r"funded|financed|entitled|called|in co-operation|in cooperation|jointly|together with|at the request|until|since|"
    r"thanks to|and (?:by|on|in|at|from|to|was|were|handed|then|also|the (?:Mission|Office|Centre)))\b"
)
BOUNDARY = re.compile(
    rf"[,;:()\x00]\s*|\b(?:{words.DID}|the|a|an|in|of|with|for|to|by|on|at|from|into|as|its|their|his|her|our|this|these|"
    r"those|that|which|and|or|also|jointly|such|similar|further|another|additional|all|both|each|was|were|been|had|has|"
    r"where|when|there|it|they|during|through|between|after|following|including|attending|joining|organi[sz]ing|"
    r"holding|conducting|delivering|facilitating|hosting|taught|completing)\s+",
    re.I,
)
ARTICLE = re.compile(
    r"^(?:(?:an?|the|another|also|its|their|his|her|and|both|such|these|this|similar|further)\s+)+", re.I
)
CIRCUMSTANCE = re.compile(r"^(?:[Oo]n|[Ff]rom|[Bb]etween|[Ii]n|[Dd]uring|[Tt]hroughout)?\s*\x00+,?\s*")
LEADS_IN = re.compile(
    r"^(?:(?:In|At|On|For|With|Following|As|To|Under|Within|During|After|Upon)\s[^,]{2,120},|Also|Finally,?|Moreover,)\s+"
)
PREPOSITION = re.compile(
    r"\s(?:of|and|in|for|to|with|on|by|from|at|as|between|against|into|including|during|under|"
    r"through|within|among|about|how)\s"
)
HANGING = re.compile(
    r"(?:\s+(?:of|the|and|in|for|to|a|an|with|on|by|from|its|at|as|or|their|between|also|both|about|how|into|through|"
    r"one|two|each|[A-Z][\w’']*(?=\x00)|\x00+))+\s*$"
)
DEEDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (
        label,
        re.compile(
            rf"\b(?:{verbs})(?:\s+and\s+\w+ed)?\s+"
            r"(?!(?:for|on|in|by|at|to|of|as|from|since|how|with|together|and|or|followed|during)\b|\x00)"
        ),
    )
    for label, verbs in (
        ("Donation of", r"donat(?:ed|ing)|hand(?:ed|ing) over|procured|purchased|bought"),
        ("Drafting of", r"(?<!were )draft(?:ed|ing)|writing|wrote"),
        ("Development of", r"develop(?:ed|ing)|design(?:ed|ing)"),
        ("Preparation of", r"prepar(?:ed|ing)|compil(?:ed|ing)"),
        ("Review of", r"review(?:ed|ing)|evaluat(?:ed|ing)"),
        ("Revision of", r"revis(?:ed|ing)|updat(?:ed|ing)|amend(?:ed|ing)"),
        ("Establishment of", r"establish(?:ed|ing)|set(?:ting)? up|created|creating"),
        ("Publication of", r"publish(?:ed|ing)|print(?:ed|ing)|issued|released"),
        ("Translation of", r"translat(?:ed|ing)"),
        ("Assessment of", r"assess(?:ed|ing)|surveyed|analy[sz]ed|examined"),
        ("Monitoring of", r"monitor(?:ed|ing)?|observ(?:ed|ing|e)|accompanied"),
        ("Training of", r"trained|instructed|taught|mentored|briefed|coached"),
        ("Renovation of", r"renovat(?:ed|ing)|refurbish(?:ed|ing)|repaired|rehabilitated"),
        ("Visit to", r"visited|visiting"),
    )
)
MET = re.compile(r"\b(?:met|gathered)\b(?P<side>\s+with\b\s*|\s+(?=the\s|representatives\b|members\b))?")
GERUND = re.compile(rf"\b(?:in|with|by|of|to)\s+(?:jointly\s+)?{words.DOING}(?:\s+and\s+\w+ing)?\s+")
OBJECT = re.compile(
    r"\b(?:published|printed|produced|launched|presented|supported|assisted|completed|contracted|commissioned|"
    r"conducted|carried out|organi[sz]ed|arranged|ran|held|hosted|delivered|provided|facilitated|gave|signed|started|"
    r"began|opened|funded|financed|installed|implemented|staged|initiated|distributed|equipped|concluded|finali[sz]ed|led|"
    r"continued to (?:support|facilitate|provide)|support(?:ing|ed)?)\s+(?:and\s+\w+ed\s+)?"
)
SUPPORT_IN = re.compile(r"(?:supported|assisted|helped)\s+(?:the\s+)?[A-Z][^,.;]{1,60}?\s+in\s+(?:the\s+)?(?=[a-z])")
IS_DONE = re.compile(r"\s+(?:was|were|has been|have been|had been|took place)\b")
UNREADABLE = re.compile(
    r"^(?:in|by|to|on|at|for|with|of|or|and|how|what|who|other|also|as|from|than|it|they|he|she|there|that|but|not|"
    r"more|most|some|all|each|one|only)\b|"
    r"\b(?:was|were|is|are|has|have|had|met|took|will|who|which|whom|visited|learned|attended|participated|received)\b|"
    r"\b(?:in|with) \w+ing (?:an?|the|its)\b",
    re.I,
)
COUNTED_PEOPLE = re.compile(rf"^(?:{words.ABOUT}\s+)?{NUMBER}\s+(?:[\w’'/-]+\s+){{0,5}}?{words.PEOPLE}\b", re.I)
TOPIC = re.compile(
    r"\b(?:practi[sc]ed|studied|discussed|examined|compared|worked on|agreed on|learned about|learnt about|dealt with|"
    r"simulated|explored|analy[sz]ed)\s+(?=[a-z]+ [a-z])"
    r"|\b(?:trained|instructed|taught|briefed|course|training)\b[^.;:]{0,90}?\s(?P<prep>on|in(?! the\b)|how to)\s+"
    r"(?!an?\b|all\b)(?=[a-z]{3,})"
)
JOURNEY = re.compile(r"\b(?:went|travelled|trip|visit) to\s+(?=[A-Z])")
HELD_KINDS = (
    "training", "training_of_trainers", "workshop", "seminar", "conference", "roundtable", "meeting", "study_visit",
    "exercise", "campaign", "event", "strategy_review",
)  # fmt: skip
Found = tuple[str, int, int] | None  # what is put in front, where the words begin, where they end
Way = Callable[[str, int, str], Found]


def make_title(passage: Passage, kind: str, theme: str | None = None) -> Reading[str]:
    sentence = passage.opener
    text, main = sentence.masked, _begin(sentence.masked, sentence.main)
    short = ""
    for way in HELD_WAYS if kind in HELD_KINDS else MADE_WAYS:
        found = way(text, main, kind)
        title = _written(sentence.text, found) if found else ""
        if found and _readable(title):
            begin, end = sentence.start + found[1], sentence.start + max(found[2], found[1] + 1)
            return Reading(title, sentence.flow.spans(begin, end), 0.6, "words of the opening sentence")
        short = short or (title if way is _of_event and _readable(title, least=2) else "")
    clause = _of_clause(text, main)
    title = _written(sentence.text, clause) if clause else ""
    if clause and SHORTEST < len(title.split()) <= LONGEST:
        spans = sentence.flow.spans(sentence.start + clause[1], sentence.start + clause[2])
        return Reading(title, spans, 0.4, "the opening sentence, shortened")
    about = f": {code_list('themes')[theme].label()}" if theme else ""
    return Reading(f"{short or _noun(kind)}{about}", sentence.spans()[:1], 0.3, "kind and theme")


def _noun(kind: str) -> str:
    return "Activity" if kind == "other" else code_list("kinds")[kind].label()


def _begin(text: str, main: int) -> int:
    lead = CIRCUMSTANCE.match(text[main:]) or LEADS_IN.match(text[main:])
    return main + (lead.end() if lead else 0)


def _of_event(text: str, main: int, kind: str) -> Found:
    """The noun phrase of what was held: "two-day workshop on lamps"."""
    event = event_of(text[main:])
    if event is None or event[0].split()[0] in ("trained", "mentored", "instructed", "were", "was", "lectured"):
        return None
    at = main + event.start()
    start = max([main, *(match.end() for match in BOUNDARY.finditer(text, main, at))])
    start = at if re.search(r"[.“”]", text[start:at]) else start
    return _labelled("", text, start, _end(text, start, main + event.end()))


def _of_deed(text: str, main: int, kind: str) -> Found:
    """What was done to whom or what, under the verb's noun: "Donation of two boats", "Training of 25 inspectors"."""
    met = MET.search(text, main)
    if met and kind == "meeting":
        if met["side"]:
            return _labelled("Meeting with", text, met.end(), _end(text, met.end()))
        return _labelled("Meeting of", text, main, min(_end(text, main), met.start()))
    found = [(match, label) for label, verb in DEEDS for match in [verb.search(text, main)] if match]
    fitting = [(match, label) for match, label in found if _fits(label, kind)]
    if not fitting:
        return None
    verb, label = min(fitting, key=lambda one: one[0].start())
    return _labelled(label, text, verb.end(), _end(text, verb.end()))


def _of_topic(text: str, main: int, kind: str) -> Found:
    """What it was about, where a verb says so: "… practised the evacuation of a stadium", "… were trained in …"."""
    topic = TOPIC.search(text, main)
    if topic:
        return _labelled(f"{_noun(kind)} {topic['prep'] or 'on'}", text, topic.end(), _end(text, topic.end()))
    journey = JOURNEY.search(text, main) if kind == "study_visit" else None
    return _labelled("Study visit to", text, journey.end(), _end(text, journey.end())) if journey else None


ACTED_FIRST = re.compile(
    rf"(?:^|.{{0,160}}?,\s)(?:[Tt]he\s+)?(?:{words.ACTORS}|Field Office|Department|Section|Unit)(?:\s+in\s+[A-Z]\S+)?"
    rf"(?:,\s[^,]{{3,60}},)?\s+(?:also\s+)?(?={words.DID}\b)"
)
CLAUSE_STOPS = re.compile(
    r"[.;:]\s|[.;:]$|,\s(?!(?:[\w’'-]+\s){1,4}and\s)|\s[–—(]|\x00|"
    r"\s(?:which|who|whom|that|where|when|while|organi[sz]ed by|in order)\b"
)
DANGLING = re.compile(rf"\s(?:{words.DID}|took part|paid [^.]*|were [a-z]+)$")


HELD_IT = re.compile(
    r"(?:also )?(?:organi[sz]ed|arranged|supported|facilitated|held|ran|hosted|conducted|launched|staged|financed)"
    r"\s+(?!by\b)"
    r"|Supported by [^,]{3,60},\s+(?:the\s+)?"
)


def _of_clause(text: str, main: int) -> Found:
    """The sentence itself, without its date and its actor, up to where a new clause begins."""
    actor = ACTED_FIRST.match(text[main:])
    start = main + actor.end() if actor else main
    if held := HELD_IT.match(text, start):
        start = held.end()
    stop = CLAUSE_STOPS.search(text, start + 20)
    end = stop.start() if stop else len(text)
    told = list(re.finditer(r"\S+", text[start:end]))
    if len(told) > LONGEST:
        end = start + told[LONGEST - 1].end()
        cuts = [match.start() for match in PREPOSITION.finditer(text[start:end])]
        whole = [cut for cut in cuts if not DANGLING.search(text[start : start + cut])]
        end = start + whole[-1] if whole and len(text[start : start + whole[-1]].split()) >= SHORTEST else end
    hanging = HANGING.search(text[start:end])
    return _labelled("", text, start, start + hanging.start() if hanging else end)


FITS = {
    "donation": ("Donation of",),
    "monitoring": ("Monitoring of", "Visit to"),
    "assessment": ("Assessment of", "Review of"),
    "study_visit": ("Visit to",),
    "infrastructure": ("Renovation of", "Establishment of"),
    "publication": ("Publication of", "Translation of", "Development of", "Preparation of", "Drafting of"),
    "training": ("Training of",),
    "training_of_trainers": ("Training of",),
}


def _fits(label: str, kind: str) -> bool:
    made = ("Drafting of", "Development of", "Preparation of", "Review of", "Revision of", "Establishment of")
    return label in FITS.get(kind, made if kind in ("legislation", "strategy_review", "other") else ())


def _of_subject(text: str, main: int, kind: str) -> Found:
    """What a passive sentence is about: "A pocket guide with questions … was printed"."""
    done = IS_DONE.search(text, main)
    if not done or done.start() - main > 160 or COUNTED_PEOPLE.match(text[main:]):
        return None
    return _labelled(_label(text[main : done.start()], kind), text, main, min(_end(text, main), done.start()))


def _of_object(text: str, main: int, kind: str) -> Found:
    verb = OBJECT.search(text, main)
    if not verb or verb.end() - main > 160:
        return None
    gerund = GERUND.search(text, verb.end(), verb.end() + 120) or SUPPORT_IN.match(text, verb.start())
    start = gerund.end() if gerund else verb.end()
    end = _end(text, start)
    return _labelled(_label(text[start:end], kind), text, start, end)


def _label(phrase: str, kind: str) -> str:
    """The noun of the kind, where the words taken do not say it."""
    said = {
        "donation": ("Donation of", r"donat|hand"),
        "assessment": ("Assessment of", r"assess|survey|analys|stud|evaluat|review|audit|research|mapping"),
        "monitoring": ("Monitoring of", r"monitor|observ|visit"),
        "study_visit": ("Visit:", r"visit|tour|trip"),
    }.get(kind)
    return said[0] if said and not re.search(said[1], phrase, re.I) else ""


def _labelled(label: str, text: str, start: int, end: int) -> Found:
    return (label, start, end) if end - start > 3 and "\x00" not in text[start:end].strip("\x00 ") else None


def _end(text: str, start: int, least: int = 0) -> int:
    """Where the title ends: at a new clause, else after twelve words, back to the last whole phrase."""
    stop = STOPS.search(text, max(start + 4, least))
    end = stop.start() if stop else len(text)
    chosen = list(re.finditer(r"\S+", text[start:end]))
    if len(chosen) > LONGEST - 2:
        end = start + chosen[LONGEST - 3].end()
        cuts = [match.start() for match in PREPOSITION.finditer(text[start:end] + " ")]
        whole = [cut for cut in cuts if len(text[start : start + cut].split()) >= SHORTEST and start + cut >= least]
        end = start + whole[-1] if whole else end
    hanging = HANGING.search(text[start:end])
    return start + hanging.start() if hanging and hanging.start() > 0 else end


HELD_WAYS: tuple[Way, ...] = (_of_event, _of_deed, _of_topic, _of_subject, _of_object)
MADE_WAYS: tuple[Way, ...] = (_of_deed, _of_subject, _of_object, _of_event, _of_topic)


AT_AN_EVENT = re.compile(rf"\s(?:at|in|during) an? (?:[\w-]+ ){{0,3}}{words.EVENTS}$")


def _written(text: str, found: tuple[str, int, int]) -> str:
    label, start, end = found
    phrase = ARTICLE.sub("", text[start:end]).strip(' ,.(–-“”"‘’' if _unbalanced(text[start:end]) else " ,.(–-")
    phrase = re.sub(r"[“”\"]", "", phrase) if _unbalanced(phrase) else phrase
    phrase = re.sub(r"(?<=[a-z])\.\d{1,2}$", "", phrase)  # a footnote's number
    phrase = AT_AN_EVENT.sub("", phrase) if label else phrase
    if label and start < 2 and phrase[1:2].islower() and not re.match(r"\S+\s[A-Z]", phrase):
        phrase = phrase[:1].lower() + phrase[1:]  # the sentence's first word
    title = f"{label} {phrase}".strip()
    return title[:1].upper() + title[1:]


def _unbalanced(phrase: str) -> bool:
    return phrase.count("“") != phrase.count("”") or phrase.count('"') % 2 == 1


def _readable(title: str, least: int = SHORTEST) -> bool:
    count = len(title.split())
    people = COUNTED_PEOPLE.match(title)
    if people and not re.search(rf"\b{words.EVENTS}\b", people[0], re.I):
        return False
    return (
        least <= count <= LONGEST and not UNREADABLE.search(title) and not title.endswith((" these", " those", " them"))
    )
