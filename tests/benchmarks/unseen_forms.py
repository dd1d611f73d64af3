"""Forms of others: loaded, filled in, handed in, read back and filled in once more in the browser.

    python -m tests.benchmarks.unseen_forms [FOLDER ...] [--without-browser] [--only NAME] [--log FILE]

A folder holds workbooks (`.xlsx`) and XForms (`.xml`). Workbooks go through the upload as a keeper's do; an XForm
stands where a version's own would. Without a folder the forms are those that packages bring with them as samples, got
by name:

    pip download --no-deps --no-binary pyxform pyxform==1.0.0       (workbooks of ODK's converter; XLS is made XLSX)
    npm pack enketo-transformer@1.43.0                              (XForms of Enketo's tests)
    npm pack cht-conf-test-harness@5.0.4                            (forms of health workers, some with 400 questions)

Of each form answers are sought that are valid and reach deep. They are handed in (`actions.hand_in`) into a database of
this benchmark's own, read back, written as XML and evaluated again, which must give the same. Then they are typed into
the form's page in Chromium, question by question, and sent by the page's own button, which must give the same answers.
At last the record is opened to be changed: every question that is relevant must be there, and it is sent again. No page
may say an error. A form that is refused is told with the sentences that its keeper gets.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks import _unseen_sources as sources
from tests.benchmarks.register_load import wait_for
from tests.chromium import CHROMIUM, launched

PORT = 8137


def main() -> int:
    """Prints a line for each form and a tally; 1 where a form fails, so neither goes through nor is refused."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--without-browser", action="store_true")
    parser.add_argument("--only", default="", help="forms whose names have this in them")
    parser.add_argument("--log", default=os.devnull, help="where failures are told at length")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="muster-unseen-"))
    folder.chmod(0o755)  # the database's user must be able to enter it
    try:
        found = [one for one in sources.forms(asked.folders or [sources.fetched(folder)]) if asked.only in one.name]
        with site(folder), bench(asked.without_browser, asked.log) as tried:
            for path in found:
                _tell(tried, path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return _tally(tried)


def _tell(tried: Any, path: Path) -> None:
    began = time.monotonic()
    one = tried.tried(path)
    size = f"{one.answered:4} of {one.questions:4} questions answered" if one.questions else ""
    print(f"{one.what:<10} {one.name:<48} {size:32} {time.monotonic() - began:5.1f} s  {one.said}", flush=True)


def _tally(tried: Any) -> int:
    counts = Counter(one.what for one in tried.outcomes)
    whole = [one for one in tried.outcomes if one.what == "whole"]
    print(f"{len(tried.outcomes)} forms: " + ", ".join(f"{count} {what}" for what, count in counts.most_common()))
    print(f"{sum(one.answered for one in whole)} answers to {sum(one.questions for one in whole)} questions")
    return int(counts["fails"] > 0)


@contextmanager
def site(folder: Path) -> Iterator[None]:
    """A Muster of this benchmark's own, which this process works beside."""
    here = {"MUSTER_DATA": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "muster.config.settings"}
    os.environ.update(here | {"MUSTER_SECOND_FACTOR": "off", "MUSTER_WEB_PROCESSES": "1", "MUSTER_DB_OWNER": "0"})
    os.environ["MUSTER_LISTEN"] = f"127.0.0.1:{PORT}"
    os.environ.pop("DATABASE_URL", None)
    from muster.core import embedded

    muster = [sys.executable, "-m", "muster.cli"]
    with embedded.running():
        for command in (["prepare"], ["load_demo", "--without-reports", "--password=of-no-account"]):
            subprocess.run([*muster, *command], check=True, stdout=subprocess.DEVNULL)
        running = subprocess.Popen([*muster, "site"], stderr=subprocess.DEVNULL)
        try:
            wait_for(PORT)
            yield
        finally:
            running.terminate()
            running.wait()


@contextmanager
def bench(without_browser: bool, log: str) -> Iterator[Any]:
    """Who tries forms there, in a browser where there is one: a `Bench`."""
    import django

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
    django.setup()
    from tests.benchmarks._people import session_of
    from tests.benchmarks._unseen_form import Bench, keeper

    person, address = keeper(), f"http://127.0.0.1:{PORT}"
    if without_browser or not CHROMIUM:
        yield Bench(person, address, None, log)
        return
    with launched() as browser:
        lent = {"permissions": ["geolocation"], "geolocation": {"latitude": 42.6, "longitude": 21.1}}
        context = browser.new_context(base_url=address, timezone_id="UTC", locale="en-GB", **lent)
        context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": address}])
        yield Bench(person, address, context, log)


if __name__ == "__main__":
    sys.exit(main())
