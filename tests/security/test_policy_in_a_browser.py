"""The policy of the pages does what it says in a real browser; its refusals are seen by whoever listens."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

INLINE = """() => document.body.insertAdjacentHTML('beforeend',
  '<img src="/static/none.png" onerror="window.bad = 1"><p id="styled" style="color: rgb(1, 2, 3)">x</p>')"""
SCRIPT = """(name, value) => {
  const script = document.createElement('script');
  try { script[name] = value; document.body.append(script); return 'taken'; } catch (error) { return error.name; }
}"""


def test_a_page_runs_nothing_that_was_put_into_it(open_page, person):
    said: list[str] = []
    page = open_page(person("reader"), "/", on_error=said.append)
    assert said == []
    page.evaluate(INLINE)
    page.wait_for_timeout(300)
    assert page.evaluate("window.bad") is None
    assert page.locator("#styled").evaluate("one => getComputedStyle(one).color") != "rgb(1, 2, 3)"
    assert sum("Content Security Policy" in text for text in said) >= 2


@pytest.mark.parametrize(("name", "value"), [("text", "window.bad = 1"), ("src", "https://muster.example/bad.js")])
def test_no_script_is_made_of_a_text(open_page, person, name, value):
    page = open_page(person("reader"), "/")
    assert page.evaluate(f"([name, value]) => ({SCRIPT})(name, value)", [name, value]) == "TypeError"
    assert page.evaluate("window.bad") is None


def test_nothing_leaves_for_another_site(open_page, person):
    page = open_page(person("reader"), "/")
    asked = "fetch('https://muster.example/').then(() => 'sent', (error) => error.name)"
    assert page.evaluate(asked) == "TypeError"
