from datetime import date

from muster.domain.periods import show_period


def test_a_period_is_named_as_people_name_it():
    assert show_period(date(2016, 1, 1), date(2016, 12, 31)) == "2016"
    assert show_period(date(2018, 10, 1), date(2018, 10, 31)) == "Oct 2018"
    assert show_period(date(2016, 1, 1), date(2016, 3, 31)) == "Jan – Mar 2016"
    assert show_period(date(2016, 4, 4), date(2016, 4, 10)) == "4–10 Apr 2016"
    assert show_period(None, None) == ""
