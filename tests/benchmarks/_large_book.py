# ruff: noqa: E501 -- a row of the sheet is one line
"""A workbook of the size and shape of the longest questionnaires in use, such as WHO's for verbal autopsy: an inquiry
into a vehicle that was taken off the road, all of it invented.

Nearly 500 questions in groups five deep, in three languages: whom the rest is for follows from dates by a chain of
calculations, nearly every question applies by two or three others, lasting signs are answered in days, months or years
and worked out in days, texts put answers in, and texts that are required are in the way of answers that contradict.

A row below is what stands in the columns type (and name), relevant, constraint or calculation, and appearance. What has
no name is numbered; `18*` are so many of a row; YES(a), NO(a) and UNSAID(a) stand for longer conditions.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import product

from openpyxl import Workbook

Words = tuple[str, str, str]
LANGUAGES = ("English (en)", "Shqip (sq)", "Srpski (sr)")
OTHER = "Français (fr)"  # that choices have alone
SIGNS: list[Words] = [
    ("a noise", "zhurmë", "buka"), ("a smell", "erë", "miris"), ("smoke", "tym", "dim"), ("rust", "ndryshk", "rđa"),
    ("a leak", "rrjedhje", "curenje"), ("shaking", "dridhje", "podrhtavanje"), ("heat", "nxehtësi", "toplota"),
    ("a crack", "çarje", "pukotina"), ("a stain", "njollë", "mrlja"), ("a dent", "gropë", "ulubljenje"),
]  # fmt: skip
PARTS: list[Words] = [
    ("engine", "motor", "motor"), ("gearbox", "kuti e shpejtësisë", "menjač"), ("clutch", "friksion", "kvačilo"),
    ("brakes", "frena", "kočnice"), ("steering", "drejtim", "upravljač"), ("axles", "boshte", "osovine"),
    ("tyres", "goma", "gume"), ("cooler", "radiator", "hladnjak"), ("exhaust", "marmitë", "izduv"),
    ("cab", "kabinë", "kabina"), ("doors", "dyer", "vrata"), ("lamps", "drita", "svetla"), ("pump", "pompë", "pumpa"),
]  # fmt: skip
SIDES: list[Words] = [
    ("in front", "përpara", "napred"),
    ("behind", "prapa", "pozadi"),
    ("left", "majtas", "levo"),
    ("right", "djathtas", "desno"),
]
LISTS = {
    "yes_no": "yes no", "yes_no_ref": "yes no ref", "answer": "yes no dk ref", "level": "high low veryl",
    "class": "new young old", "units": "days months years DK ref", "drive": "diesel petrol electric",
    "where": "front rear left right under whole_vehicle dk ref", "seen_by": "driver guard owner clerk cook smith dk ref",
    "town": "pejë prizren deçan istog klinë rahovec shtime lipjan ferizaj gjilan kamenicë viti dk",
}  # fmt: skip
LASTING = """
integer new_# | {above}YES(is_new, 1) | (.>=0 and .<=${{age_days_new}}) or .=99 or .=88
select_one units unit_# | {above}GROWN
integer days_# | ${{unit_#}}='days' | .>=0 and .<=30
integer months_# | ${{unit_#}}='months' | .>=1 and .<=60
integer years_# | ${{unit_#}}='years' | .>=1 and .<=${{age_years_2}}
calculate lasted_# | {relevant} | if(YES(is_new, 1), ${{new_#}}, if(${{unit_#}}='days', ${{days_#}}, if(${{unit_#}}='months', ${{months_#}} * 30, if(${{unit_#}}='years', int(${{years_#}} * 365), null))))
"""
EPISODE = f"""
select_one answer sign_#
{LASTING.format(above="YES(sign_#) and ", relevant="YES(sign_#)").strip()}
select_one answer | GROWN and YES(sign_#)
select_one answer | YES(is_old, 1) and YES(sign_#)
"""
AGES = """
calculate age_days | | (${broke} - ${built})
calculate age_days_b | | (${year_of_it} - ${built})
calculate age_years | | int(${age_days} div 365.25)
calculate rest_of_year | | ${age_days} mod 365.25
calculate age_months | | int(${rest_of_year} div 30.4375)
calculate rest_of_month | | int(${rest_of_year} mod 30.4375)
calculate is_new_1 | | if(${age_days} <=27, '1', '0')
calculate is_young_1 | | if(${age_days} >27 and ${age_days} <12*365.25, '1', '0')
calculate is_old_1 | | if(${age_days} >=12*365.25, '1', '0')
note NEW: ${age_days} | ${is_new_1} = '1'
note YOUNG: ${age_years}, ${age_months}, ${rest_of_month} | ${is_young_1} = '1'
note OLD: ${age_years} | ${is_old_1} = '1'
select_one class class | ${dated} != 'yes' or ${ended} != 'yes' | not((${age_days_b}>11*365.25 and selected(.,'young'))) and not(${age_days_b}>27 and selected(.,'new'))
integer new_days | ${class} = 'new' | .>=0 and .<=27
select_one units young_unit | ${class} = 'young' | | horizontal-compact
integer young_days | ${young_unit} = 'days' | .>27 and .<=60
integer young_months | ${young_unit} = 'months' | .>0 and .<=59
integer young_years | ${young_unit} = 'years' | .>0 and .<=11
integer old_years | ${class} = 'old' | .>11 and .<120
calculate months_by_year | | if (not(UNSAID(age_years)), int(${age_years} * 12 + ${age_months}), if (${young_unit} = 'months',${young_months}, int(${young_years} * 12)))
calculate age_years_2 | | if(${class} = 'old', ${old_years},  int(${months_by_year} div 12))
calculate is_new_2 | | if(${class} = 'new', '1', '0')
calculate is_young_2 | | if(${class} = 'young', '1', '0')
calculate is_old_2 | | if(${class} = 'old', '1', '0')
calculate is_new | | if(UNSAID(age_days), ${is_new_2}, ${is_new_1})
calculate is_young | | if(UNSAID(age_days), ${is_young_2}, ${is_young_1})
calculate is_old | | if(UNSAID(age_days), ${is_old_2}, ${is_old_1})
calculate age_days_new | | if(UNSAID(age_days), ${new_days}, ${age_days})
note! No owner has a new one. | YES(owner_is, owner) and YES(is_new, 1)
"""
SURVEY = f"""
audit audit
begin group presets
3* select_one level
end group
begin group sender | | | field-list
text writer
integer years | | (.>=18 and .<90) or .=99
select_one seen_by owner_is
select_one town
today day_of_it
select_one yes_no consent
start begun
end group
begin group agreed | YES(consent)
begin group vehicle
begin group about
text
select_one drive drive
select_one yes_no_ref dated
select_one yes_no_ref ended
date built | YES(dated) | . <= today()
date broke_a | YES(ended) and YES(dated) | .>=${{built}} | no-calendar
date broke_b | YES(ended) and NO(dated)
calculate broke | | if(YES(ended) and YES(dated),${{broke_a}},${{broke_b}})
date year_of_it | NO(ended) | . <= today() and .>= date(date('1915-01-01')) | year
{AGES.strip()}
select_one yes_no more
5* text | (YES(more))
3* select_one answer | ((YES(is_young, 1) and ${{months_by_year}} >=72 ) or YES(is_old, 1)) and (YES(more))
end group
begin group papers
select_one yes_no papers_shown
select_one yes_no papers_dated | YES(papers_shown)
date | YES(papers_dated)
4* text | YES(papers_shown)
end group
end group
-
begin group delivery | YES(is_new, 1)
select_one answer started
8* select_one answer | YES(started) or YES(started, dk)
select_one answer unused | not(YES(started))
select_one answer | YES(unused)
end group
begin group accident
select_one answer hurt | ${{unused}}!='yes'
begin group accident_more | (YES(hurt) or YES(hurt, dk) or YES(hurt, ref))
select_one answer road
select_one where | YES(road)
20* select_one answer | NO(road)
select_one answer meant
select_one answer own | ${{is_old}} = '1' and not(YES(meant))
select_one answer | not(YES(meant)) and not(YES(own))
end group
end group
begin group history
integer | (YES(unused, no) or UNSAID(unused)) and (YES(meant) or UNSAID(meant))   and not(YES(own)) | .>=0 and .<=99
begin group lasting | not(YES(unused))
{LASTING.format(above="", relevant="").replace("#", "all").strip()}
end group
begin group found_before | GROWN
28* select_one answer
end group
begin group signs | not(YES(unused))
{"".join(EPISODE.strip().replace("#", str(number)) + chr(10) for number in range(33)).strip()}
end group
begin group electrics | (YES(is_old, 1)) and (${{drive}} = 'diesel' or ${{drive}} = 'electric')
select_one answer charged
select_one answer charger | YES(charged)
select_one answer cable | NO(charged)
select_one answer sure | ((NO(cable) and BREAKNO(charged)) or BREAK(not(UNSAID(charger))))
begin group charging | not(YES(sure))
20* select_one answer | not(YES(cable)) or (YES(cable, no) and YES(sure)) or (YES(cable, no) and YES(sure, no) and YES(charged) ) or (YES(charged, no) or YES(sure, dk))
begin group kind_of_it | (NO(cable) and not(YES(charger))) or YES(charged, no)
select_one answer wet
select_one answer dry | not(YES(wet))
note! One of the two is true. | YES(wet, no) and YES(dry, no)
end group
end group
end group
begin group youth | (YES(is_new, 1) or YES(is_young, 1))
select_one answer maker | RECENT
begin group maker_gone | YES(maker, no)
{LASTING.format(above="", relevant="").replace("#", "gone").strip()}
end group
12* select_one answer | RECENT
select_one answer light | RECENT
integer | | (.>=0 and .<=9999) and (not(YES(light) and .>=2500))
begin group youth_more | (YES(is_new, 1))
16* select_one answer
end group
end group
begin group service | not(YES(unused))
select_one answer served
8* select_one answer | YES(served)
select_multiple where served_at | YES(served)
note! “Not known” goes with nothing else. | (YES(served_at, dk) or YES(served_at, ref)) and count-selected(${{served_at}})>1
select_multiple seen_by | YES(served) | not((selected(., 'dk')) and count-selected(.) > 1)
2* date | (YES(served) and YES(is_old, 1))
2* decimal | (YES(served) and YES(is_old, 1))
end group
end group
begin group context
16* select_one answer
end group
begin group certificate
select_one answer certified
10* text | YES(certified)
end group
begin group narrative | | | field-list
text | | | multiline
select_multiple seen_by | YES(is_old, 1)
select_multiple seen_by | YES(is_young, 1)
end group
end finished
text
end group
"""
GROWN = "(YES(is_young, 1) or YES(is_old, 1))"
RECENT = (
    "(YES(is_new, 1) and ${unused}!='yes') or (YES(is_young, 1) and (UNSAID(months_by_year) or ${months_by_year}<12))"
)
LONG = (
    ("GROWN", GROWN),
    ("RECENT", RECENT),
    (r"BREAK", "\n"),
    (r"YES\((\w+), (\w+)\)", r"selected(${\1}, '\2')"),
    (r"YES\((\w+)\)", r"selected(${\1}, 'yes')"),
    (r"NO\((\w+)\)", r"(selected(${\1}, 'no') or selected(${\1}, 'dk') or selected(${\1}, 'ref'))"),
    (r"UNSAID\((\w+)\)", r"(${\1} = 'NaN' or string-length(${\1}) = 0)"),
)
SILENT = ("audit", "start", "end", "today", "end group")
LISTED = r"(?:select_one|select_multiple) \w+|begin group|end group|note!|\w+"
ROW = re.compile(rf"(?:(\d+)\* )?({LISTED}|-)(?: ([^|]+?))?(?: ?\| ?([^|]*?))?(?: ?\| ?([^|]*?))?(?: ?\| ?([^|]*))?")


def survey() -> Iterator[dict[str, str]]:
    """The rows of the sheet, by column."""
    numbered = enumerate(product(SIGNS, PARTS, SIDES), start=1)
    for line in SURVEY.strip().splitlines():
        times, kind, name, *rules = ROW.fullmatch(line.strip()).groups()  # type: ignore[union-attr]
        for _time in range(int(times or 1)):
            yield {} if kind == "-" else _row(kind, name or "", [_long(rule or "").strip() for rule in rules], numbered)


def _row(kind: str, name: str, rules: list[str], numbered: Iterator[tuple[int, tuple[Words, ...]]]) -> dict[str, str]:
    relevant, rule, appearance = rules
    cells = {"type": kind.rstrip("!"), "name": name, "relevant": relevant, "appearance": appearance}
    if kind in SILENT:
        return cells
    if kind == "calculate":
        return {**cells, "calculation": rule, "required": "yes", "read_only": "TRUE"}
    if kind == "begin group":
        return {**cells, **_in_all("label", (name.replace("_", " ").capitalize(),) * 3)}
    number, words = next(numbered)
    if kind.startswith("note"):
        needed = "yes" if kind == "note!" else ""
        return {**cells, "name": f"n{number}", "required": needed, **_in_all("label", (name,) * 3)}
    return {**cells, "constraint": rule, "required": "yes", **_asked(name, number, *words)}


def _asked(name: str, number: int, sign: Words, part: Words, side: Words) -> dict[str, str]:
    """Some with help, some with an answer that the form before had."""
    label = (
        f"{number}. Was there {sign[0]}: {part[0]}, {side[0]}?",
        f"{number}. A kishte {sign[1]}: {part[1]}, {side[1]}?",
        f"{number}. Da li je bilo: {sign[2]}, {part[2]}, {side[2]}?",
    )
    told = {"name": name or f"q{number}", **_in_all("label", label)}
    if number % 3:
        told |= _in_all("hint", part)
    if number % 5 == 0:
        told["guidance_hint::English (en)"] = f"Look {side[0]}."
    if name in ("writer", "years"):
        told["default"] = f"${{last-saved#{name}}}"
    return told


def _in_all(column: str, words: Words) -> dict[str, str]:
    return {f"{column}::{language}": word for language, word in zip(LANGUAGES, words, strict=False)}


def _long(rule: str) -> str:
    for short, long in LONG:
        rule = re.sub(short, long, rule)
    return rule


def workbook() -> bytes:
    """With what such workbooks have besides: columns that no form knows, an empty row, a language of choices alone."""
    rows, made = list(survey()), Workbook(write_only=True)
    heads = list(dict.fromkeys(head for row in rows for head in row))
    sheets = {name: made.create_sheet(name) for name in ("survey", "choices", "settings")}
    sheets["survey"].append(["order", *heads])
    for row in rows:
        sheets["survey"].append(["all" if row else None, *(row.get(head) or None for head in heads)])
    sheets["choices"].append(["list_name", "name", *(f"label::{language}" for language in (*LANGUAGES, OTHER))])
    for name, values in LISTS.items():
        for value in values.split():
            labels = (f"{value} ({language[-3:-1]})" for language in (*LANGUAGES, OTHER))
            sheets["choices"].append([name, value, *labels])
    sheets["settings"].append(["form_title", "version", "form_id", "style", "default_language"])
    sheets["settings"].append(["A vehicle off the road", "2026110101", "vehicle_off_the_road", "pages", LANGUAGES[0]])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
