import pytest

from muster.domain.disclosure import Shown, protect, rate, ratio
from muster.domain.disclosure.rates import wilson
from muster.domain.disclosure.tests.samples import VECTOR


@pytest.mark.parametrize(("part", "whole", "low", "high"), [(15, 50, 0.1910, 0.4375), (0, 20, 0, 0.1611)])
def test_wilson_as_in_the_reference(part, whole, low, high):
    assert wilson(part, whole) == pytest.approx((low, high), abs=5e-5)


def test_the_ratio_of_two_rates_as_in_the_reference():
    found = ratio(Shown(30), 10_000, Shown(40), 20_000)
    assert (found.value, found.low, found.high) == pytest.approx((1.5, 0.934, 2.408), abs=5e-4)


def test_a_rate_is_of_100_000_people():
    found = rate(Shown(30), 60_000)
    assert found.value == pytest.approx(50)
    assert found.low < 50 < found.high


def test_a_hidden_number_has_no_rate_and_no_ratio():
    shown = protect([VECTOR], "2016").release.shown()["t"]
    assert rate(shown["r0", "c1"], 10_000) is None
    assert ratio(shown["r0", "c0"], 10_000, shown["r2", "c2"], 10_000) is None
    assert rate(shown["r2", "c2"], 10_000) is not None


@pytest.mark.parametrize(("count", "people"), [(3, 0), (30, 20)])
def test_without_people_or_with_more_records_than_people_there_is_none(count, people):
    assert rate(Shown(count), people) is None


def test_of_nothing_there_is_no_ratio():
    assert ratio(Shown(0), 100, Shown(5), 100) is None
