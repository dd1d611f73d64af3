"""The column of the matrix (exchange, training, analysis): by kind, then by what the text says it was for."""

from __future__ import annotations

import re

from muster.domain.extraction.model import Reading
from muster.domain.extraction.signs import Passage

BY_KIND = {
    "training": "training",
    "training_of_trainers": "training",
    "exercise": "training",
    "strategy_review": "analysis",
    "assessment": "analysis",
    "monitoring": "analysis",
}
LEARNING = re.compile(
    r"\b(?:knowledge|skills?|learn(?:ed|t|ing)?|train(?:ed|ing|ings)?|trainees|familiari[sz]\w+|"
    r"equip(?:ped|ping)?|techniques?|practical|taught|lessons? on|how to|hands-on"
    r"|capacities of|capabilities|competenc\w+|build(?:ing)? (?:the )?capacit\w+|"
    r"strengthen\w* (?:the )?(?:capacit|skill|leadership)\w*|enhance (?:the )?capacit\w+|"
    r"case stud\w+|understanding of|instructors?)\b",
    re.I,
)
TEACHING_AIM = re.compile(
    r"\b(?:improv|increas|broaden|enhanc|strengthen|deepen|develop|expand|build|upgrad|advanc|"
    r"rais)\w*\s+(?:the\s+)?(?:[\w’'-]+\s+){0,4}?(?:knowledge|skills?|capacit\w+|competenc\w+|"
    r"understanding|expertise|proficiency)\b"
    r"|\b(?:knowledge|skills)\b[^.]{0,30}\b(?:necessary|required|needed|to)\b|"
    r"\bequip\w*\s+(?:\w+\s+){0,4}with\b|\bon how to\b|\blearned (?:about|how)\b|\bwere trained\b|"
    r"\btraining (?:workshop|seminar)s?\b|\bhands-on\b|\bfamiliari[sz]e\w* (?:\w+ ){0,3}with\b|"
    r"\bcapacity[- ]building workshops?\b",
    re.I,
)
# How one teaches: two of these say that a seminar was to train.
TAUGHT = re.compile(
    r"\b(?:practi[sc]ed|tried out|role[- ]plays?|simulated|exercises|case studies|acquainted|introduced to|learned|"
    r"taught|trainers|lecturers|instructors|were trained|case law|mock)\b",
    re.I,
)
EXCHANGE_AIM = re.compile(
    r"\b(?:discuss\w*|exchang\w+|co-?operation|co-?ordination|network\w*|dialogue|platform|"
    r"promot\w+|advoca\w+|planning|communication|partnership|share[ds]? (?:experiences?|best|good)"
    r"|awareness|brought together|present(?:ed|ing)? (?:the )?(?:new|draft|results))\b",
    re.I,
)
ANALYSIS_AIM = re.compile(
    r"\b(?:findings? of|findings of the (?:survey|monitoring)|results? of (?:the |a )?(?:survey|"
    r"assessment|monitoring|analysis|study|evaluation)|lessons learned|review (?:the |of (?:the )"
    r"?)?(?:\w+ ){0,3}(?:progress|implementation|strategy|action plan|achievements)|"
    r"assess(?:ed|ing)? (?:the )?(?:implementation|progress|needs|capacit\w+)|threat assessment|"
    r"SOCTA|summari[sz]e|evaluat(?:e|ing|ion)|gap analysis|needs assessment|analy[sz](?:e|ing)"
    r" (?:the )?(?:gaps|needs|situation)|monitoring findings|draft(?:ing)? (?:a |the )?(?:joint )"
    r"?(?:guidelines|standard operating procedures|SOPs|manual|handbook))\b",
    re.I,
)
PARTNERS = re.compile(r"\b[Ii]n (?:close |direct )?(?:co-?operation|collaboration|partnership|co-?ordination) with\b")
FORM = re.compile(
    r"\b(?:planning|advocacy|orientation|co-?ordination|consultati\w+|validation|drafting|"
    r"networking|brainstorming"
    r"|working-level|inter-agency)\s+(?:workshops?|seminars?|roundtables?|conferences?)\b",
    re.I,
)
REVIEWED = re.compile(r"\b(?:review|revis|evaluat|amend|assess|updat|monitor|progress|implementation)", re.I)
WORKING = re.compile(
    r"\b(?:draft\w*|finali[sz]\w*|develop(?:ing|ment)?|strateg\w+|plan(?:s|ning)?|working groups?|"
    r"review\w*|orientation|launch\w*|registration|standards|legislation|law|policy|policies|"
    r"showcase|details|identify|establish\w*|validat\w+|agree\w*|adopt\w*)\b",
    re.I,
)
REFERENCE_WORK = re.compile(
    r"\b(?:guides?|guidebooks?|hand-?books?|manuals?|guidelines|reports?|assessments?|SOCTA|"
    r"toolkits?|stud(?:y|ies)|textbooks?|standard operating procedures|SOPs|analys[ie]s|survey|"
    r"commentary|methodology|recommendations)\b",
    re.I,
)


def read_column(passage: Passage, kind: Reading[str]) -> Reading[str]:
    fixed = BY_KIND.get(kind.value)
    if kind.value == "strategy_review" and not REVIEWED.search(passage.opener.text):
        return Reading("information_exchange", kind.spans, 0.6, "a strategy made, not reviewed")
    if fixed:
        return Reading(fixed, kind.spans, kind.confidence, f"by kind: {kind.value}")
    if kind.value in ("workshop", "seminar", "roundtable", "conference"):
        return _by_aim(passage, kind.value)
    if kind.value == "publication":
        return _publication(passage, kind)
    if kind.value == "study_visit":
        return _by_words(
            passage, re.compile(r"\btraining\b|\btrained\b|\blessons\b|\bcourses?\b", re.I), "training", kind
        )
    if kind.value == "legislation":
        return _by_words(
            passage, re.compile(r"\b(?:review|legal opinion|analysis|comments on|assess)\w*", re.I), "analysis", kind
        )
    return Reading("information_exchange", kind.spans, 0.8, f"by kind: {kind.value}")


def _by_aim(passage: Passage, kind: str) -> Reading[str]:
    """Workshops and the like: what do the opening and the sentences on aim and content say?"""
    text = PARTNERS.sub(" ", passage.text)
    opening = PARTNERS.sub(" ", passage.opener.text)
    form = FORM.search(opening)
    if form:
        return _at(passage, "information_exchange", form, 0.7)
    analysis = ANALYSIS_AIM.search(opening) or ANALYSIS_AIM.search(_aims(passage))
    if analysis and kind != "conference":
        return _at(passage, "analysis", analysis, 0.7)
    aim = TEACHING_AIM.search(text)
    learning = len(LEARNING.findall(text))
    exchange = len(EXCHANGE_AIM.findall(text))
    if (
        kind == "workshop"
        and not WORKING.search(f"{opening} {_aims(passage)}")
        and not EXCHANGE_AIM.search(opening)
        and re.search(r"\bworkshops?\b[^.]{0,40}\b(?:on|in|for)\b", opening)
    ):
        return Reading("training", passage.opener.spans()[:1], 0.6, "a workshop on a subject, no other aim said")
    taught = {match[0].lower()[:6] for match in TAUGHT.finditer(text)}
    if kind in ("workshop", "seminar") and len(taught) > 1 and not EXCHANGE_AIM.search(opening):
        return _at(passage, "training", next(TAUGHT.finditer(text)), 0.6)
    needed = {"workshop": 1, "seminar": 2, "roundtable": 3, "conference": 6}[kind]
    if aim and learning >= needed and learning + 2 >= exchange:
        return _at(passage, "training", aim, 0.7)
    return Reading("information_exchange", passage.opener.spans()[:1], 0.7, "no aim to train or to analyse said")


def _aims(passage: Passage) -> str:
    return " ".join(
        sentence.text
        for sentence in passage.sentences
        if re.search(r"\b(?:aim|goal|purpose|objective|focus)\w*\b", sentence.text[:80], re.I)
    )


def _publication(passage: Passage, kind: Reading[str]) -> Reading[str]:
    return _by_words(passage, REFERENCE_WORK, "analysis", kind)


def _by_words(passage: Passage, pattern: re.Pattern[str], column: str, kind: Reading[str]) -> Reading[str]:
    match = pattern.search(passage.opener.text)
    if match:
        return _at(passage, column, match, 0.7)
    return Reading("information_exchange", kind.spans, 0.7, f"by kind: {kind.value}")


def _at(passage: Passage, column: str, match: re.Match[str], confidence: float) -> Reading[str]:
    words = match[0]
    for sentence in passage.sentences:
        at = sentence.text.find(words)
        if at >= 0:
            spans = sentence.flow.spans(sentence.start + at, sentence.start + at + len(words))
            return Reading(column, spans, confidence, f"“{words[:40]}”")
    return Reading(column, passage.opener.spans()[:1], confidence, f"“{words[:40]}”")
