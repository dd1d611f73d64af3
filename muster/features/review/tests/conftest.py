"""A report of two pages with three drafts whose every field points at its words."""

from datetime import date

import pytest

PAGE_ONE = """Hate Crime
From 15 April to 13 May, the Mission facilitated eight workshops on hate speech for around
135 officers, of whom 40 were women, in Prizren and Pejë/Peć. A handbook on hate crime
was handed out to them.
"""
PAGE_TWO = """On 20 May, the Mission donated three cars to the police in Ferizaj/Uroševac.
In June, the Mission organized a roundtable on trust together with the University for
30 guests.
"""
TEXT = PAGE_ONE + "\f" + PAGE_TWO

FIRST = {
    "theme": ("A10", "Hate Crime"),
    "kind": ("workshop", "workshops"),
    "column": ("training", "workshops"),
    "role": ("supported", "facilitated"),
    "title": ("Workshops on hate speech", "eight workshops on hate speech"),
    "start": ("2016-04-15", "From 15 April to 13 May"),
    "end": ("2016-05-13", "From 15 April to 13 May"),
    "sessions": (8, "eight workshops"),
    "participants": (135, "around\n135 officers"),
    "women": (40, "40 were women"),
    "places": (["Prizren", "Pejë/Peć"], ["Prizren", "Pejë/Peć"]),
}
SECOND = {
    "theme": ("A10", "Hate Crime"),
    "kind": ("donation", "donated"),
    "column": ("information_exchange", "donated"),
    "title": ("Donation of three cars", "donated three cars"),
    "start": ("2016-05-20", "On 20 May"),
    "end": ("2016-05-20", "On 20 May"),
    "places": (["Ferizaj/Uroševac"], ["Ferizaj/Uroševac"]),
}
THIRD = {
    "kind": ("roundtable", "roundtable"),
    "title": ("Roundtable on trust", "roundtable on trust"),
    "start": ("2016-06", "In June"),
    "end": ("2016-06", "In June"),
    "participants": (30, "30 guests"),
    "partners": (["the University"], ["the University"]),
}


def span(words):
    start = TEXT.index(words)
    return [start, start + len(words)]


def read(value, words, confidence=0.9):
    spans = [span(item) for item in words] if isinstance(words, list) else [span(words)]
    return {"value": value, "spans": spans, "confidence": confidence, "reason": "rule"}


@pytest.fixture
def document(unit, officer):
    from muster.domain.documents.model import SourceText
    from muster.features.intake.models import Document, DocumentText, Original, Stage

    original = Original.objects.create(sha256="a" * 64, size=len(TEXT), media_type="text/plain")
    made = Document.objects.create(
        original=original,
        file_name="may.txt",
        title="Report of May",
        unit=unit,
        period_start=date(2016, 4, 1),
        period_end=date(2016, 6, 30),
        stage=Stage.READY,
        uploaded_by=officer,
    )
    lines = [[one.start, one.end, one.page, None, None, None] for one in SourceText.from_plain(TEXT).lines]
    DocumentText.objects.create(document=made, text=TEXT, lines=lines, pages=2, fingerprint=f"print-{made.pk}")
    return made


@pytest.fixture
def drafts(document):
    """The workshops (sure), the donation (sure), the roundtable (less sure, without theme and column)."""
    passages = [
        ("From 15 April", "out to them.", FIRST, 0.96),
        ("On 20 May", "Ferizaj/Uroševac.", SECOND, 0.92),
        ("In June", "30 guests.", THIRD, 0.6),
    ]
    return [_draft(document, position, *passage) for position, passage in enumerate(passages)]


def _draft(document, position, first, last, values, confidence):
    from muster.features.intake.models import Draft

    fields = {name: read(value, words) for name, (value, words) in values.items()}
    return Draft.objects.create(
        document=document,
        position=position,
        spans=[[TEXT.index(first), TEXT.index(last) + len(last)]],
        first_line=1,
        last_line=1,
        proposed=fields,
        fields=fields,
        confidence=confidence,
    )


@pytest.fixture
def unfound(document, drafts):
    """The donation, which stands between two drafts and was found by nobody."""
    drafts[1].delete()
    return span("On 20 May, the Mission donated three cars to the police in Ferizaj/Uroševac.")


@pytest.fixture
def colleague(person, unit):
    return person("officer", unit)
