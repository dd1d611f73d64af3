import pytest

from muster.domain.extraction.dates import date_mentions


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("On 5 and 6 April, the Mission", [("2016-04-05", "2016-04-06")]),
        ("On 5 and 6 April and on 13 and 14 April,", [("2016-04-05", "2016-04-06"), ("2016-04-13", "2016-04-14")]),
        ("From 29 February to 4 March", [("2016-02-29", "2016-03-04")]),
        ("between 11 and 15 February", [("2016-02-11", "2016-02-15")]),
        ("5–7 April", [("2016-04-05", "2016-04-07")]),
        (
            "on 3, 10 and 17 May",
            [("2016-05-03", "2016-05-03"), ("2016-05-10", "2016-05-10"), ("2016-05-17", "2016-05-17")],
        ),
        ("on 6 June and 12 July", [("2016-06-06", "2016-06-06"), ("2016-07-12", "2016-07-12")]),
        ("on 7 September and 8 September", [("2016-09-07", "2016-09-08")]),
        ("from 12 December 2015 to 3 January", [("2015-12-12", "2016-01-03")]),
        ("April 5-7, 2016", [("2016-04-05", "2016-04-07")]),
        ("In April, May and June", [("2016-04", "2016-06")]),
        ("in June and October", [("2016-06", "2016-06"), ("2016-10", "2016-10")]),
        ("from March to September", [("2016-03", "2016-09")]),
        ("in early May", [("2016-05", "2016-05")]),
        ("in the first half of 2016", [("2016-01", "2016-06")]),
        ("In the second and third quarters", [("2016-04", "2016-09")]),
        ("throughout the year", [("2016", "2016")]),
        ("in Osh (March)", [("2016-03", "2016-03")]),
    ],
)
def test_dates_are_read_to_the_precision_of_the_text(text, ranges):
    assert [item for mention in date_mentions(text, 2016) for item in mention.ranges] == ranges


@pytest.mark.parametrize(
    "text",
    ["the Strategy 2014-2018", "18 to 30 years", "officers may be invited", "in spring", "31 February", "recently"],
)
def test_what_is_no_date_is_left_alone(text):
    assert date_mentions(text, 2016) == []
