"""The editor in a real Chromium, driven as a person would drive it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(open_page):
    """`opened(person, name, pk)` is that page in a browser of the person's own."""
    return lambda person, name, pk, **options: open_page(person, reverse(f"publishing:{name}", args=[pk]), **options)


def test_two_people_in_one_chapter_never_overwrite_each_other(opened, chapter, officer, reporting_officer):
    course = chapter.paragraphs.get(section="B07")
    first, second = (opened(person, "chapter", chapter.pk) for person in (officer, reporting_officer))
    for page, text in ((first, "A course ended in Gjilan."), (second, "A course ended in Pejë.")):
        area = page.locator(f"#text-p{course.pk}")
        area.fill(text)
        area.press("Control+Enter")
        page.locator(f"#p{course.pk} >> text=/Kept|changed this paragraph meanwhile/").wait_for()
    expect(first.locator("#chapter-state")).to_have_text("Edited")
    expect(second.locator(f"#p{course.pk} del")).to_have_text("Gjilan.")
    course.refresh_from_db()
    assert course.text == "A course ended in Gjilan."
    second.locator(f"#p{course.pk} .keep").click()
    second.locator(f"#p{course.pk} >> text=Kept").wait_for()
    course.refresh_from_db()
    assert course.text == "A course ended in Pejë."


def test_a_comment_is_said_and_resolved_beside_its_paragraph(opened, chapter, officer):
    course = chapter.paragraphs.get(section="B07")
    page = opened(officer, "chapter", chapter.pk, viewport={"width": 390, "height": 844})
    beside = page.locator(f"#p{course.pk} .beside")
    beside.locator(".commenting summary").click()
    beside.locator(".commenting textarea").fill("How many?")
    beside.locator(".commenting button").click()
    page.locator(f"#p{course.pk} .thread").wait_for()
    page.locator(f"#p{course.pk} >> text=Resolve").click()
    page.locator(f"#p{course.pk} .thread.resolved").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_pages_pass_axe(opened, report, chapter, reporting_officer, colours):
    from axe_playwright_python.sync_playwright import Axe

    pages = dict.fromkeys(("report", "publish", "preview", "abbreviations", "settings"), report.pk)
    for name, pk in {**pages, "chapter": chapter.pk, "clearance": chapter.pk}.items():
        page = opened(reporting_officer, name, pk, color_scheme=colours)
        results = Axe().run(page)
        assert results.violations_count == 0, f"{name}: {results.generate_report()}"
        page.context.close()
