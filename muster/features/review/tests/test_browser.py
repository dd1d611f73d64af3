"""The screen in a real Chromium, driven as a person would drive it."""

import pytest
from django.urls import reverse

from muster.features.activities.models import Activity
from muster.features.intake.models import DraftState
from muster.features.review.tests.conftest import span
from muster.features.review.tests.test_pages import long_document  # noqa: F401 -- a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIT = "element => getComputedStyle(element).backgroundColor"
SHOWN = "element => { const a = element.getBoundingClientRect(), b = sheet.getBoundingClientRect();"
SHOWN += " return a.top >= b.top && a.bottom <= b.bottom }"


@pytest.fixture
def opened(open_page, document, drafts, officer):
    """`opened()` is the page of the document in a browser of its own, signed in; `opened(person, **context)`."""
    address = reverse("review:document", args=[document.pk])
    return lambda person=officer, **options: open_page(person, address, **options)


def heading(page):
    return page.locator(".panel-head h2").inner_text()


def arrived(page, words):
    """The next page is there, says this, and has its scripts: a key that is pressed before is lost."""
    page.get_by_text(words).wait_for()
    page.wait_for_load_state()


def place_of(page, words):
    """Where words that stand in one line are drawn, once the page has come to rest."""
    box = None
    while (now := page.evaluate(PLACE, words)) != box:
        box = now
        page.wait_for_timeout(50)
    return box


PLACE = """(words) => {
    const walker = document.createTreeWalker(sheet, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(words);
        if (at < 0) continue;
        walker.currentNode.parentElement.scrollIntoView({ block: "center" });
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + words.length);
        return range.getBoundingClientRect().toJSON();
    }
}"""


def choose(page, words):
    """Draw the mouse over words that stand in one line."""
    box = place_of(page, words)
    middle = (box["top"] + box["bottom"]) / 2
    page.mouse.move(box["left"] + 1, middle)
    page.mouse.down()
    page.mouse.move(box["right"] - 1, middle, steps=4)
    page.mouse.up()
    page.locator("#take").wait_for(state="visible")


def test_drafts_are_decided_with_the_keyboard(opened, drafts):
    page = opened()
    page.keyboard.press("n")
    page.wait_for_url(f"**draft={drafts[1].pk}*")
    page.keyboard.press("p")
    page.wait_for_url(f"**draft={drafts[0].pk}*")
    page.keyboard.press("a")
    page.wait_for_url(f"**draft={drafts[1].pk}*")
    assert Activity.objects.count() == 1
    page.keyboard.press("x")
    page.keyboard.type("A plan only")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**draft={drafts[2].pk}*")
    drafts[1].refresh_from_db()
    assert (drafts[1].state, drafts[1].reason) == (DraftState.REJECTED, "A plan only")
    page.keyboard.press("u")
    page.wait_for_url(f"**draft={drafts[1].pk}*")
    drafts[1].refresh_from_db()
    assert drafts[1].state == DraftState.OPEN


def test_split_merge_edit_and_help_have_keys(opened, document):
    page = opened()
    page.keyboard.press("?")
    page.get_by_text("Accept into the register").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.id") == "f-title"
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.get_by_role("button", name="Split here").click()
    arrived(page, "Draft 1 of 4")
    page.keyboard.press("m")
    page.get_by_role("button", name="Merge", exact=True).click()
    page.get_by_text("Draft 1 of 3").wait_for()
    assert document.drafts.filter(state=DraftState.MERGED).count() == 2


def test_keys_open_one_part_of_the_menu_after_the_other(opened):
    page = opened()
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.id") == "other"
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    assert page.locator("details.part[open]").count() == 1
    assert page.get_by_role("button", name="Split here").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Split here").is_visible()
    page.keyboard.press("s")
    assert page.get_by_role("button", name="Split here").is_visible()


@pytest.mark.parametrize("language", ["en", "sq", "sr-latn", "sr-cyrl"])
def test_all_buttons_stand_in_one_row(opened, officer, language):
    officer.language = language
    officer.save()
    page = opened()
    shown = page.locator(".bar > :is(.button, .menu-button):visible")
    tops = shown.evaluate_all("all => all.map(one => one.offsetTop)")
    assert len(tops) >= 5
    assert max(tops) - min(tops) < 4


def test_what_is_missing_is_said_before_accept_is_pressed_and_goes_as_it_is_given(opened, drafts):
    page = opened()
    assert not page.locator("#lacks").is_visible()
    page.goto(f"{page.url.split('?')[0]}?draft={drafts[2].pk}")
    assert page.locator("#lacks li:visible").all_inner_texts() == ["Theme", "Column"]
    page.select_option("#f-theme", "A10")
    assert page.locator("#lacks li:visible").all_inner_texts() == ["Column"]
    page.select_option("#f-column", "training")
    assert not page.locator("#lacks").is_visible()
    page.fill("#f-title", " ")
    assert page.locator("#lacks li:visible").all_inner_texts() == ["Title"]


def test_accepting_what_is_incomplete_says_so_in_place_and_puts_the_focus_there(opened, drafts):
    page = opened()
    page.goto(f"{page.url.split('?')[0]}?draft={drafts[2].pk}")
    page.select_option("#f-theme", "A10")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.locator("#row-column .error").wait_for()
    page.wait_for_function("() => document.activeElement.id === 'f-column'")
    assert page.locator("#f-theme").input_value() == "A10"
    assert page.locator("#f-column").get_attribute("aria-describedby") == "f-column_sign f-column_error"


def test_controls_have_names_that_make_sense_by_themselves(opened, drafts):
    page = opened()
    names = page.get_by_role("button").evaluate_all("all => all.map(one => one.ariaLabel || one.textContent.trim())")
    assert page.get_by_role("button", name="Title: not these words", exact=True).count() == 1
    assert page.get_by_role("button", name="Accept", exact=True).count() == 1
    assert page.get_by_role("link", name="Draft 1, To review", exact=True).count() == 1
    assert all(names)
    assert page.get_by_role("region", name="Document", exact=True).count() == 1


def test_selecting_a_field_lights_its_words(opened):
    page = opened()
    words = page.locator('[data-fields~="participants"]').first
    dark = words.evaluate(LIT)
    page.focus("#f-participants")
    assert words.evaluate(LIT) != dark
    assert words.evaluate(SHOWN)
    page.focus("#f-women")
    assert words.evaluate(LIT) == dark


def test_selecting_words_fills_a_field(opened, drafts):
    page = opened()
    choose(page, "40 were women")
    page.locator('#take [data-take="men"]').click()
    page.wait_for_function("() => document.getElementById('f-men').value === '40'")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    drafts[0].refresh_from_db()
    assert drafts[0].fields["men"]["spans"] == [span("40 were women")]


def test_words_are_chosen_with_the_keyboard(opened, drafts):
    page = opened()
    page.keyboard.press("w")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.locator("#take").wait_for(state="visible")
    assert page.evaluate("getSelection().toString().trim()") == "15 April"
    page.keyboard.press("Enter")
    page.locator('#take [data-take="end"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('f-end').value === '2016-04-15'")


def test_chosen_words_become_a_new_activity(opened, document, unfound):
    page = opened()
    choose(page, "On 20 May, the Mission donated")
    page.keyboard.press("c")
    arrived(page, "A new draft of these words")
    assert heading(page) == "Draft 2 of 3"
    assert page.locator("#f-kind").input_value() == "donation"
    assert document.drafts.get(confidence=1).spans == [span("On 20 May, the Mission donated")]
    page.keyboard.press("u")
    page.get_by_text("the draft that you marked is gone").wait_for()
    assert document.drafts.count() == 2


def test_a_new_activity_is_marked_with_the_keyboard_alone_where_nothing_was_found(opened, document):
    document.drafts.all().delete()
    page = opened()
    page.get_by_role("heading", name="No activity was found").wait_for()
    page.keyboard.press("w")
    page.keyboard.press("Shift+ArrowRight")
    page.locator("#take").wait_for(state="visible")
    page.keyboard.press("c")
    page.get_by_text("Draft 1 of 1").wait_for()
    assert document.drafts.get().spans == [[0, len("Hate Crime")]]


def test_without_scripts_a_new_activity_is_chosen_from_the_sentences(opened, document, unfound):
    page = opened(java_script_enabled=False)
    page.locator("summary", has_text="More").click()
    page.locator("summary", has_text="New activity").click()
    page.get_by_label("First sentence").select_option(index=3)
    page.get_by_label("Last sentence").select_option(index=3)
    page.get_by_role("button", name="New activity").click()
    assert heading(page) == "Draft 2 of 3"
    assert document.drafts.filter(spans=[unfound]).exists()


def test_what_is_typed_is_not_lost_by_marking_another_activity(opened, unfound):
    page = opened()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.click("#f-title")
    page.keyboard.type("More ")
    choose(page, "donated three cars")
    with page.expect_event("dialog"):
        page.locator("#take [data-new]").click()
    assert asked == ["beforeunload"]
    assert heading(page) == "Draft 1 of 2"


def test_words_behind_a_letter_outside_of_the_basic_plane_are_found(opened, document, drafts):
    content = document.content
    content.text = content.text.replace("From", "𝐅rom").replace("police", "polic").replace("𝐅rom", "𝐅rom", 1)
    content.fingerprint = "letters"
    content.save()
    page = opened()
    choose(page, "40 were women")
    page.locator('#take [data-take="men"]').click()
    page.wait_for_function("() => document.getElementById('f-men').value === '40'")
    start, end = map(int, page.locator("[name=spans-men]").input_value().split("-"))
    assert content.text[start:end] == "40 were women"


def test_the_later_of_two_browsers_sees_the_difference(opened, drafts, colleague):
    mine, theirs = opened(), opened(colleague)
    theirs.fill("#f-title", "Theirs")
    theirs.keyboard.press("Control+Enter")
    theirs.get_by_text("Saved.").wait_for()
    mine.fill("#f-title", "Mine")
    mine.fill("#f-women", "41")
    mine.keyboard.press("Escape")
    mine.keyboard.press("a")
    mine.get_by_text("both changed it").wait_for()
    mine.locator("[name=choice-title][value=theirs]").check()
    mine.get_by_role("button", name="Accept with these").click()
    mine.wait_for_url(f"**draft={drafts[1].pk}*")
    entry = Activity.objects.get()
    assert (entry.title, entry.women) == ("Theirs", 41)


def test_what_is_typed_is_not_lost_by_going_elsewhere(opened):
    page = opened()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.click("#f-title")
    page.keyboard.type("More ")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Next draft").click()
    assert asked == ["beforeunload"]
    assert heading(page) == "Draft 1 of 3"


def test_everything_but_choosing_words_works_without_scripts(opened, document, drafts):
    page = opened(java_script_enabled=False)
    page.fill("#f-title", "Without scripts")
    page.get_by_role("button", name="Accept").first.click()
    assert heading(page) == "Draft 2 of 3"
    page.locator("summary", has_text="More").click()
    page.locator("summary", has_text="Split").click()
    page.fill("[name=copy-start]", "2016-06-01")
    page.get_by_role("button", name="Copy").click()
    assert heading(page) == "Draft 3 of 4"
    page.get_by_role("button", name="Undo").click()
    assert heading(page) == "Draft 2 of 3"
    page.locator("summary", has_text="Reject").click()
    page.fill("#reason", "A plan only")
    page.locator("button[form=reject]").click()
    assert Activity.objects.get().title == "Without scripts"
    assert document.drafts.filter(state=DraftState.REJECTED).count() == 1


def test_more_text_comes_while_reading_and_nothing_jumps(opened, long_document):  # noqa: F811
    page = opened()
    page.goto(page.url + "?page=200")
    page.get_by_text("Page 200 begins").wait_for()
    page.evaluate("sheet.scrollTop = 0")
    page.wait_for_function("() => document.querySelectorAll('.gap').length === 2 && sheet.scrollTop > 100")
    blocks = page.locator("[data-at]").count()
    page.evaluate("sheet.scrollTop = sheet.scrollHeight")
    page.wait_for_function(f"() => document.querySelectorAll('[data-at]').length > {blocks}")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_screen_is_open_to_everybody(opened, colours, drafts):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(color_scheme=colours)
    page.focus("#f-participants")
    results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert results.violations_count == 0, results.generate_report()


def test_nothing_overflows_on_a_telephone(opened):
    page = opened(viewport={"width": 390, "height": 844})
    assert page.evaluate("document.querySelector('main').scrollWidth") <= 390
    assert page.locator(".sheet .badge.current").evaluate(SHOWN)
