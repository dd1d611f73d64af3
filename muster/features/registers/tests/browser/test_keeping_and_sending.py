"""A draft is kept on the device until the record is taken; what the server answers is told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from muster.features.registers.tests.browser.tables import FEW
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
        {"path": "item/what", "sentence": "This is known."},
        {"path": "", "sentence": "The register is closed."},
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
    few = site(FEW, answers=[(409, {"sentence": "Marko changed this.", "url": "/record"})])
    page = opened(few)
    page.get_by_label("Name").fill("Arta Example")
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_text("Marko changed this.")).to_be_visible()
    expect(page.get_by_role("link", name="See what was changed")).to_have_attribute("href", "/record")


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
