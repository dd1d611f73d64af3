"""Pages on a slow line: Chromium throttled to 400 kbit/s and 400 ms, from nothing in its cache.

Prints the seconds until the text can be read and the bytes that travelled until all was there.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from playwright.sync_api import Browser

from tests.chromium import CHROMIUM, launched
from tests.end_to_end.conftest import sign_in
from tests.end_to_end.running import Site, running_site

LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # ms; bytes/s
PERSON = "reporting"
BOUND = 10.0  # seconds until the document's text can be read on the review screen
PAGES = {  # what somebody waits for on each
    "/": "main h2",
    "/reports/": "table.documents tbody tr",
    "/review/": "table tbody tr",
    "/activities/": ".register-table tbody tr",
    "/matrix/": "table.matrix tbody tr",
    "/publish/": "table.reports tbody tr",
}


def main() -> int:
    """Prints a line for each page; 1 where the review screen takes longer than its bound."""
    if not CHROMIUM:
        print("left out: no chromium on this machine")
        return 0
    with running_site() as site, launched() as browser:
        pages = PAGES | {_first_review(browser, site): "#sheet p"}
        measured = {address: _measured(browser, site, address, wanted) for address, wanted in pages.items()}
    for address, (seconds, size) in measured.items():
        print(f"{address:<24} {seconds:5.1f} s  {size:>8,} bytes")
    return int(max(seconds for address, (seconds, _size) in measured.items() if address not in PAGES) > BOUND)


def _signed_in(browser: Browser, site: Site) -> Any:
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    sign_in(page, PERSON, site.password)
    return page


def _first_review(browser: Browser, site: Site) -> str:
    page = _signed_in(browser, site)
    page.goto("/review/")
    return str(page.locator("table a").first.get_attribute("href"))


def _measured(browser: Browser, site: Site, address: str, wanted: str) -> tuple[float, int]:
    page = _signed_in(browser, site)
    wire = page.context.new_cdp_session(page)
    sent: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    wire.send("Network.emulateNetworkConditions", LINE)
    began = time.monotonic()
    page.goto(address, wait_until="commit", timeout=60_000)
    page.locator(wanted).first.wait_for(timeout=60_000)
    there = time.monotonic() - began
    page.wait_for_load_state("networkidle", timeout=60_000)
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000
    page.context.close()
    return max(there, painted), round(sum(sent))


if __name__ == "__main__":
    sys.exit(main())
