"""A small mission with a register, and reports of it in several states."""

from datetime import date

import pytest

from muster.core.models import Unit
from muster.domain.counting.period import Period
from muster.features.activities.models import Activity
from muster.features.publishing import jobs
from muster.features.publishing.actions.clearance import clear_chapter
from muster.features.publishing.actions.paragraphs import add_paragraph
from muster.features.publishing.actions.publication import publish_report
from muster.features.publishing.actions.reports import start_report
from muster.features.publishing.models import Order, UnitYear

YEAR = Period.of_year(2025)


@pytest.fixture
def structures(mission, unit, other_unit):
    Unit.objects.filter(pk=mission.pk).update(name_en="Mission in Valdoria")
    for each in (unit, other_unit):
        each.address, each.email, each.telephone = "Rruga e Lirisë 1", f"{each.code}@mission.example", "+383 00 000 000"
        each.save()
    return [unit, other_unit]


@pytest.fixture
def register(reporting_officer):
    """Puts an entry into the register: `register(unit, "A10", "training", "Workshop", day=date(2025, 4, 15))`."""

    def put(unit, theme, column, narrative="", day=date(2025, 4, 15), title="Workshop on hate speech", **fields):
        return Activity.objects.create(
            unit=unit,
            theme=theme,
            category="general" if theme.startswith("A") else "threats",
            kind="workshop",
            column=column,
            title=title,
            narrative=narrative,
            start=day,
            end=day,
            start_precision="day",
            end_precision="day",
            period_start=day,
            period_end=day,
            created_by=reporting_officer,
            updated_by=reporting_officer,
            **fields,
        )

    return put


@pytest.fixture
def year_of_work(structures, register):
    """Entries of both structures: 13 events in the north, 3 in the south."""
    north, south = structures
    told = "On 15 April, the Mission facilitated eight workshops on hate speech for the Kosovo Police (KP)."
    return [
        register(north, "A10", "training", told, sessions=8),
        register(north, "A10", "information_exchange", "The Mission met the KP in Pejë/Peć.", date(2025, 6, 2)),
        register(north, "A03", "analysis", "", date(2025, 3, 9), "Review of the strategy", places=["Đakovica"]),
        register(north, "B07", "training", "A course on trafficking ended in Prizren", date(2025, 9, 1), sessions=3),
        register(south, "B01", "training", "Two days on organized crime.", date(2025, 2, 1), sessions=2),
        register(south, "A08", "information_exchange", "Forum in Štrpce/Shtërpcë.", date(2025, 5, 5)),
    ]


@pytest.fixture
def report(reporting_officer, structures, year_of_work):
    """An annual report in preparation."""
    for unit in structures:
        UnitYear.objects.create(unit=unit, year=2025, fund_source="UB", budget=1_234_500, staff=12)
        UnitYear.objects.create(unit=unit, year=2025, fund_source="ExB", budget=99_000, staff=2)
        UnitYear.objects.create(unit=unit, year=2024, fund_source="UB", budget=1_100_000, staff=11)
    return start_report(reporting_officer, "annual", YEAR, structures)


@pytest.fixture
def chapter(report, unit):
    return report.chapters.get(unit=unit)


@pytest.fixture
def written(report, reporting_officer):
    """The report with an introduction in every chapter."""
    for chapter in report.chapters.filter(kind__in=("foreword", "summary", "structure")):
        add_paragraph(reporting_officer, chapter, "intro", text="It was a year of *steady* work^[See the matrix].")
    return report


@pytest.fixture
def cleared(written, person, reporting_officer):
    for chapter in written.chapters.filter(kind__in=("foreword", "summary", "structure")):
        by = person("head_of_structure", chapter.unit) if chapter.unit else reporting_officer
        chapter.refresh_from_db()
        clear_chapter(by, chapter, chapter.version)
    return written


@pytest.fixture
def publish_ordered():
    """Does the work of every order, as the worker would."""

    def do():
        for order in Order.objects.exclude(step="failed"):
            taken = jobs.take(order.pk)
            if taken:
                jobs.work(taken, lambda: False)

    return do


@pytest.fixture
def published(cleared, reporting_officer):
    publish_report(reporting_officer, cleared, cleared.version)
    cleared.refresh_from_db()
    return cleared
