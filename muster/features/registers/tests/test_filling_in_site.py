"""A record is made and changed in the running site, under its own policy, in a real Chromium."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from muster.features.registers.actions import hand_in
from muster.features.registers.models import Record
from muster.features.registers.tests.conftest import REGISTER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(open_page, officer):
    """`opened(name, *args)` is a page of the officer, with its form ready; every error in it fails the test."""
    errors = []

    def open_it(name, *args):
        page = open_page(officer, reverse(f"registers:{name}", args=args), on_error=errors.append)
        expect(page.locator("#form")).to_have_attribute("data-state", "ready", timeout=20_000)
        return page

    yield open_it
    assert not [error for error in errors if "409 (Conflict)" not in error]  # which a test may be about


def test_an_officer_records_a_case(opened, register):
    page = opened("new", register.code)
    page.get_by_label("Case").fill("18/2026")
    page.get_by_role("radiogroup", name="Kind").get_by_label("Fraud").check()
    page.get_by_label("Name").fill("B. Person")
    page.locator(".foot button").click()
    page.wait_for_url("**/registers/records/*/")
    assert Record.objects.get().data["case"] == "18/2026"


def test_an_officer_changes_a_case(opened, record):
    page = opened("change", record.pk)
    expect(page.get_by_label("Case")).to_have_value("17/2026")
    page.get_by_label("Case").fill("19/2026")
    page.locator(".foot button").click()
    page.wait_for_url(f"**/registers/records/{record.pk}/")
    record.refresh_from_db()
    assert record.data["case"] == "19/2026"


def test_who_saves_second_sees_what_the_other_changed_and_takes_up_what_they_typed(opened, record, officer, filled):
    page = opened("change", record.pk)
    page.get_by_label("Case").fill("19/2026")
    answers = {"case": "17/2026", "day": "2026-05-04", "kind": "fraud", "person": [{"who": "A. Person", "age": 30}]}
    hand_in(officer, filled(answers, "uuid:theirs", record.submissions.get().instance))
    page.locator(".foot button").click()
    expect(page.get_by_text("Kind: Theft → Fraud.")).to_be_visible()
    page.get_by_role("button", name="Go on with the newest version").click()
    page.get_by_role("button", name="Take up what you typed").click()
    page.locator(".foot button").click()
    page.wait_for_url(f"**/registers/records/{record.pk}/")
    record.refresh_from_db()
    assert (record.data["case"], record.data["kind"]) == ("19/2026", "fraud")


def test_what_was_looked_for_stands_in_the_form(open_page, officer, publish):
    keys = (("who", "person", "required"), ("case", "number", ""))
    more = tuple({"setting": "key", "name": name, "value": how, "to": must} for name, how, must in keys)
    publish(register=(*REGISTER, *more))
    page = open_page(officer, reverse("registers:new", args=["cases"]))
    assert page.url.endswith("/registers/cases/search/")
    page.get_by_label("Name").fill("B. Person")
    page.get_by_label("Case").fill("18/2026")
    page.get_by_role("button", name="Look").click()
    page.get_by_role("link", name="Add a record").click()
    expect(page.locator("#form")).to_have_attribute("data-state", "ready", timeout=20_000)
    expect(page.get_by_label("Case")).to_have_value("18/2026")
    expect(page.get_by_label("Name")).to_have_value("B. Person")
    page.locator(".foot button").click()
    page.wait_for_url("**/registers/records/*/")
    record = Record.objects.get()
    assert (record.data["case"], record.personal.data) == ("18/2026", {"person": [{"who": "B. Person"}]})
