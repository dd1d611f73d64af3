"""While the store of originals takes nothing, nothing is accepted and nothing accepted is given up."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from muster.core import files
from muster.features.intake import actions, jobs
from muster.features.intake.models import Document, Original, Stage


@pytest.fixture(params=["folder", "s3"])
def out_of_reach(request, settings, tmp_path, monkeypatch):
    """Call it, and no original can be written or read from then on."""

    def do():
        if request.param == "folder":
            settings.ORIGINALS = tmp_path / "a file, no folder"
            settings.ORIGINALS.touch()
            return
        for name, value in {
            "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1",
            "AWS_ACCESS_KEY_ID": "muster",
            "AWS_SECRET_ACCESS_KEY": "muster",
            "AWS_DEFAULT_REGION": "eu-central-1",
        }.items():
            monkeypatch.setenv(name, value)
        settings.ORIGINALS, settings.DATA = "s3://muster", tmp_path

    yield do
    files._store_at.cache_clear()


def test_what_the_store_does_not_take_is_not_accepted(out_of_reach, officer):
    out_of_reach()
    with pytest.raises(actions.Refusal, match="could not be kept"):
        actions.hand_in(officer, [b"Report"], "october.txt")
    assert not Original.objects.exists()
    assert not Document.objects.exists()


def test_the_page_says_so(out_of_reach, officer, client):
    out_of_reach()
    client.force_login(officer)
    sent = {"reports": SimpleUploadedFile("october.txt", b"Report")}
    page = client.post(reverse("intake:hand_in"), sent, follow=True).content.decode()
    assert "october.txt could not be kept" in page
    assert not Document.objects.exists()


def test_a_document_whose_original_is_out_of_reach_waits_for_it(hand_in, out_of_reach):
    document = hand_in()
    out_of_reach()
    with pytest.raises(files.Unavailable):
        jobs.read.func(_Context, document=document.pk)
    document.refresh_from_db()
    assert (document.stage, document.attempts) == (Stage.WAITING, 0)


def test_an_original_out_of_reach_is_not_called_damaged(hand_in, out_of_reach, officer, client):
    document = hand_in()
    out_of_reach()
    client.force_login(officer)
    page = client.get(reverse("intake:original", args=[document.pk]), follow=True).content.decode()
    assert "out of reach" in page


class _Context:
    should_abort = staticmethod(lambda: False)
