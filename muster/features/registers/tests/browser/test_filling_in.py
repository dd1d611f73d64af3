"""Every kind of question is answered, and what follows from an answer follows at once."""

from __future__ import annotations

import io
import json
import re
import wave

import pytest
from lxml import etree
from playwright.sync_api import Page, expect

from muster.features.registers.tests.browser.conftest import TELEPHONE
from muster.features.registers.tests.browser.tables import BESIDE, EVERYTHING, FEW, long, towns

pytestmark = pytest.mark.browser

SAVE = "Save the record"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f6"
    "45400000000049454e44ae426082"
)


def question(page: Page, name: str):
    return page.locator(f'.question[data-reference$="/{name}"]')


PRIZREN = {"name": "Prizren", "latitude": 42.2139, "longitude": 20.7397}
PEJA = {"name": "Pejë/Peć", "latitude": 42.6591, "longitude": 20.2883}
PLACES = json.dumps([PRIZREN, PEJA])


def options(page: Page):
    return page.get_by_role("listbox").get_by_role("option")


def value(posted, name: str) -> str:
    """What the instance that was sent holds at this field; "" where it is not there."""
    tree = etree.fromstring(posted.instance.encode())
    found = tree.xpath(f"//*[local-name()='{name}']")
    return (found[0].text or "") if found else ""


def sent(page: Page, site):
    page.get_by_role("button", name=SAVE).click()
    page.wait_for_url("**/record")
    return site.posted[-1]


def needed(page: Page) -> None:
    """The answers without which nothing is taken."""
    page.get_by_label("Case number").fill("12/2026")
    page.get_by_label("Name").fill("Arta Example")


@pytest.fixture
def everything(site):
    return site(EVERYTHING)


def test_words_numbers_and_days_are_sent_as_the_form_wants_them(everything, opened):
    page = opened(everything)
    needed(page)
    page.get_by_label("What happened").fill("First line\nsecond line")
    page.get_by_label("Day", exact=True).fill("2026-03-04")
    page.get_by_label("Hour", exact=True).fill("10:32")
    page.get_by_label("Moment").fill("2026-03-04T10:32")
    question(page, "month").get_by_label("Month").select_option("March")
    question(page, "month").get_by_label("Year").fill("2025")
    page.get_by_role("group", name="Since").get_by_label("Year").fill("2019")
    page.get_by_label("Pieces").fill("4")
    page.get_by_label("Kilograms", exact=True).fill("2.5")
    page.get_by_label("Value in euros").fill("1,250,000")
    posted = sent(page, everything)
    assert posted.token == "the-token"
    held = {
        name: value(posted, name) for name in ("number", "story", "day", "month", "since", "pieces", "kilos", "euros")
    }
    assert held == {
        "number": "12/2026",
        "story": "First line\nsecond line",
        "day": "2026-03-04",
        "month": "2025-03-01",
        "since": "2019-01-01",
        "pieces": "4",
        "kilos": "2.5",
        "euros": "1250000",
    }
    assert value(posted, "hour").startswith("10:32:00")
    assert value(posted, "moment").startswith("2026-03-04T10:32:00")


def test_a_number_is_worked_out_while_others_are_written(everything, opened):
    page = opened(everything)
    each = question(page, "each").locator(".value")
    expect(each).to_have_text("–")
    page.get_by_label("Pieces").fill("4")
    page.get_by_label("Kilograms", exact=True).press_sequentially("2.")
    expect(page.get_by_label("Kilograms", exact=True)).to_have_value("2.")
    expect(each).to_have_text("0.5")
    page.get_by_label("Kilograms", exact=True).press_sequentially("5")
    expect(each).to_have_text("0.625")


def test_what_is_no_number_is_said_and_not_sent(everything, opened):
    page = opened(everything)
    needed(page)
    page.get_by_label("Pieces").fill("a dozen")
    page.get_by_label("Kilograms", exact=True).click()
    expect(question(page, "pieces").locator(".error")).to_have_text("Write a whole number.")
    expect(page.get_by_label("Pieces")).to_have_value("a dozen")
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_role("link", name="Pieces: Write a whole number.")).to_be_visible()
    assert not everything.posted


@pytest.mark.parametrize(
    ("written", "number"),
    [("250,5", "250.5"), ("1.250,50", "1250.5"), ("1,250.50", "1250.5"), ("1 250,5", "1250.5"), ("0,125", "0.125")],
)
def test_a_decimal_comma_is_taken_in_every_language(everything, opened, written, number):
    page = opened(everything)
    needed(page)
    page.get_by_label("Kilograms", exact=True).fill(written)
    page.get_by_label("Seal").focus()
    assert float(value(sent(page, everything), "kilos")) == float(number)


@pytest.mark.parametrize(("name", "written"), [("Kilograms", "1,250"), ("Pieces", "1,250"), ("Pieces", "1.250")])
def test_what_may_be_two_numbers_is_said_and_stays(everything, opened, name, written):
    page = opened(everything)
    needed(page)
    field = page.get_by_label(name, exact=True)
    field.fill(written)
    page.get_by_label("Seal").focus()
    sentence = f"“{written}” may mean 1250 or 1.250: write the one that is meant."
    expect(page.locator(".error:visible")).to_have_text(sentence)
    expect(field).to_have_value(written)
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_role("link", name=f"{name}: {sentence}")).to_be_visible()
    assert not everything.posted
    field.fill("1250")
    field.blur()
    sent(page, everything)


def test_thousands_are_parted_when_the_field_is_left(everything, opened):
    page = opened(everything)
    euros = page.get_by_label("Value in euros")
    euros.fill("1250000")
    euros.blur()
    expect(euros).to_have_value("1,250,000")
    euros.focus()
    expect(euros).to_have_value("1250000")


def test_a_comma_is_a_decimal_mark_where_the_language_has_it_so(site, opened):
    albanian = site(EVERYTHING, language="sq")
    page = opened(albanian)
    page.get_by_label("Kilogramë", exact=True).fill("1.234,5")
    page.get_by_label("Numri i lëndës").fill("1/2026")
    page.get_by_label("Emri").fill("Arta Example")
    page.locator(".foot button").click()
    page.wait_for_url("**/record")
    assert value(albanian.posted[-1], "kilos") == "1234.5"


def test_a_question_appears_when_an_answer_asks_for_it(everything, opened):
    page = opened(everything)
    plate = page.get_by_label("Plate")
    expect(plate).to_be_hidden()
    page.get_by_role("radiogroup", name="Was there a vehicle?").get_by_label("Yes").check()
    expect(plate).to_be_visible()
    page.get_by_role("button", name="Take the answer back").first.click()
    expect(plate).to_be_hidden()


def test_choices_follow_from_the_answer_before(everything, opened):
    page = opened(everything)
    page.get_by_role("radiogroup", name="Region").get_by_label("West").check()
    towns = question(page, "town").get_by_role("radio")
    expect(towns).to_have_count(2)
    question(page, "town").get_by_label("Pejë/Peć").check()
    page.get_by_role("radiogroup", name="Region").get_by_label("North").check()
    expect(question(page, "town").get_by_label("Zveçan/Zvečan")).to_be_visible()
    expect(question(page, "town").locator("input:checked")).to_have_count(0)


def test_several_choices_are_sent_together(everything, opened):
    page = opened(everything)
    needed(page)
    question(page, "drugs").get_by_label("Heroin").check()
    question(page, "drugs").get_by_label("Cannabis").check()
    assert value(sent(page, everything), "drugs").split() == ["cannabis", "heroin"]


def test_a_long_list_is_searched_by_keyboard_and_across_scripts(everything, opened):
    page = opened(everything)
    needed(page)
    field = page.get_by_role("combobox", name="Town from a list")
    field.press_sequentially("Ђаковица")
    expect(options(page)).to_have_text(["Gjakovë/Đakovica"])
    field.press("Enter")
    expect(field).to_have_value("Gjakovë/Đakovica")
    expect(field).to_have_attribute("aria-expanded", "false")
    assert value(sent(page, everything), "town_small") == "gjakova"


def test_several_of_a_long_list_are_kept_as_tags_and_taken_away(everything, opened):
    page = opened(everything)
    needed(page)
    field = page.get_by_role("combobox", name="Towns passed")
    field.fill("peje")
    options(page).click()
    field.fill("zvecan")
    field.press("Enter")
    expect(question(page, "towns").locator(".tag")).to_have_count(2)
    page.get_by_role("button", name="Take Zveçan/Zvečan away").click()
    expect(field).to_be_focused()
    assert value(sent(page, everything), "towns") == "peja"


def test_words_that_were_typed_and_not_chosen_are_no_answer(everything, opened):
    page = opened(everything)
    field = page.get_by_role("combobox", name="Town from a list")
    field.fill("nowhere")
    expect(question(page, "town_small").get_by_role("status")).to_have_text("Nothing found")
    field.blur()
    expect(field).to_have_value("")


def test_fifty_thousand_choices_are_found_by_typing(site, opened):
    table, file = towns(50_000)
    many = site(table, files={"towns.csv": file})
    page = opened(many)
    field = page.get_by_role("combobox", name="Town")
    field.fill("49999")
    expect(options(page)).to_have_text(["Village 49999"])
    field.press("Enter")
    assert page.locator("[role=option]").count() <= 50
    assert value(sent(page, many), "town") == "t49999"


def test_an_order_is_made_with_buttons(everything, opened):
    page = opened(everything)
    needed(page)
    order = page.get_by_role("group", name="Order of importance")
    order.get_by_role("button", name="Move Heroin up").click()
    expect(order.locator("li .words")).to_have_text(["Heroin", "Cannabis", "Cocaine"])
    expect(order.get_by_role("status")).to_have_text("Heroin is now number 1")
    assert value(sent(page, everything), "order") == "heroin cannabis cocaine"


def test_a_scale_has_no_answer_until_it_is_touched(everything, opened):
    page = opened(everything)
    needed(page)
    slider = page.get_by_role("slider", name="How sure")
    expect(slider).to_have_attribute("aria-valuetext", "no answer yet")
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "6")
    assert value(sent(page, everything), "trust") == "6"


def test_something_read_out_is_ticked(everything, opened):
    page = opened(everything)
    needed(page)
    page.get_by_label("I have taken note").check()
    assert value(sent(page, everything), "read") == "OK"


def test_a_note_is_formatted_and_its_markup_hurts_nobody(everything, opened):
    page = opened(everything)
    note = question(page, "welcome")
    expect(note.locator("strong")).to_have_text("read")
    expect(note.get_by_role("link", name="Rules")).to_have_attribute("rel", "noopener noreferrer")
    expect(note.get_by_role("link", name="Bad")).to_have_count(0)
    assert page.evaluate("window.hurt") is None


def test_guidance_opens_beside_the_hint(everything, opened):
    page = opened(everything)
    expect(question(page, "number").locator(".help").first).to_have_text("As in the book.")
    page.get_by_text("More help").click()
    expect(page.get_by_text("Written on the first page.")).to_be_visible()


def test_a_point_is_given_by_hand_by_the_device_and_by_a_municipality(site, opened):
    here = site(EVERYTHING, data={"places": PLACES})
    page = opened(
        here, permissions=["geolocation"], geolocation={"latitude": 42.6629, "longitude": 21.1655, "accuracy": 12}
    )
    point = question(page, "point")
    point.get_by_label("Latitude").fill("42.1")
    point.get_by_label("Longitude").fill("21")
    expect(point.locator("svg .marks circle")).to_have_count(1)
    point.get_by_role("button", name="Where I am now").click()
    expect(point.get_by_label("Latitude")).to_have_value("42.6629")
    expect(point.get_by_text("Accurate to 12 m")).to_be_visible()
    point.get_by_label("Centre of a municipality").select_option("Prizren")
    expect(point.get_by_label("Longitude")).to_have_value("20.7397")
    expect(point.get_by_text("Nearest centre: Prizren")).to_be_visible()
    needed(page)
    assert value(sent(page, here), "point").startswith("42.2139 20.7397")


def test_a_press_on_the_map_sets_the_point_there(site, opened):
    page = opened(site(EVERYTHING, data={"places": PLACES}))
    question(page, "point").locator("svg .centre").first.locator("circle").click()
    latitude = float(question(page, "point").get_by_label("Latitude").input_value())
    assert latitude == pytest.approx(PRIZREN["latitude"], abs=0.02)


def test_half_a_point_is_said_and_not_taken(everything, opened):
    page = opened(everything)
    question(page, "point").get_by_label("Latitude").fill("142.1")
    question(page, "point").get_by_label("Longitude").fill("21")
    page.get_by_label("Seal").focus()
    expect(question(page, "point").locator(".error")).to_contain_text("degrees")


def test_a_way_is_a_list_of_points(everything, opened):
    page = opened(everything)
    needed(page)
    way = question(page, "way")
    for latitude, longitude in (("42.1", "21.1"), ("42.2", "21.2"), ("42.3", "21.3")):
        way.get_by_role("button", name="Add a point").click()
        way.get_by_label("Latitude").last.fill(latitude)
        way.get_by_label("Longitude").last.fill(longitude)
    way.get_by_role("button", name="Remove point 2").click()
    assert re.match(r"42\.1 21\.1.*;42\.3 21\.3", value(sent(page, everything), "way"))


def test_an_area_closes_itself(everything, opened):
    page = opened(everything)
    needed(page)
    area = question(page, "area")
    for latitude, longitude in (("42.1", "21.1"), ("42.2", "21.2"), ("42.3", "21.1")):
        area.get_by_role("button", name="Add a point").click()
        area.get_by_label("Latitude").last.fill(latitude)
        area.get_by_label("Longitude").last.fill(longitude)
    points = value(sent(page, everything), "area").split(";")
    assert len(points) == 4
    assert points[0] == points[-1]


def test_a_barcode_is_typed_where_the_browser_reads_none(everything, opened):
    page = opened(everything)
    needed(page)
    page.get_by_label("Seal").fill("KS-000123")
    page.get_by_label("Seal").press("Enter")  # as a reader ends
    assert not everything.posted
    assert value(sent(page, everything), "seal") == "KS-000123"


def test_a_picture_is_shown_sent_under_its_name_and_taken_back(everything, opened):
    page = opened(everything)
    needed(page)
    field = question(page, "picture")
    field.locator("input[type=file]").set_input_files(
        {"name": "çanta e zezë.PNG", "mimeType": "image/png", "buffer": PICTURE}
    )
    expect(field.get_by_role("img")).to_be_visible()
    expect(field.get_by_text(re.compile(r"\d+ B"))).to_be_visible()
    question(page, "paper").locator("input[type=file]").set_input_files(
        {"name": "list.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    )
    question(page, "paper").get_by_role("button", name="Remove the file").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(question(page, "paper").locator(".held")).to_be_hidden()
    posted = sent(page, everything)
    name = value(posted, "picture")
    assert re.fullmatch(r"çanta_e_zezë-\d+\.png", name)
    assert posted.files == {name: PICTURE}
    assert value(posted, "paper") == ""


def test_entries_are_added_counted_and_removed_after_asking(everything, opened):
    page = opened(everything)
    people = page.locator(".instance")
    expect(people).to_have_count(1)
    page.get_by_role("button", name="Add: Person").click()
    expect(people).to_have_count(2)
    expect(people.nth(1).get_by_label("Name")).to_be_focused()
    expect(page.get_by_text("People so far: 2")).to_be_visible()
    people.nth(0).get_by_label("Name").fill("Arta Example")
    people.nth(1).get_by_label("Name").fill("Marko Example")
    page.get_by_role("button", name="Remove Person 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep").click()
    expect(people).to_have_count(2)
    page.get_by_role("button", name="Remove Person 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(people).to_have_count(1)
    expect(people.nth(0).get_by_label("Name")).to_have_value("Marko Example")
    expect(page.get_by_text("People so far: 1")).to_be_visible()
    expect(page.get_by_role("button", name="Add: Person")).to_be_focused()


def test_pictures_beside_the_form_are_shown_with_the_question_and_its_choices(site, opened):
    page = opened(site(BESIDE, files={"scene.png": PICTURE, "red.png": PICTURE}))
    loaded = page.locator(".media img")
    expect(loaded).to_have_count(2)
    for picture in loaded.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("naturalWidth", 1)


def test_a_question_that_is_spoken_is_heard(site, opened):
    with io.BytesIO() as out, wave.open(out, "wb") as sound:
        sound.setparams((1, 1, 8_000, 0, "NONE", "not compressed"))
        sound.writeframes(bytes(8_000))
        spoken = out.getvalue()
    page = opened(site(BESIDE, files={"spoken.wav": spoken}))
    page.locator(".media audio").evaluate("(one) => one.load() ?? one.play().then(() => one.pause())")
    expect(page.locator(".media audio")).to_have_js_property("duration", 1)


def test_entries_that_an_answer_counts_have_no_buttons(site, opened):
    page = opened(site(BESIDE))
    page.get_by_label("How many").fill("3")
    expect(page.get_by_label("Mark")).to_have_count(3)
    expect(page.locator(".repeat button")).to_have_count(0)
    page.get_by_label("Mark").nth(2).fill("third")
    page.get_by_label("How many").fill("2")
    expect(page.get_by_label("Mark")).to_have_count(2)


def test_the_form_speaks_the_language_of_the_page_and_another_when_asked(site, opened):
    page = opened(site(EVERYTHING, language="sq"))
    expect(page.get_by_label("Numri i lëndës")).to_be_visible()
    expect(page.locator(".questions.whole")).to_have_attribute("lang", "sq")
    page.get_by_label("Numri i lëndës").fill("wrong")
    page.get_by_label("Ora").focus()
    expect(question(page, "number").locator(".error")).to_have_text("Shkruani si 12/2026.")
    page.locator(".form-language select").select_option("English")
    expect(question(page, "number").locator(".error")).to_have_text("Write it as 12/2026.")
    expect(page.get_by_label("Case number")).to_have_value("wrong")


def test_a_key_press_changes_nothing_of_what_it_does_not_concern(site, opened):
    page = opened(site(long()))
    page.evaluate("""() => {
        window.changes = 0;
        const every = {subtree: true, childList: true, attributes: true, characterData: true};
        const watch = new MutationObserver((all) => { window.changes += all.length; });
        watch.observe(document.querySelector('.questions'), every);
    }""")
    field = page.get_by_label("Question 150", exact=True)
    field.press_sequentially("12")
    expect(field).to_be_focused()
    assert page.evaluate("window.changes") < 10


def test_what_is_wrong_is_summed_up_and_leads_to_the_question(site, opened):
    few = site(FEW)
    page = opened(few)
    page.get_by_label("Age").fill("200")
    page.get_by_role("button", name=SAVE).click()
    summary = page.get_by_role("region", name="What is to be mended")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("heading")).to_have_text("Answers to be mended: 2")
    expect(page.get_by_label("Age")).to_have_attribute("aria-invalid", "true")
    summary.get_by_role("link", name="Age: Younger than 130.").click()
    expect(page.get_by_label("Age")).to_be_focused()
    page.get_by_label("Age").fill("20")
    expect(page.get_by_label("Age")).not_to_have_attribute("aria-invalid", "true")
    expect(summary.get_by_role("heading")).to_have_text("Answers to be mended: 1")
    expect(summary.get_by_role("listitem")).to_have_text(["Name: An answer is needed."])
    page.get_by_label("Age").fill("200")
    expect(summary.get_by_role("heading")).to_have_text("Answers to be mended: 2")
    page.get_by_label("Age").fill("20")
    page.get_by_label("Name").fill("Arta Example")
    expect(summary).to_have_count(0)
    assert not few.posted


def test_targets_on_a_telephone_are_large_enough(everything, opened):
    page = opened(everything, viewport=TELEPHONE, has_touch=True, is_mobile=True)
    targets = "#form :is(button, select, input, summary, .option label)"
    small = page.evaluate(
        """(targets) => [...document.querySelectorAll(targets)]
        .filter((one) => one.offsetParent && !one.closest('label')?.contains(one) || one.matches('label'))
        .filter((one) => one.getBoundingClientRect().height < 44 && one.getBoundingClientRect().height > 0)
        .map((one) => one.outerHTML.slice(0, 120))""",
        targets,
    )
    assert not small
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
