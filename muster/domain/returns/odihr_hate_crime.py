"""Hate crimes for the OSCE Office for Democratic Institutions and Human Rights: by bias motivation and type of crime,
recorded by the police, prosecuted, sentenced; what the register does not say is “Not available”.

A hate crime is a criminal offence with a bias motivation. Incidents without a criminal offence (speech among them)
stand in a table of their own and are added to nothing. Each stage is counted in the period of its own day: who is
sentenced this year may have been recorded in another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from muster.domain.counting.period import Period
from muster.domain.returns.model import (
    NOT_AVAILABLE,
    Column,
    Lack,
    Receiver,
    Return,
    Table,
    Told,
    Words,
    holds,
    in_order,
)
from muster.domain.words_for_people import gettext_noop as _

STAGES = {"recorded": "recorded_by_police", "prosecuted": "prosecuted", "sentenced": "sentenced"}
BIAS = {
    "racist_xenophobic": "Racist and xenophobic",
    "anti_roma": "Anti-Roma",
    "antisemitic": "Anti-Semitic",
    "anti_muslim": "Anti-Muslim",
    "anti_christian": "Anti-Christian",
    "other_religion": "Other religion or belief",
    "gender": "Gender-based",
    "anti_lgbti": "Anti-LGBTI",
    "disability": "Disability",
    "unspecified": "Unspecified",
}
TYPES = {
    "homicide": "Homicide",
    "physical_assault": "Physical assault",
    "sexual_assault": "Sexual assault",
    "robbery_theft": "Robbery/theft",
    "damage_to_property": "Damage to property",
    "arson": "Arson",
    "vandalism": "Vandalism",
    "attack_on_worship": "Attacks against places of worship",
    "desecration_of_graves": "Desecration of graves",
    "threats": "Threats/threatening behaviour",
    "disturbance": "Disturbance of the peace",
    "incitement_to_violence": "Incitement to violence",
    "other": "Other/unspecified",
}
UNSPECIFIED, OTHER, INCIDENT = "unspecified", "other", "hate_incident"
COLUMNS = (Column("bias_motivation"), Column("type_of_crime"), *(Column(one, "integer") for one in STAGES.values()))
NOTES = (
    _("A record counts once, under its main bias motivation; without one, under “unspecified”."),
    _("Each stage is counted by its own day: what is sentenced in the period may have been recorded before it."),
    _("Incidents that are no criminal offence stand apart and are not among the hate crimes."),
)


def make(told: Iterable[Told], period: Period, words: Words) -> Return:
    counts: Counter[tuple[str, str, str]] = Counter()
    incidents: Counter[tuple[str, str]] = Counter()
    lacks: list[Lack] = []
    records, known = 0, set[str]()
    for one in told:
        known |= one.mapping.keys()
        crime, stages = _is_crime(one), _stages(one, period)
        if not stages or (not crime and not _is_incident(one)):
            continue
        records += 1
        lacks += _lacks(one, crime=crime)
        if crime:
            key = (_answer(one, "bias", UNSPECIFIED), _answer(one, "type", OTHER))
            counts.update((*key, stage) for stage in stages)
        elif "recorded" in stages:
            incidents[_answer(one, "bias", UNSPECIFIED), _answer(one, "incident_type", OTHER)] += 1
    tables = [_totals(counts, known, period), _crimes(counts, known, words), _incidents(incidents, known, words)]
    return Return(tables, records, lacks, NOTES)


def _is_crime(one: Told) -> bool:
    return str(one.one("counted")) in {"1", "yes", "true"}


def _is_incident(one: Told) -> bool:
    return bool(one.one("classification") == INCIDENT)


def _stages(one: Told, period: Period) -> list[str]:
    """Those that it reached in the period; of a register that names no day of recording, by the day of the record."""
    days = {stage: one.on(stage) for stage in STAGES}
    if "recorded" not in one.mapping:
        days["recorded"] = one.day
    return [stage for stage, day in days.items() if holds(period, day)]


def _answer(one: Told, column: str, missing: str) -> str:
    return str(one.one(column) or missing)


def _lacks(one: Told, *, crime: bool) -> Iterator[Lack]:
    if not one.one("bias"):
        yield Lack(one.record, "bias", _("There is no main bias motivation: counted as unspecified."))
    if crime and not one.one("type"):
        yield Lack(one.record, "type", _("There is no type of crime: counted as other."))
    if one.on("sentenced") and not one.on("prosecuted"):
        yield Lack(one.record, "prosecuted", _("Sentenced, but there is no day of the indictment."))


def _totals(counts: Counter[tuple[str, str, str]], known: set[str], period: Period) -> Table:
    heads = (Column("period"), *(Column(one, "integer") for one in STAGES.values()))
    row = [f"{period.start} – {period.end}", *(_said(counts, known, stage) for stage in STAGES)]
    return Table("stages", "Hate crimes by stage", heads, [row])


def _said(counts: Counter[tuple[str, str, str]], known: set[str], stage: str) -> int | str:
    """Of all; “Not available” where the register does not say it."""
    if stage != "recorded" and stage not in known:
        return NOT_AVAILABLE
    return sum(number for (_bias, _type, at), number in counts.items() if at == stage)


def _crimes(counts: Counter[tuple[str, str, str]], known: set[str], words: Words) -> Table:
    rows: list[list[Any]] = []
    for bias in in_order(BIAS, (key[0] for key in counts)):
        for kind in in_order(TYPES, (key[1] for key in counts if key[0] == bias)):
            of_both = Counter({key: number for key, number in counts.items() if key[:2] == (bias, kind)})
            named = [BIAS.get(bias) or words("bias", bias), TYPES.get(kind) or words("type", kind)]
            rows.append([*named, *(_said(of_both, known, stage) for stage in STAGES)])
    return Table("hate_crimes", "Hate crimes by bias motivation and type of crime", COLUMNS, rows)


def _incidents(incidents: Counter[tuple[str, str]], known: set[str], words: Words) -> Table:
    heads = (Column("bias_motivation"), Column("type_of_incident"), Column("recorded_by_police", "integer"))
    rows: list[list[Any]] = [
        [BIAS.get(bias) or words("bias", bias), words("incident_type", kind), incidents[bias, kind]]
        for bias in in_order(BIAS, (key[0] for key in incidents))
        for kind in sorted(key[1] for key in incidents if key[0] == bias)
    ]
    if "classification" not in known:
        rows = [["", "", NOT_AVAILABLE]]
    return Table("hate_incidents", "Hate incidents that are no crime", heads, rows)


RECEIVER = Receiver(
    "odihr_hate_crime",
    _("OSCE Office for Democratic Institutions and Human Rights"),
    _("Hate crimes"),
    make,
    frozenset({"counted", "classification", "bias", "type", "incident_type", *STAGES}),
    dates=tuple(STAGES),
)
