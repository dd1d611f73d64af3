from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.domain.counting.period import Period
from muster.domain.forms.tests.samples import form
from muster.domain.returns import RECEIVERS, Told
from muster.domain.returns.iccs import titles
from muster.domain.returns.kilograms import factor_of, kilograms, number, plain
from muster.domain.returns.model import NOT_AVAILABLE

YEAR = Period.of_year(2026)
DAY = date(2026, 5, 4)


def told(of, mapping, *answers):
    return [Told(key, DAY, of, mapping, one) for key, one in enumerate(answers, start=1)]


def made(receiver, some):
    return RECEIVERS[receiver].make(some, YEAR, lambda _column, value: str(value))


def rows(made, table=0):
    names = [column.name for column in made.tables[table].columns]
    return [dict(zip(names, row, strict=True)) for row in made.tables[table].rows]


def lacks(made):
    return [(one.record, one.column, one.sentence % one.fields) for one in made.lacks]


# kilograms


@pytest.mark.parametrize(
    ("quantity", "unit", "piece", "kg"),
    [
        ("12000", "TABLET", "0.00025", "3"),  # 12,000 tablets of MDMA at 0.25 g
        ("4.5", "L", None, "4.5"),
        ("4500", "ML", None, "4.5"),
        ("0.1", "KG", None, "0.1"),
        ("100", "G", None, "0.1"),
        ("3", "G", "7", "0.003"),  # a mass is a mass, whatever is said of pieces
        ("7", "PLANT", "0.0333333333", "0.233333"),
    ],
)
def test_quantities_in_kilograms(quantity, unit, piece, kg):
    factor, _rule = factor_of(unit, piece)
    assert str(kilograms(Decimal(quantity), factor)) == kg


@pytest.mark.parametrize("stated", [None, "", "0", "-1", "much", "NaN", "Infinity", "1e99"])
def test_pieces_of_which_nobody_knows_the_weight_are_not_kilograms(stated):
    assert factor_of("TABLET", stated) is None


def test_numbers_have_no_noise():
    assert sum(number(one) for one in (0.1, 0.2)) == Decimal("0.3")
    assert str(plain(Decimal("1000.000"))) == "1000"
    assert number("no") is number("") is number(None) is None


@given(st.decimals("0.001", "100000", places=3), st.sampled_from(["G", "KG", "ML", "L"]))
def test_what_is_weighed_twice_is_twice_as_much(quantity, unit):
    factor, _rule = factor_of(unit, None)
    assert abs(kilograms(2 * quantity, factor) - 2 * kilograms(quantity, factor)) <= Decimal("0.000002")


# individual drug seizures

SEIZURE = form(
    ("text", "town", "T"),
    ("begin repeat", "drugs", "D"),
    ("text", "group", "G"),
    ("text", "drug", "D"),
    ("decimal", "quantity", "Q"),
    ("text", "unit", "U"),
    ("decimal", "factor", "F"),
    ("text", "source", "S"),
    ("end repeat", "", ""),
    ("integer", "persons", "P"),
)
IDS = {
    "place": "town",
    "persons": "persons",
    "drug_group": "drugs/group",
    "kg_factor": "drugs/factor",
    "kg_factor_source": "drugs/source",
    **{name: f"drugs/{name}" for name in ("drug", "quantity", "unit")},
}


def test_every_drug_of_a_seizure_is_a_row():
    drugs = [
        {"group": "ats", "drug": "mdma", "quantity": "12000", "unit": "TABLET", "factor": "0.00025", "source": "lab"},
        {"group": "other", "drug": "ghb", "quantity": "4.5", "unit": "L"},
    ]
    made_of = made("unodc_ids", told(SEIZURE, IDS, {"town": "p", "persons": 2, "drugs": drugs}))
    first, second = rows(made_of)
    assert (first["date"], first["place"], first["persons"]) == (DAY, "p", 2)
    assert [(row["kg_equivalent"], row["kg_factor_source"]) for row in (first, second)] == [
        (Decimal(3), "lab"),
        (Decimal("4.5"), "1 kg per litre (UNODC)"),
    ]
    assert (first["quantity"], first["unit"], first["kg_factor"]) == (12000, "TABLET", Decimal("0.00025"))
    assert (made_of.records, made_of.lacks) == (1, [])


def test_what_cannot_be_weighed_is_named_and_stays():
    drugs = [{"group": "cannabis", "drug": "plants", "quantity": "7", "unit": "PLANT"}]
    made_of = made("unodc_ids", told(SEIZURE, IDS, {"town": "p", "drugs": drugs}, {"town": "p"}))
    assert [(row["quantity"], row["kg_equivalent"]) for row in rows(made_of)] == [(7, None)]
    assert lacks(made_of) == [
        (1, "kg_equivalent", "7 PLANT cannot be said in kilograms: the weight of one piece is not stated."),
        (2, "drug", "No drug is recorded."),
    ]
    assert (made_of.records, made_of.left_out) == (1, 1)


def test_a_tablet_of_strange_weight_is_named():
    drugs = [{"group": "ats", "drug": "mdma", "quantity": "10", "unit": "TABLET", "factor": "0.25"}]
    made_of = made("unodc_ids", told(SEIZURE, IDS, {"town": "p", "drugs": drugs}))
    assert [column for _record, column, _why in lacks(made_of)] == ["kg_factor"]
    assert "250 g" in lacks(made_of)[0][2]


def test_no_column_of_a_seizure_tells_of_a_person():
    names = {column.name for column in made("unodc_ids", []).tables[0].columns}
    assert not [name for name in names if any(word in name for word in ("name", "born", "sex", "citizen", "plate"))]


# hate crimes

CRIME = form(
    ("text", "counted", "C"),
    ("text", "classification", "C"),
    ("text", "bias", "B"),
    ("text", "type", "T"),
    ("text", "incident_type", "I"),
    *(("date", name, "D") for name in ("recorded", "prosecuted", "sentenced")),
)
ODIHR = {one.name: one.path for one in CRIME.fields}


def hate(counted="1", **said):
    return {"counted": counted, "bias": "anti_roma", "type": "arson", "recorded": "2026-02-01", **said}


def test_each_stage_counts_by_its_own_day():
    made_of = made(
        "odihr_hate_crime",
        told(
            CRIME,
            ODIHR,
            hate(),
            hate(recorded="2025-02-01", prosecuted="2026-01-02"),
            hate(recorded="2025-02-01", prosecuted="2025-03-01", sentenced="2026-12-31"),
            hate(recorded="2025-02-01"),
        ),
    )
    assert rows(made_of, 1) == [
        {
            "bias_motivation": "Anti-Roma",
            "type_of_crime": "Arson",
            "recorded_by_police": 1,
            "prosecuted": 1,
            "sentenced": 1,
        }
    ]
    assert made_of.records == 3


def test_incidents_stand_apart_and_nothing_else_counts():
    incident = {"classification": "hate_incident", "incident_type": "insult"}
    some = told(CRIME, ODIHR, hate("0", **incident), hate("0", classification="no_bias"), hate())
    made_of = made("odihr_hate_crime", some)
    assert rows(made_of)[0]["recorded_by_police"] == 1
    assert rows(made_of, 2) == [{"bias_motivation": "Anti-Roma", "type_of_incident": "insult", "recorded_by_police": 1}]


def test_what_a_register_has_no_field_for_is_not_available():
    less = {name: path for name, path in ODIHR.items() if name not in ("sentenced", "classification")}
    made_of = made("odihr_hate_crime", told(CRIME, less, hate()))
    assert rows(made_of)[0]["sentenced"] == NOT_AVAILABLE
    assert rows(made_of)[0]["prosecuted"] == 0
    assert rows(made_of, 2)[0]["recorded_by_police"] == NOT_AVAILABLE


def test_a_crime_without_motive_or_type_is_counted_and_named():
    made_of = made("odihr_hate_crime", told(CRIME, ODIHR, hate(bias=None, type=None)))
    assert [rows(made_of, 1)[0][name] for name in ("bias_motivation", "type_of_crime")] == [
        "Unspecified",
        "Other/unspecified",
    ]
    assert [column for _record, column, _why in lacks(made_of)] == ["bias", "type"]


# crime

OFFENCE = form(
    ("text", "code", "C"),
    ("text", "section", "S"),
    ("text", "attempted", "A"),
    ("text", "weapon", "W"),
    ("begin repeat", "victim", "V"),
    ("text", "sex", "S"),
    ("integer", "age", "A"),
    ("end repeat", "", ""),
)
ICCS = {
    **{name: name for name in ("code", "section", "attempted", "weapon")},
    "victim_sex": "victim/sex",
    "victim_age": "victim/age",
}


def test_crime_counts_at_every_level_of_its_code():
    people = [{"sex": "female", "age": 17}, {"age": 40}, {}]
    some = told(
        OFFENCE,
        ICCS,
        {"code": "02011", "section": "02", "victim": people, "weapon": "sharp"},
        {"code": "0201", "attempted": "attempted"},
    )
    made_of = made("iccs", some)
    found = {row["iccs_code"]: row for row in rows(made_of)}
    assert {code: row["offences"] for code, row in found.items()} == {"02": 2, "0201": 2, "02011": 1}
    assert found["0201"]["attempted"] == 1
    assert [found["02"][f"victims_{one}"] for one in ("total", "female", "male", "other_or_not_known")] == [2, 1, 0, 1]
    assert found["02"]["suspects_total"] == NOT_AVAILABLE
    assert found["0201"]["title"] == "Assaults and threats"
    said = {(row["variable"], row["value"]): row["number"] for row in rows(made_of, 1)}
    assert said == {("weapon", "sharp"): 1, ("victim_age", "0–17"): 1, ("victim_age", "18+"): 1}


@pytest.mark.parametrize("code", ["12", "0108", "1", "020", "0201111", "theft", "0201x"])
def test_what_is_no_code_of_the_classification_is_left_out_and_named(code):
    made_of = made("iccs", told(OFFENCE, ICCS, {"code": code}))
    assert rows(made_of) == []
    assert lacks(made_of) == [(1, "code", f"“{code}” is no code of the classification.")]


def test_a_section_alone_counts_as_a_section():
    made_of = made("iccs", told(OFFENCE, ICCS, {"section": "05"}, {}))
    assert [(row["iccs_code"], row["offences"]) for row in rows(made_of)] == [("05", 1)]
    assert [(record, column) for record, column, _why in lacks(made_of)] == [(1, "code"), (2, "code")]
    assert (made_of.records, made_of.left_out) == (1, 1)


def test_the_classification_has_eleven_sections_and_no_division_without_one():
    codes = titles()
    assert [code for code in codes if len(code) == 2] == [f"{number:02}" for number in range(1, 12)]
    assert all(code[:2] in codes for code in codes)
    assert ("0219" in codes, "0108" in codes) == (True, False)


@given(st.lists(st.sampled_from(["01", "0101", "02011", "0201", "0502", "nothing"])))
def test_sections_add_up_to_what_is_in_the_return(codes):
    made_of = made("iccs", told(OFFENCE, ICCS, *({"code": code} for code in codes)))
    sections = [row["offences"] for row in rows(made_of) if len(row["iccs_code"]) == 2]
    assert sum(sections) == made_of.records == len(codes) - made_of.left_out


# firearms

ARM = form(
    *(("text", name, "T") for name in ("event", "category", "context", "disposal", "trace_result")),
    ("integer", "ammunition", "A"),
    *(("date", name, "D") for name in ("marked", "trace_submitted", "destroyed")),
)
SALW = {one.name: one.path for one in ARM.fields}


def test_topics_of_the_roadmap_count_by_their_own_days():
    some = told(
        ARM,
        SALW,
        {"event": "seized", "category": "pistol", "context": "search", "ammunition": 12, "destroyed": "2026-06-01"},
        {"event": "seized", "category": "pistol", "ammunition": 3, "marked": "2027-01-01"},
        {"event": "stolen", "trace_submitted": "2026-03-01", "trace_result": "NO_RECORD"},
    )
    made_of = made("salw_roadmap", some)
    values = {row["topic"]: row["value"] for row in rows(made_of)}
    assert values == {
        "seized": 2,
        "ammunition_seized": 15,
        "found": 0,
        "surrendered": 0,
        "lost_or_stolen": 1,
        "recovered": 0,
        "marked": 0,
        "traced": 1,
        "destroyed": 1,
    }
    broken = {(row["by"], row["value"]): row["firearms"] for row in rows(made_of, 1)}
    assert broken == {
        ("category", "pistol"): 2,
        ("context", "search"): 1,
        ("context", "not stated"): 1,
        ("trace_result", "NO_RECORD"): 1,
    }
    assert [(record, column) for record, column, _why in lacks(made_of)] == [(2, "context")]


def test_topics_without_a_field_are_not_available():
    less = {name: path for name, path in SALW.items() if name not in ("marked", "ammunition")}
    values = {row["topic"]: row["value"] for row in rows(made("salw_roadmap", told(ARM, less, {"event": "found"})))}
    assert (values["marked"], values["ammunition_seized"], values["found"]) == (NOT_AVAILABLE, NOT_AVAILABLE, 1)


def test_what_is_to_be_destroyed_and_is_not_is_named():
    made_of = made("salw_roadmap", told(ARM, SALW, {"event": "found", "disposal": "destruction"}))
    assert [column for _record, column, _why in lacks(made_of)] == ["destroyed"]
