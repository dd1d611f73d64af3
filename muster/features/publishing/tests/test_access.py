"""Who gets at reports in preparation, in the database itself."""

import pytest

from muster.core.identity import acting_as, of_person
from muster.core.models import Placement, Unit
from muster.features.publishing.models import Chapter, Comment, Paragraph, Report, UnitYear

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_elsewhere(person):
    """Somebody who writes reports in another organisation."""
    police = Unit.objects.create(code="police", name_en="Police", short_name="Police")
    return person("head_of_structure", police)


@pytest.fixture
def of_a_section(person, unit):
    section = Unit.objects.create(code="section", name_en="Section", short_name="Section")
    Placement.objects.create(unit=section, parent=unit)
    return person("reader", section)


def seen(somebody):
    with acting_as(of_person(somebody.pk)):
        return [kind.objects.count() for kind in (Report, Chapter, Paragraph, UnitYear)]


def test_a_report_in_preparation_is_for_its_own_organisation(written, of_elsewhere, of_a_section, reader):
    assert seen(of_elsewhere) == [0, 0, 0, 0]
    assert seen(of_a_section) == seen(reader) == [1, 7, Paragraph.objects.count(), 6]


def test_nobody_writes_in_the_report_of_another_organisation(written, of_elsewhere):
    paragraph = Paragraph.objects.first()
    with acting_as(of_person(of_elsewhere.pk)):
        assert not Chapter.objects.update(note="Changed")
        with pytest.raises(Exception, match="row-level security"):
            Comment.objects.create(paragraph=paragraph, author=of_elsewhere, text="Which mayors?")


def test_what_is_published_is_for_every_reader_of_reports(published, of_elsewhere):
    assert seen(of_elsewhere)[:2] == [1, published.chapters.count()]
