import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import vl_convert

from muster.domain.reference.codes import municipalities
from muster.ui import charts
from muster.ui.charts import DARK, LIGHT, PRINT, Bar, Parts, Spot
from muster.ui.charts.circles import overlap
from muster.ui.charts.lettering import SMALL, width_of

WORDS = {"title": "Ngjarjet & <месеци>", "description": 'Më së shumti: "Ђаковица" 8'}
LONG = "Financial Investigations, Anti-Money Laundering and Seizures of Criminal Proceeds"
STYLES = (Path(charts.__file__).parents[1] / "static" / "ui" / "charts.css").read_text()


def every_chart():
    bars = [Bar(LONG, 117, 105, "general"), Bar("Krimet e urrejtjes", 0, 12, "threats")]
    groups = [("general", "Општи развој"), ("threats", "Kërcënimet")]
    parts = [Parts("Zyra në terren Pejë", {"general": 5, "threats": 1}, "6 ngjarje"), Parts("Selia", {})]
    towns = municipalities()
    spots = [Spot(town.name, town.latitude, town.longitude, at * at % 40) for at, town in enumerate(towns)]
    return {
        "shares": charts.shares_bar(parts, groups, **WORDS),
        "sexes": charts.women_men([Parts("x", {"women": 1, "men": 2})], [("women", "Gra"), ("men", "Burra")], **WORDS),
        "themes": charts.themes_bar(bars, groups, before_label="2015", **WORDS),
        "partners": charts.partners_bar(bars, **WORDS),
        "months": charts.months_columns(
            [Bar("jan", 3, 4), Bar("shk", 0, None)], now_label="a", before_label="b", **WORDS
        ),
        "map": charts.map_circles(spots, **WORDS),
    }


CHARTS = every_chart()


@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_says_what_it_shows_and_obeys_the_content_policy(name):
    svg = CHARTS[name].svg()
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == f"{WORDS['title']}. {WORDS['description']}"
    assert [child.text for child in list(root)[:2]] == [WORDS["title"], WORDS["description"]]
    assert not re.search(r"\sstyle=|<style|\son\w+=|href=", svg)
    assert len(svg) < 40_000
    assert svg.count("role=") == 1


@pytest.mark.parametrize("name", CHARTS)
def test_every_colour_follows_the_readers_scheme(name):
    colours = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]+)"', CHARTS[name].svg()))
    assert colours <= set(LIGHT.values())
    for colour in colours:
        assert f'[fill="{colour}"] {{ fill: light-dark({colour}, ' in STYLES


def test_the_page_repaints_to_the_dark_palette():
    for role, light in LIGHT.items():
        assert f"light-dark({light}, {DARK[role]})" in STYLES


def test_each_role_has_a_colour_of_its_own():
    assert len(set(LIGHT.values())) == len(LIGHT) == len(DARK) == len(PRINT)


def test_palettes_repaint_without_touching_text():
    light, dark = CHARTS["map"].svg(), CHARTS["map"].svg(DARK)
    assert DARK["first"] in dark
    assert LIGHT["first"] not in dark
    assert re.findall(r">([^<]+)<", light) == re.findall(r">([^<]+)<", dark)


def test_labels_are_text_in_every_script_and_long_ones_are_wrapped_whole():
    texts = " ".join(ElementTree.fromstring(CHARTS["themes"].svg()).itertext())
    assert LONG.split()[0] in texts
    assert LONG.split()[-1] in texts
    assert "Општи развој" in texts
    assert "117  (+12)" in texts
    assert "0  (−12)" in texts


def test_the_font_is_one_that_the_renderer_carries():
    """A font that it does not know is left out of pictures without a word."""
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="20"><text y="15" font-family="{}">Ђë č</text></svg>'
    )
    drawn, blank = (vl_convert.svg_to_png(picture.format(name)) for name in (charts.FONT, "No Such Font"))
    assert drawn != blank


@pytest.mark.parametrize("name", CHARTS)
def test_pictures_are_png_at_twice_the_size_and_pdf(name):
    chart = CHARTS[name]
    png = chart.png()
    width = float(ElementTree.fromstring(chart.svg(titled=True)).get("width"))
    assert png.startswith(b"\x89PNG")
    assert abs(int.from_bytes(png[16:20], "big") - 2 * width) <= 2
    assert chart.pdf().startswith(b"%PDF")


def test_a_share_without_a_whole_draws_no_segment():
    assert "%" not in "".join(
        charts.shares_bar([Parts("x", {"a": 0})], [("a", "A")], title="t", description="d").svg().split("<desc>")[1]
    )


def test_names_on_the_map_do_not_cover_each_other():
    names = re.findall(
        r'text-anchor="(start|end|middle)" transform="translate\(([\d.-]+),([\d.-]+)\)"[^>]*>([^<]+ \d+)<',
        CHARTS["map"].svg(),
    )
    boxes = []
    for anchor, x, y, text in names:
        width = width_of(text, SMALL)
        left = float(x) - {"start": 0, "end": width, "middle": width / 2}[anchor]
        boxes.append((left, float(y) - 6, left + width, float(y) + 6))
    assert len(boxes) >= 4
    assert not any(overlap(a, b) for at, a in enumerate(boxes) for b in boxes[at + 1 :])


def test_numbers_below_one_have_their_figure_and_their_length():
    def written(number):
        return f"{number:.2f}"

    bars = [Bar("Cannabis", 0.4), Bar("Cocaine", 0.1)]
    spots = [Spot("a", 42.0, 20.0, 0.4), Spot("b", 43.0, 21.0, 0.1)]
    for svg in (
        charts.partners_bar(bars, written=written, **WORDS).svg(),
        charts.months_columns(bars, now_label="a", written=written, **WORDS).svg(),
        charts.map_circles(spots, written=written, **WORDS).svg(),
    ):
        assert "0.40" in svg
        assert "0.10" in svg
    whole = charts.partners_bar([Bar("Cannabis", 4), Bar("Cocaine", 1)], **WORDS).svg()
    drawn = charts.partners_bar(bars, **WORDS).svg()
    assert re.findall(r' d="[^"]*"', drawn) == re.findall(r' d="[^"]*"', whole)


@pytest.mark.parametrize(("most", "told"), [(1, ["1"]), (2, ["2", "1"]), (3, ["3", "1"]), (9, ["9", "2", "1"])])
def test_the_scale_of_a_map_of_whole_numbers_tells_whole_numbers_once(most, told):
    spots = [Spot("", 42.0, 20.0, most), Spot("", 43.0, 21.0, 0)]
    drawn = charts.map_circles(spots, labelled=0, **WORDS).svg()
    assert re.findall(r"<text[^>]*>\s*([\d.]+)\s*</text>", drawn) == told


@pytest.mark.parametrize("how_many", [3, 9, 12, 24, 60])
def test_labels_of_columns_never_touch(how_many):
    labels = [f"Jan {2000 + at}" for at in range(how_many)]
    svg = charts.months_columns([Bar(label, 3) for label in labels], now_label="a", **WORDS).svg()
    shown = sum(f">{label}<" in svg for label in labels)
    assert 2 <= shown <= how_many
    assert shown * width_of(labels[0], SMALL) <= charts.WIDTH + width_of(labels[0], SMALL)
