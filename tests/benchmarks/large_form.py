"""A form of nearly 500 questions: loaded, filled in by somebody in Chromium, sent, opened to be changed, sent again.

    python -m tests.benchmarks.large_form

The form is `_large_book`, a workbook of the project's own. Somebody answers what is to be seen (`_large_answers.js`)
and speaks another language of the form at last; the page may say no error.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks import unseen_forms
from tests.benchmarks._large_book import workbook
from tests.chromium import CHROMIUM

OPENING, REACTING = 3.0, 200.0  # seconds until a form can be filled in; ms until an answer is shown
WAIT = 120_000  # ms
ANSWERS = Path(__file__).with_name("_large_answers.js")
SEEN = "[...document.querySelectorAll('#form .question')].filter((one) => one.checkVisibility()).length"
GONE = "(before) => location.href !== before || document.querySelector('#form .above .notice')"
SPEAK = """async () => {
  const languages = document.querySelector('.form-language select');
  const began = performance.now();
  languages.selectedIndex = 1;
  languages.dispatchEvent(new Event('change'));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - began;
}"""


def main() -> int:
    """Prints the figures; 1 where the page is slower than its bounds."""
    if not CHROMIUM:
        print("left out: no chromium on this machine")
        return 0
    folder = Path(tempfile.mkdtemp(prefix="muster-large-"))
    folder.chmod(0o755)  # the database's user must be able to enter it
    try:
        with unseen_forms.site(folder), unseen_forms.bench(False, os.devnull) as bench:
            return measured(bench)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measured(bench: Any) -> int:
    code = published(bench.person)
    page, errors = bench.context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    first = opened(page, f"/registers/{code}/new/", "a new record")
    again = opened(page, f"/registers/{code}/new/", "another one")
    slowest = told_of(page.evaluate(ANSWERS.read_text("utf-8")))
    print(f"{'in another language':<32} {page.evaluate(SPEAK):6.0f} ms")
    record = sent(page)
    changed = opened(page, f"{record}change/", "the record, to be changed")
    sent(page)
    assert not errors, f"the page said: {errors[:2]}"
    return int(max(first, again, changed) > OPENING or slowest > REACTING)


def published(person: Any) -> str:
    """The register's code."""
    from muster.core.identity import acting_as, of_person
    from muster.features.registers.actions import load_version, publish_version

    with acting_as(of_person(person.pk)):
        with told("loaded, with its checks"):
            version = load_version(person, workbook(), "large.xlsx", {})
        publish_version(person, version)
        return str(version.register.code)


def opened(page: Any, address: str, what: str) -> float:
    """Seconds from asking until it can be filled in."""
    began = time.monotonic()
    page.goto(address, wait_until="commit")
    page.wait_for_selector("#form[data-state=ready]", timeout=WAIT)
    took = time.monotonic() - began
    print(f"{what + ', opened':<32} {took:6.2f} s, {page.evaluate(SEEN)} questions to be seen", flush=True)
    return took


def told_of(answers: list[dict[str, Any]]) -> float:
    """Milliseconds of the slowest."""
    times = [float(one["ms"]) for one in answers]
    most, name = max((one["ms"], one["name"]) for one in answers)
    p95 = statistics.quantiles(times, n=20)[18]
    print(
        f"{len(times)} answers: median {statistics.median(times):.0f} ms, p95 {p95:.0f} ms, most {most:.0f} ms ({name})"
    )
    return float(most)


def sent(page: Any) -> str:
    """The record's address."""
    before = page.url
    with told("sent, until the record's page"):
        page.locator("#form .foot button").click()
        page.wait_for_function(GONE, arg=before, timeout=WAIT)
        page.wait_for_load_state()
    assert page.url != before, page.locator("#form .above").inner_text()
    return str(page.url)


@contextmanager
def told(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{what:<32} {time.monotonic() - began:6.2f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
