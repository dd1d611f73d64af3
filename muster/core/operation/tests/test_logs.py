"""Personal data is sent everywhere; nothing of it is in the logs, and what happened still is."""

import io
import json
import logging
import re
import warnings

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from muster.core.operation import logs
from muster.core.operation.logs import JsonLines, Lines, Word

MARK = "Arbenpersonaldata"
LEAKY = "muster.core.operation.tests.leaky"


@pytest.fixture(params=[Lines, JsonLines])
def log(request):
    """Everything that is logged, down to DEBUG, as it is written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream.getvalue
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def browser(client):
    client.raise_request_exception = False
    client.defaults.update(
        {
            "HTTP_USER_AGENT": f"{MARK} browser",
            "HTTP_REFERER": f"http://testserver/{MARK}?q={MARK}",
            "HTTP_X_REQUEST_ID": MARK,
        }
    )
    client.cookies["language"] = MARK
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["raises", "constraint", "setting", "logs"])
def test_an_error_over_what_was_sent_does_not_repeat_it(page, log, browser, settings):
    settings.ROOT_URLCONF = LEAKY
    sent = {"q": MARK, "file": SimpleUploadedFile(f"{MARK}.txt", MARK.encode())}
    assert browser.post(f"/{page}/?more={MARK}", sent).status_code == 500 or page == "logs"
    assert MARK not in log()
    assert "leaky" in log()  # the place is told
    assert {"raises": "ValueError", "constraint": "23505", "setting": "42704", "logs": "PermissionError"}[page] in log()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", f"/no/such/{MARK}/?name={MARK}"),
        ("get", f"/activities/?q={MARK}"),
        ("get", f"/sign-in/?next=/{MARK}"),
        ("post", f"/sign-in/?next=/{MARK}"),
        ("put", f"/{MARK}"),
        ("get", f"/api/activities/?q={MARK}"),
        ("get", f"/static/{MARK}"),
    ],
)
def test_pages_and_what_is_no_page_are_logged_without_what_was_typed(method, path, log, browser):
    getattr(browser, method)(path, {"login": MARK, "username": MARK, "password": MARK})
    assert MARK not in log()
    assert "Answered" in log()


@pytest.mark.django_db
def test_a_wrong_host_a_missing_token_and_a_file_name_are_not_repeated(log, browser, officer, settings, tmp_path):
    browser.get("/", HTTP_HOST=f"{MARK}.example")
    settings.ORIGINALS = tmp_path
    browser.force_login(officer)
    browser.post(reverse("intake:hand_in"), {"reports": SimpleUploadedFile(f"{MARK}.exe", MARK.encode())})
    browser.handler.enforce_csrf_checks = True
    browser.post(reverse("intake:hand_in"), {"reports": SimpleUploadedFile(f"{MARK}.exe", MARK.encode())})
    assert MARK not in log()
    assert "intake:hand_in" in log()
    assert re.search(rf"""person"?[=:] ?{officer.pk}\b""", log())
    assert officer.username not in log()


def test_what_a_warning_quotes_is_not_repeated(log):
    logging.captureWarnings(True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn(f"a naive date in {MARK}", RuntimeWarning, stacklevel=1)
    finally:
        logging.captureWarnings(False)
    assert MARK not in log()


@pytest.mark.parametrize("given", ["0123456789abcdef0123456789abcdef", "6f1c1b6e-5d0a-4f5e-9d35-2c1f6a0e7b11"])
def test_a_proxys_request_number_is_taken_over(given, log, client):
    assert client.get("/livez", HTTP_X_REQUEST_ID=given).headers["X-Request-ID"] == given
    assert given in log()


@pytest.mark.parametrize("given", ["", "short", "Arben Berisha", "x" * 40, "0123456789abcdef\n"])
def test_any_other_number_is_made_anew(given, client):
    assert len(client.get("/livez", HTTP_X_REQUEST_ID=given).headers["X-Request-ID"]) == 32


def test_a_line_tells_view_status_time_and_number(client, log):
    client.get("/livez?who=Arben")
    line = next(line for line in log().splitlines() if "Answered" in line)
    if line.startswith("{"):
        found = json.loads(line)
        assert (found["view"], found["method"], found["status"]) == ("livez", "GET", 200)
        assert found["ms"] >= 0
    else:
        assert "view=livez status=200 ms=" in line


def record(message, *arguments, name="someone.else"):
    return logging.LogRecord(name, logging.ERROR, __file__, 1, message, arguments, None)


@pytest.mark.parametrize(
    ("told", "written"),
    [
        (record("%d of %s", 3, MARK), "3 of …"),
        (record("Took over %s", Word("intake.read")), "Took over intake.read"),
        (record("%s: %s", "Not Found", MARK), "Not Found: …"),
        (record("Lost %s", ValueError), "Lost ValueError"),
        (record("%(who)s left", {"who": MARK}), "… left"),
        (record("%d came", MARK), "%d came"),
        (record(MARK * 2), "…"),
        (record(ValueError(MARK)), "…"),
    ],
)
def test_of_a_message_only_its_template_numbers_and_words_are_written(told, written):
    assert logs.message(told) == written


def test_a_message_that_stands_in_the_program_is_written_as_it_is(log):
    logging.getLogger("someone.else").warning("The queue is empty")
    assert "The queue is empty" in log()


def test_a_wrong_format_is_refused(monkeypatch):
    monkeypatch.setenv("MUSTER_LOG_FORMAT", "xml")
    with pytest.raises(ValueError, match="plain or json"):
        logs.configuration()
