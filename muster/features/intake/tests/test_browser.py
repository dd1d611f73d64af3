"""Handing in, in a real Chromium, with and without scripts."""

import pytest
from django.urls import reverse

from muster.features.intake.models import Document
from muster.features.intake.tests.conftest import REPORT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(open_page, officer, clean_queue):
    """`opened(**context)` is the page of reports in a browser of its own, signed in."""
    return lambda **options: open_page(officer, reverse("intake:documents"), **options)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "october.txt").write_text(REPORT)
    (tmp_path / "empty.txt").touch()
    return [tmp_path / "october.txt", tmp_path / "empty.txt"]


def send(page, files):
    page.set_input_files("input[name=reports]", files)
    page.get_by_role("button", name="Hand in", exact=True).click()


def test_each_file_is_told_by_itself_and_the_list_follows_without_loading_the_page(opened, files, read, unit):
    page = opened()
    page.evaluate("window.untouched = true")
    send(page, files)
    page.get_by_text("empty.txt is empty: it has no bytes.").wait_for()
    page.locator("table.documents").get_by_text("Waiting").wait_for()
    read()
    page.locator("table.documents").get_by_text("Ready for review").wait_for()
    assert page.get_by_role("link", name="Monthly report, October 2016").is_visible()
    send(page, files[:1])
    page.get_by_text("october.txt was already handed in on").wait_for()
    assert page.evaluate("window.untouched")
    assert Document.objects.count() == 1


def test_the_same_works_without_scripts(opened, files, unit):
    page = opened(java_script_enabled=False)
    send(page, files)
    page.get_by_text("1 report handed in.").wait_for()
    page.get_by_text("empty.txt is empty: it has no bytes.").wait_for()
    page.get_by_role("link", name="october.txt").wait_for()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_hangs_over_the_edge(opened, hand_in, read, width):
    hand_in(name="a-very-long-name-without-any-place-to-break-" * 2 + ".txt")
    hand_in(b"%PDF-1.4\nxx", "cut.pdf")
    read()
    page = opened(viewport={"width": width, "height": 800})
    for address in ("documents", "document", "text", "correct"):
        keys = [] if address == "documents" else [Document.objects.order_by("pk").first().pk]
        page.goto(page.url.split("/reports")[0] + reverse(f"intake:{address}", args=keys))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
