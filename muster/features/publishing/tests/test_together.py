"""Two people at one moment, or one who presses a button twice: one of them is told so in words."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from muster.core.conflicts import Conflict
from muster.features.publishing.actions.reports import correct_report, start_report
from muster.features.publishing.actions.structure_years import Facts, keep_unit_year
from muster.features.publishing.models import Report, UnitYear
from muster.features.publishing.tests.conftest import YEAR

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def at_once(act):
    """What came of doing this several times at one moment: None, or the kind of refusal."""

    def attempt(number):
        try:
            act(number)
        except (ValidationError, Conflict) as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(attempt, range(AT_ONCE)))


def only_one(refusal, outcomes):
    assert (outcomes.count(None), outcomes.count(refusal)) == (1, AT_ONCE - 1)


def test_a_report_started_twice_at_once_is_one(reporting_officer, structures, year_of_work):
    only_one(ValidationError, at_once(lambda _n: start_report(reporting_officer, "annual", YEAR, structures)))
    assert Report.objects.count() == 1


def test_a_correction_started_twice_at_once_is_one(published, reporting_officer):
    only_one(ValidationError, at_once(lambda _n: correct_report(reporting_officer, published, "A wrong number.")))
    assert Report.objects.filter(corrects=published).count() == 1


def test_a_budget_entered_by_several_at_once_is_that_of_the_first(reporting_officer, unit):
    only_one(
        Conflict, at_once(lambda n: keep_unit_year(reporting_officer, unit, 2025, "UB", Facts(n, None), version=0))
    )
    assert UnitYear.objects.get().version == 1
