"""What every answer carries: pages their policy, everything else the tightest; nothing is kept by the browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

import muster
from muster.core.web.downloads import safe_name
from muster.core.web.headers import NO_PAGE
from muster.features.matrix.figures import KEYS
from tests.security.world import make_document, make_world

SOURCE = Path(muster.__file__).parent
PAGES = ["/", "/activities/", "/reports/", "/matrix/", "/matrix/charts/", "/publish/", "/api/", "/preferences/"]
NO_PAGES = ["/api/openapi.json", "/api/activities/", "/activities/export.csv", f"/matrix/charts/{KEYS[0]}.xlsx"]


@pytest.fixture
def signed_in(client, person):
    client.force_login(person("reporting_officer"))
    return client


def policy_of(answer) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";") if part.strip()]
    return {name: values for name, *values in parts}


@pytest.mark.django_db
@pytest.mark.parametrize("address", [*PAGES, "/nothing-here/"])
def test_a_page_may_run_and_show_its_own_files_only(signed_in, address):
    policy = policy_of(signed_in.get(address))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == ["'self'"]
    assert policy["require-trusted-types-for"] == ["'script'"]
    assert "unsafe" not in str(policy)


@pytest.mark.django_db
@pytest.mark.parametrize("address", NO_PAGES)
def test_what_is_no_page_is_never_shown_as_one(signed_in, address):
    answer = signed_in.get(address)
    assert answer.headers["Content-Security-Policy"] == NO_PAGE
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sign-in/", *PAGES, *NO_PAGES])
def test_every_answer_is_closed_to_other_sites_and_kept_by_nobody(signed_in, address):
    headers = signed_in.get(address).headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.django_db
def test_a_web_page_that_was_handed_in_goes_out_as_a_download_only(signed_in, person, unit, settings, tmp_path):
    settings.ORIGINALS = tmp_path / "originals"
    page = SimpleUploadedFile("\u202elmth.exe\r\nX: y.html", b"<script>alert(1)</script>", "text/html")
    taken = signed_in.post("/api/documents/", {"file": page})
    assert taken.status_code == 201
    answer = signed_in.get(f"/reports/{taken.json()['document']['id']}/original/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Security-Policy"] == NO_PAGE
    assert "\u202e" not in answer.headers["Content-Disposition"]


@pytest.mark.django_db
def test_a_published_report_as_html_goes_out_sandboxed(signed_in, person, unit, settings, tmp_path):
    settings.ORIGINALS = tmp_path / "originals"
    world = make_world(person("reporting_officer"), unit)
    answer = signed_in.get(f"/publish/{world['report_id'][0]}/report.html")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_what_others_wrote_is_shown_as_text(signed_in, person, unit, settings, tmp_path):
    settings.ORIGINALS = tmp_path / "originals"
    document = make_document(person("officer", unit), unit, file_name='"><img src=x onerror=alert(1)>.txt')
    page = signed_in.get(f"/reports/{document.pk}/").content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


@given(st.text())
def test_a_file_name_is_one_plain_name(name):
    safe = safe_name(name)
    assert safe
    assert len(safe) <= 150
    assert not safe.startswith(".")
    assert not set(safe) & set('/\\:*?"<>|%\r\n\t\x00\u202e\u2066\u200f')


def test_names_that_systems_misread():
    assert safe_name("../../etc/passwd") == "passwd"
    assert safe_name("C:\\Users\\a\\report.docx") == "report.docx"
    assert safe_name("report\u202exslx.exe") == "report xslx.exe"
    assert safe_name("CON.txt") == "_CON.txt"
    assert safe_name("Raport për prill – Pejë.docx") == "Raport për prill – Pejë.docx"
    assert safe_name("\r\n") == "file"
    assert safe_name("a" * 400 + ".docx").endswith("a.docx")


def test_downloads_are_named_in_one_place_only():
    spoken = [path for path in sources() if "Content-Disposition" in path.read_text(encoding="utf-8")]
    assert {str(path.relative_to(SOURCE)) for path in spoken} == {"core/web/downloads.py", "core/web/headers.py"}


def sources() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if not {"tests", "node_modules"} & set(path.parts)]


# Files that go out to stand alone; they are never shown from our origin.
STAND_ALONE = {"features/publishing/templates/publishing/book.html", "domain/extraction/page.html"}
INLINE = (" style=", "<style", "javascript:", " onclick=", " onload=", " onchange=", " hx-on")


def test_no_template_has_a_script_or_a_style_of_its_own():
    for path in (one for one in SOURCE.rglob("*.html") if "node_modules" not in one.parts):
        if str(path.relative_to(SOURCE)) not in STAND_ALONE:
            text = path.read_text(encoding="utf-8")
            assert not [word for word in INLINE if word in text], path
            tags = [tag.split(">")[0] for tag in text.split("<script")[1:]]
            assert not [tag for tag in tags if " src=" not in tag and 'type="application/json"' not in tag], path


def test_markup_is_trusted_in_few_places_and_each_says_why():
    for path in sources():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if "mark_safe(" in line and not line.lstrip().startswith("#"):
                assert "noqa: S308" in line, f"{path}:{number}"


def test_cookies_are_for_this_site_alone():
    assert configured.SESSION_COOKIE_HTTPONLY
    assert configured.CSRF_COOKIE_HTTPONLY
    assert configured.SESSION_COOKIE_SAMESITE == configured.CSRF_COOKIE_SAMESITE == "Lax"
