"""A draft is kept on the device until the record is taken; what the server answers is told."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from muster.features.registers.tests.browser.tables import CHECKED, FEW, MONTHS
from muster.features.registers.tests.browser.test_filling_in import PICTURE, SAVE, question, sent, value

pytestmark = pytest.mark.browser

RECORD = """<data id="few" version="1"><name>Arta Example</name><age>30</age>
<picture>bag.png</picture><item><what>A bag</what></item>
<meta><instanceID>uuid:11111111-1111-4111-8111-111111111111</instanceID></meta></data>"""


@pytest.fixture
def context(browser):
    """One device: what is kept there stays from page to page."""
    made = browser.new_context(locale="en-GB")
    yield made
    made.close()


def kept(page: Page) -> None:
    expect(page.get_by_text("Draft kept on this device")).to_be_visible()


def upload(page: Page) -> None:
    picture = {"name": "bag.png", "mimeType": "image/png", "buffer": PICTURE}
    question(page, "picture").locator("input[type=file]").set_input_files(picture)


def test_a_draft_comes_back_with_its_picture(site, opened, context):
    few = site(FEW)
    page = opened(few, context=context)
    page.get_by_label("Name").fill("Arta Example")
    upload(page)
    kept(page)
    page.close()
    page = opened(few, context=context)
    expect(page.get_by_text("Draft of")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Arta Example")
    expect(question(page, "picture").get_by_role("img")).to_be_visible()
    posted = sent(page, few)
    assert posted.files == {value(posted, "picture"): PICTURE}


def test_a_picture_of_a_draft_is_taken_back(site, opened, context):
    few = site(FEW)
    page = opened(few, context=context)
    page.get_by_label("Name").fill("Arta Example")
    upload(page)
    kept(page)
    page.close()
    page = opened(few, context=context)
    page.get_by_role("button", name="Remove the file").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    posted = sent(page, few)
    assert posted.files == {}
    assert value(posted, "picture") == ""


def test_a_text_that_is_required_keeps_the_form_from_being_sent_while_it_is_shown(site, opened):
    checked = site(CHECKED)
    page = opened(checked)
    page.get_by_label("Young").fill("3")
    expect(question(page, "both").locator(".words")).to_have_count(0)  # drawn once it applies
    page.get_by_label("Old").fill("4")
    expect(question(page, "both")).to_have_text("Young and old cannot both be said.")
    page.get_by_role("button", name=SAVE).click()
    expect(question(page, "both").locator(".error")).to_have_text("While this is shown, the form cannot be sent.")
    expect(page.get_by_role("region", name="What is to be mended").get_by_role("listitem")).to_have_count(1)
    page.get_by_label("Old").fill("")
    assert value(sent(page, checked), "days") == ""  # required, but nobody is asked for it


def test_questions_may_be_called_as_what_forms_are_made_of(site, opened):
    checked = site(CHECKED)
    page = opened(checked)
    page.get_by_label("Said again").fill("Twice")
    page.get_by_label("What for").fill("To be sure")
    posted = sent(page, checked)
    assert (value(posted, "repeat"), value(posted, "hint")) == ("Twice", "To be sure")


def test_a_draft_is_gone_when_the_record_is_taken(site, opened, context):
    few = site(FEW)
    page = opened(few, context=context)
    page.get_by_label("Name").fill("Arta Example")
    kept(page)
    sent(page, few)
    page.close()
    page = opened(few, context=context)
    expect(page.get_by_label("Name")).to_have_value("")
    expect(page.get_by_text("restored")).to_have_count(0)


def test_a_draft_is_discarded_after_asking(site, opened, context):
    few = site(FEW)
    page = opened(few, context=context)
    page.get_by_label("Name").fill("Arta Example")
    kept(page)
    page.reload()
    page.get_by_role("button", name="Discard the draft").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard the draft").click()
    expect(page.get_by_label("Name")).to_have_value("")


def test_a_draft_is_shown_to_nobody_else(site, opened, context):
    few = site(FEW)
    page = opened(few, context=context)
    page.get_by_label("Name").fill("Arta Example")
    kept(page)
    few.data = {"user": "somebody.else"}
    page.reload()
    expect(page.get_by_label("Name")).to_have_value("")


def test_a_draft_of_eight_days_ago_is_forgotten(site, opened, context):
    few = site(FEW)
    page = opened(few, context=context)
    page.get_by_label("Name").fill("Arta Example")
    kept(page)
    page.evaluate("""() => new Promise((done) => {
        const opening = indexedDB.open('muster-forms', 1);
        opening.onsuccess = () => {
            const store = opening.result.transaction('drafts', 'readwrite').objectStore('drafts');
            store.getAll().onsuccess = ({ target: { result: [draft] } }) => {
                store.put({ ...draft, saved: new Date(Date.now() - 8 * 24 * 3600 * 1000) }).onsuccess = () => {
                    opening.result.close();
                    done();
                };
            };
        };
    })""")
    page.reload()
    expect(page.get_by_label("Name")).to_have_value("")


def test_where_a_draft_stays_is_said(site, opened):
    page = opened(site(FEW))
    expect(page.get_by_text("is kept on this device only")).to_be_visible()


def test_after_a_cut_connection_the_same_instance_is_sent_again(site, opened):
    few = site(FEW, answers=[(0, None), (200, {"url": "/record"})])
    page = opened(few)
    page.get_by_label("Name").fill("Arta Example")
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_text("No connection to the server")).to_be_visible()
    posted = sent(page, few)
    assert value(few.posted[0], "instanceID") == value(posted, "instanceID") != ""


def test_a_pressed_button_sends_once(site, opened):
    few = site(FEW)
    page = opened(few)
    page.get_by_label("Name").fill("Arta Example")
    page.get_by_role("button", name=SAVE).dblclick()
    page.wait_for_url("**/record")
    assert len(few.posted) == 1


def test_what_the_server_refuses_is_said_at_the_question(site, opened):
    problems = [
        {"path": "item/what", "sentence": "What: This is known.", "said": "This is known."},
        {"path": "", "sentence": "The register is closed.", "said": ""},
    ]
    few = site(FEW, answers=[(422, {"problems": problems}), (200, {"url": "/record"})])
    page = opened(few)
    page.get_by_label("Name").fill("Arta Example")
    page.get_by_role("button", name=SAVE).click()
    summary = page.get_by_role("region", name="What is to be mended")
    expect(summary).to_contain_text("The register is closed.")
    expect(question(page, "what").locator(".error")).to_have_text("This is known.")
    summary.get_by_role("link", name="What: This is known.").click()
    expect(page.get_by_label("What", exact=True)).to_be_focused()
    page.get_by_label("What", exact=True).fill("A bag")
    expect(question(page, "what").locator(".error")).to_be_hidden()
    sent(page, few)


def test_a_change_by_somebody_else_is_told_with_a_way_to_see_it(site, opened):
    told = {"sentence": "Somebody changed this.", "since": ["Age: 30 → 31.", "By Marko."], "url": "/record"}
    few = site(FEW, answers=[(409, told)], data={"version": "3"})
    page = opened(few)
    page.get_by_label("Name").fill("Arta Example")
    page.get_by_role("button", name=SAVE).click()
    above = page.get_by_role("region", name="What is to be mended")
    expect(above).to_contain_text("Somebody changed this.")
    expect(above.get_by_role("listitem")).to_have_text(["Age: 30 → 31.", "By Marko."])
    expect(page.get_by_role("link", name="See what was changed")).to_have_attribute("href", "/record")
    expect(page.get_by_label("Name")).to_have_value("Arta Example")
    assert few.posted[0].version == "3"


def changed(instance: str, age: str, *things: str) -> str:
    """The record's next version, with this age and these things."""
    rows = "".join(f"<item><what>{one}</what></item>" for one in things)
    other = instance.replace("<age>30</age>", f"<age>{age}</age>").replace("<item><what>A bag</what></item>", rows)
    return other.replace("11111111-1111-4111-8111", "22222222-2222-4222-8222")


@pytest.fixture
def overtaken(site, opened, context):
    """`overtaken(typed, instance)`: the page of a draft, made by `typed`, after the record has become `instance`."""

    def page_of(typed, instance):
        told = {"sentence": "Somebody changed this.", "since": [], "url": "/record"}
        answers = [(409, told), (200, {"url": "/record"})]
        few = site(
            FEW, data={"instance": "/instance.xml", "edit": "yes", "version": "1"}, instance=RECORD, answers=answers
        )
        page = opened(few, context=context)
        typed(page)
        page.get_by_role("button", name=SAVE).click()
        expect(page.get_by_text("Somebody changed this.")).to_be_visible()
        few.instance, few.data["version"] = instance, "2"
        page.get_by_role("button", name="Go on with the newest version").click()
        expect(page.get_by_text("The record or its form was changed since.")).to_be_visible()
        return page, few

    return page_of


def things(posted) -> list[str]:
    return re.findall("<what>(.*?)</what>", posted.instance)


def test_what_was_typed_is_taken_up_over_the_newest_version(overtaken):
    def typed(page):
        page.get_by_label("Name").fill("Arta Typed")

    page, few = overtaken(typed, changed(RECORD, "31", "A bag"))
    page.get_by_role("button", name="Take up what you typed").click()
    expect(page.get_by_label("Name")).to_have_value("Arta Typed")
    expect(page.get_by_label("Age")).to_have_value("31")
    expect(page.get_by_text("These answers were changed by somebody else, too")).to_have_count(0)
    posted = sent(page, few)
    assert (value(posted, "name"), value(posted, "age"), value(posted, "picture")) == ("Arta Typed", "31", "bag.png")
    assert value(posted, "deprecatedID") == "uuid:22222222-2222-4222-8222-111111111111"
    assert posted.version == "2"


def test_an_answer_that_both_changed_is_named_also_after_the_page_is_opened_again(overtaken):
    def typed(page):
        page.get_by_label("Name").fill("Arta Typed")
        page.get_by_label("Age").fill("32")

    page, few = overtaken(typed, changed(RECORD, "31", "A bag"))
    page.get_by_role("button", name="Take up what you typed").click()
    both = page.locator(".restored").get_by_role("listitem")
    expect(both).to_have_text(["Age"])
    both.get_by_role("link").click()
    expect(page.get_by_label("Age")).to_be_focused()
    page.get_by_label("Name").fill("Arta Typed Again")
    kept(page)
    page.reload()
    expect(page.locator(".restored").get_by_role("listitem")).to_have_text(["Age"])
    posted = sent(page, few)
    assert (value(posted, "name"), value(posted, "age")) == ("Arta Typed Again", "32")


def test_what_was_typed_is_thrown_away_after_asking(overtaken):
    page, _few = overtaken(lambda page: page.get_by_label("Age").fill("32"), changed(RECORD, "31", "A bag"))
    page.get_by_role("button", name="Throw it away").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Throw it away").click()
    page.get_by_role("dialog").get_by_role("button", name="Throw it away").click()
    expect(page.get_by_label("Age")).to_have_value("31")
    page.reload()
    expect(page.get_by_label("Age")).to_have_value("31")
    expect(page.get_by_role("button", name="Take up what you typed")).to_have_count(0)


def add_a_hat(page: Page) -> None:
    page.get_by_role("button", name="Add: Item").click()
    page.get_by_label("What", exact=True).last.fill("A hat")


def test_entries_that_the_person_added_stand_on_the_newest_version(overtaken):
    page, few = overtaken(add_a_hat, changed(RECORD, "31", "A bag"))
    page.get_by_role("button", name="Take up what you typed").click()
    posted = sent(page, few)
    assert (value(posted, "age"), things(posted)) == ("31", ["A bag", "A hat"])


def test_an_entry_that_the_person_removed_is_removed_from_the_newest_version(overtaken):
    def typed(page):
        page.get_by_role("button", name="Remove Item 1").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()

    page, few = overtaken(typed, changed(RECORD, "31", "A bag"))
    page.get_by_role("button", name="Take up what you typed").click()
    posted = sent(page, few)
    assert (value(posted, "age"), things(posted)) == ("31", [])


def test_entries_that_both_added_stand_one_after_the_other(overtaken):
    page, few = overtaken(add_a_hat, changed(RECORD, "30", "A bag", "A coat"))
    page.get_by_role("button", name="Take up what you typed").click()
    expect(page.locator(".restored").get_by_role("listitem")).to_have_text(["What"])
    assert things(sent(page, few)) == ["A bag", "A coat", "A hat"]


def test_a_picture_is_taken_up_with_what_was_typed(overtaken):
    def typed(page):
        page.get_by_role("button", name="Remove the file").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        upload(page)

    page, few = overtaken(typed, changed(RECORD, "31", "A bag"))
    page.get_by_role("button", name="Take up what you typed").click()
    posted = sent(page, few)
    assert posted.files == {value(posted, "picture"): PICTURE}


def test_a_number_that_another_record_has_is_asked_about_once(site, opened):
    same = {"same": [{"said": "17/2026", "name": "17/2026 theft", "url": "/record"}]}
    few = site(FEW, answers=[(409, same), (409, same), (200, {"url": "/record"})])
    page = opened(few)
    page.get_by_label("Name").fill("Arta Example")
    page.get_by_role("button", name=SAVE).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("There is already a record with the number 17/2026: 17/2026 theft.")
    expect(dialog.get_by_role("link", name="17/2026 theft")).to_have_attribute("href", "/record")
    dialog.get_by_role("button", name="Do not save yet").click()
    expect(page.get_by_label("Name")).to_have_value("Arta Example")
    page.get_by_role("button", name=SAVE).click()
    dialog.get_by_role("button", name="Save all the same").click()
    page.wait_for_url("**/record")
    assert [posted.all_the_same for posted in few.posted] == ["", "", "yes"]


def test_what_was_typed_just_before_the_page_is_opened_again_is_kept(site, opened, context):
    page = opened(site(FEW), context=context)
    page.get_by_label("Name").fill("Arta Example")
    page.reload()
    expect(page.get_by_label("Name")).to_have_value("Arta Example")


def test_what_is_no_number_stands_in_the_draft_as_it_was_written(site, opened, context):
    few = site(FEW)
    page = opened(few, context=context)
    page.get_by_label("Name").fill("Arta Example")
    page.get_by_label("Age").fill("about 30")
    kept(page)
    page.close()
    page = opened(few, context=context)
    expect(page.get_by_label("Age")).to_have_value("about 30")
    page.get_by_role("button", name=SAVE).click()
    expect(question(page, "age").locator(".error")).to_have_text("Write a whole number.")
    page.get_by_label("Age").fill("30")
    assert value(sent(page, few), "age") == "30"
    page.close()
    page = opened(few, context=context)
    expect(page.get_by_label("Age")).to_have_value("")


def test_an_answer_that_the_form_cannot_work_with_is_told_and_can_be_mended(site, opened, context):
    months = site(MONTHS)
    page = opened(months, context=context)
    page.get_by_label("Month").fill("0")
    expect(question(page, "month").locator(".error")).to_contain_text("something that the form works out cannot be")
    kept(page)
    page.get_by_label("Month").fill("5")
    expect(question(page, "month").locator(".error")).to_be_hidden()
    page.close()
    page = opened(months, context=context)
    expect(page.get_by_text("It begins on 2026-05-01.")).to_be_visible()
    posted = sent(page, months)
    assert [value(posted, name) for name in ("month", "first")] == ["5", "2026-05-01"]


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_draft_of_another_record_than_was_looked_for_is_offered_and_not_mixed_up(site, opened, context, goes_on):
    few = site(FEW, looked_for={"name": "Arta Example"})
    page = opened(few, context=context)
    expect(page.get_by_label("Name")).to_have_value("Arta Example")
    page.get_by_label("Age").fill("30")
    kept(page)
    page.close()
    page = opened(few, context=context)
    expect(page.get_by_label("Age")).to_have_value("30")  # the same: nobody is asked
    few.looked_for = {"name": "Besnik Example"}
    page.reload()
    expect(page.get_by_text("It does not say what you looked for just now.")).to_be_visible()
    if goes_on:
        page.get_by_role("button", name="Take up what you typed").click()
    else:
        page.get_by_role("button", name="Throw it away").click()
        page.get_by_role("dialog").get_by_role("button", name="Throw it away").click()
    expect(page.get_by_label("Name")).to_have_value("Arta Example" if goes_on else "Besnik Example")
    expect(page.get_by_label("Age")).to_have_value("30" if goes_on else "")


def test_one_may_leave_without_saving(site, opened):
    few = site(FEW, data={"back": "/record"})
    page = opened(few)
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url("**/record")
    assert not few.posted


@pytest.mark.parametrize(("status", "words"), [(403, "not signed in"), (413, "too large"), (500, "did not take")])
def test_other_refusals_of_the_server_are_told(site, opened, status, words):
    few = site(FEW, answers=[(status, {})])
    page = opened(few)
    page.get_by_label("Name").fill("Arta Example")
    page.get_by_role("button", name=SAVE).click()
    expect(page.locator(".above .notice")).to_contain_text(words)


def test_a_record_is_changed_and_names_the_one_it_was(site, opened):
    few = site(FEW, data={"instance": "/instance.xml", "edit": "yes"}, instance=RECORD)
    page = opened(few)
    expect(page.get_by_label("Name")).to_have_value("Arta Example")
    expect(page.get_by_text("bag.png")).to_be_visible()
    page.get_by_label("Age").fill("31")
    posted = sent(page, few)
    assert value(posted, "age") == "31"
    assert value(posted, "picture") == "bag.png"
    assert posted.files == {}
    assert value(posted, "deprecatedID") == "uuid:11111111-1111-4111-8111-111111111111"
    assert value(posted, "instanceID") not in ("", value(posted, "deprecatedID"))


def test_an_attachment_of_a_record_is_taken_away(site, opened):
    few = site(FEW, data={"instance": "/instance.xml", "edit": "yes"}, instance=RECORD)
    page = opened(few)
    page.get_by_role("button", name="Remove the file").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    assert value(sent(page, few), "picture") == ""


def test_a_changed_record_is_kept_as_a_draft_with_its_names(site, opened, context):
    few = site(FEW, data={"instance": "/instance.xml", "edit": "yes"}, instance=RECORD)
    page = opened(few, context=context)
    page.get_by_label("Age").fill("32")
    kept(page)
    page.reload()
    expect(page.get_by_label("Age")).to_have_value("32")
    posted = sent(page, few)
    assert value(posted, "picture") == "bag.png"
    assert value(posted, "deprecatedID") == "uuid:11111111-1111-4111-8111-111111111111"


def test_a_form_that_cannot_be_opened_says_why(site, browser):
    table = FEW.replace("| text | name |", "| select_one_from_file gone.csv | name |")
    page = browser.new_page()
    page.goto(site(table).address)
    expect(page.get_by_text("The form could not be opened")).to_be_visible()
    expect(page.get_by_text("gone.csv")).to_be_visible()
    page.close()
