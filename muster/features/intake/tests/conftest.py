import os

import pytest
from django.db import connection

from muster.features.intake import actions, isolation, jobs
from muster.features.intake.models import UNDER_WAY, Document

REPORT = """Monthly report, October 2016
Field Office North

Hate Crime
From 5 to 6 October, the Mission facilitated a workshop on hate speech for 35 police officers (12 women) in Prizren.
On 12 October, the Mission organized a training course on hate crime for 20 officers in Prishtinë/Priština.
"""

PARAGRAPHS = [
    f"On {day} October, the Mission trained {day + 11} officers of station {day} in investigating {what} in town."
    for day, what in enumerate(("burglaries", "hate speech", "smuggling", "cybercrime", "road crashes") * 4, 2)
]


@pytest.fixture(autouse=True)
def originals(settings, tmp_path):
    """A folder of originals of the test's own."""
    settings.ORIGINALS = tmp_path / "originals"
    settings.ORIGINALS.mkdir()
    return settings.ORIGINALS


@pytest.fixture(scope="session", autouse=True)
def _readers():
    yield
    isolation.end_idle()


@pytest.fixture
def hand_in(officer):
    """Hands in a text: `hand_in()`, `hand_in("words", "name.txt", person=…)`; gives the document."""

    def do(words=REPORT, name="october-2016.txt", person=None, unit=None):
        data = words.encode() if isinstance(words, str) else words
        return actions.hand_in(person or officer, [data], name, unit).document

    return do


@pytest.fixture
def read():
    """Does the work of all documents in the queue, as the worker would."""

    def do():
        for pk in Document.objects.filter(stage__in=UNDER_WAY).order_by("pk").values_list("pk", flat=True):
            taken = jobs.take(pk)
            if taken:
                jobs.work(taken, lambda: False)

    return do


@pytest.fixture
def ready(hand_in, read):
    """A document that was read."""
    document = hand_in()
    read()
    document.refresh_from_db()
    return document


@pytest.fixture
def clean_queue(transactional_db):
    """The queue's tables are not Django's, so a test that really commits empties them itself."""
    yield
    with connection.cursor() as cursor:
        for table in ("events", "jobs", "workers"):
            cursor.execute(f"DELETE FROM procrastinate_{table}")


@pytest.fixture
def environment(originals):
    """Of another process that works on the test's database and originals."""
    parts = connection.settings_dict
    url = f"postgresql://{parts['USER']}:{parts['PASSWORD']}@{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"
    chosen = {
        "DATABASE_URL": url,
        "MUSTER_DB_OWNER": "0",
        "MUSTER_DATA": str(originals.parent),
        "MUSTER_WORKER_DEAD_AFTER": "2",
        "DJANGO_SETTINGS_MODULE": "muster.config.settings",
    }
    return {**os.environ, **chosen}
