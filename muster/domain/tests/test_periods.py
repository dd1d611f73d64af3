from datetime import date

import pytest

from muster.domain.periods import parse_partial, show_period


@pytest.mark.parametrize("text", ["16-4", "2016- 4", "+016-04", "2016-13", "２０１６", ""])
def test_what_is_no_date_to_the_day_month_or_year_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 -- what it says is ours or Python's
        parse_partial(text)


def test_a_period_is_named_as_people_name_it():
    assert show_period(date(2016, 1, 1), date(2016, 12, 31)) == "2016"
    assert show_period(date(2018, 10, 1), date(2018, 10, 31)) == "Oct 2018"
    assert show_period(date(2016, 1, 1), date(2016, 3, 31)) == "Jan – Mar 2016"
    assert show_period(date(2016, 4, 4), date(2016, 4, 10)) == "4–10 Apr 2016"
    assert show_period(None, None) == ""
