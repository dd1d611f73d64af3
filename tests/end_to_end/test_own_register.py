"""A desk officer's own register, from the workbook to a published table: designed, filled in, sent to, referred."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, product
from typing import Any

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import TELEPHONE
from tests.end_to_end.hands import in_english
from tests.end_to_end.openrosa_client import Client, filled_in
from tests.end_to_end.releases import attacked, numbers, publish

CODE, TITLE, THRESHOLD = "vehicle-thefts", "Vehicle thefts", 5
KEEPER, ADMINISTRATOR = "desk", "admin"
FIELD = "Blerta Hajrullai"  # an officer of the field office, by name
ASKED = "head.pristina"  # for whom a record is referred, at the field office
KINDS = {"car": ("Car", "Veturë", "Automobil"), "van": ("Van", "Furgon", "Kombi"), "cycle": ("Motorcycle", "", "")}
TOWNS = ("K27", "K28", "K04")
SENT = ((6, 2, 7), (5, 6, 9), (8, 7, 6))  # by telephone: rows are towns, columns kinds
PLATE = "01-234-AB"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f6"
    "45400000000049454e44ae426082"
)
SURVEY = (
    ("type", "name", "label::English (en)", "label::Shqip (sq)", "required", "relevant", "constraint", "calculation"),
    ("text", "plate", "Plate", "Targa", "yes", "", "string-length(.) > 4", ""),
    ("select_one {kinds}", "kind", "Kind of vehicle", "Lloji i mjetit", "yes", "", "", ""),
    ("select_one_from_file municipalities.csv", "town", "Municipality", "Komuna", "yes", "", "", ""),
    ("date", "day", "Day", "Dita", "yes", "", "", ""),
    ("integer", "value", "Value in euros", "Vlera në euro", "", "", ". > 0", ""),
    ("text", "model", "Model of the car", "Modeli i veturës", "", "${{kind}} = 'car'", "", ""),
    ("text", "owner", "Name of the owner", "Emri i pronarit", "", "", "", ""),
    ("image", "scene", "Picture of the place", "Fotografia e vendit", "", "", "", ""),
    ("calculate", "thousands", "", "", "", "", "", "round(${{value}} div 1000, 1)"),
)
REGISTER = (
    ("setting", "name", "value", "label::English (en)", "label::Shqip (sq)", "label::Srpski (sr)", "roles", "to"),
    ("title", "", "", TITLE, "Vjedhjet e mjeteve", "Krađe vozila", "", ""),
    ("purpose", "", "", "To find stolen vehicles again.", "Për të gjetur mjetet.", "Da se vozila nađu.", "", ""),
    ("record_name", "", "${plate}", "", "", "", "", ""),
    ("date", "day", "", "", "", "", "", ""),
    ("place", "town", "", "", "", "", "", ""),
    ("personal", "owner", "victim", "", "", "", "", ""),
    ("statistic", "kind", "", "", "", "", "", ""),
    ("threshold", "", str(THRESHOLD), "", "", "", "", ""),
    ("access", "", "read create change refer personal publish", "", "", "", "desk_officer", "everywhere"),
    ("access", "", "create", "", "", "", "officer", "unit"),
    ("access", "", "read accept", "", "", "", "head_of_structure", "unit"),
)


@pytest.fixture
def keeper(open_as) -> Page:
    return in_english(open_as(KEEPER))


def workbook(kinds: str) -> bytes:
    """As somebody makes it in Excel; `kinds` is the list that the question after the kind names."""
    book = Workbook()
    choices = [("list_name", "name", "label::English (en)", "label::Shqip (sq)")]
    choices += [("kind", name, english, albanian or english) for name, (english, albanian, _serbian) in KINDS.items()]
    settings = [("form_id", "form_title", "version", "default_language"), (CODE, TITLE, "1", "English (en)")]
    survey = [[cell.format(kinds=kinds) for cell in row] for row in SURVEY]
    for name, rows in {"survey": survey, "choices": choices, "settings": settings, "register": REGISTER}.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    del book["Sheet"]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_desk_officer_keeps_a_register_of_their_own(open_as, site, keeper, trouble):
    designed(keeper)
    trouble.clear()  # the console says 422 of the workbook with a mistake
    administrator = in_english(open_as(ADMINISTRATOR))
    let_in(administrator)
    address = filled_in_at_a_telephone(open_as)
    sent_from_the_field(site, token(administrator, site))
    kept_once(keeper)
    referred(keeper, address, in_english(open_as(ASKED)), trouble)
    survives_an_attack(keeper, in_english(open_as(None)))


def designed(keeper: Page) -> None:
    """First with a mistake, of which the page names the place."""
    _load(keeper, workbook("kinds"))
    wrong = keeper.get_by_role("region", name="What is to be mended").locator("tbody tr")
    expect(wrong).to_have_count(1)
    expect(wrong.locator("td").nth(0)).to_have_text("survey")
    expect(wrong.locator("td").nth(1)).to_have_text("3")
    expect(wrong.locator("td").nth(3)).to_contain_text("kinds")
    _load(keeper, workbook("kind"))
    keeper.wait_for_url(f"**/registers/{CODE}/versions/1/")
    keeper.get_by_role("button", name="Publish this version").click()
    expect(keeper.get_by_role("row", name="1 current")).to_be_visible()


def _load(keeper: Page, file: bytes) -> None:
    keeper.goto("/registers/load/")
    sent: Any = {"name": "vehicle thefts.xlsx", "mimeType": "application/octet-stream", "buffer": file}
    keeper.locator("input[name=workbook]").set_input_files(sent)
    keeper.get_by_role("button", name="Load").click()


def let_in(administrator: Page) -> None:
    administrator.goto(f"/registers/{CODE}/about/")
    administrator.get_by_role("button", name="Give these rights").click()
    expect(administrator.get_by_text("The roles do not have the rights")).to_have_count(0)


def filled_in_at_a_telephone(open_as: Any) -> str:
    """In Albanian, in the telephone's browser; where the record is."""
    page = in_english(open_as(KEEPER, viewport=TELEPHONE, has_touch=True))
    page.goto(f"/registers/{CODE}/")
    page.get_by_role("link", name="Add a record").first.click()
    expect(page.locator("#form")).to_have_attribute("data-state", "ready")
    page.get_by_label("Language of the form").select_option("Shqip (sq)")
    page.get_by_label("Targa").fill("01")
    page.get_by_label("Vlera në euro").fill("12500")
    expect(page.get_by_label("Modeli i veturës")).to_be_hidden()
    page.get_by_role("radio", name="Veturë").check()
    page.get_by_label("Modeli i veturës").fill("Golf")
    page.get_by_role("combobox", name="Komuna").fill("Prisht")
    page.locator("[role=option][data-value=K27]").click()
    page.get_by_label("Dita").fill("2025-05-04")
    page.get_by_label("Emri i pronarit").fill("Arta Shembull")
    page.locator("#form .foot button").click()
    expect(page.locator(".question .error").first).to_be_visible()  # the plate is too short
    page.get_by_label("Targa").fill(PLATE)
    page.locator("#form .foot button").click()
    page.wait_for_url("**/registers/records/*/")
    expect(page.get_by_role("heading", level=1)).to_have_text(PLATE)
    return page.url


def token(administrator: Page, site: Any) -> str:
    """The address that a telephone is set up with."""
    administrator.goto("/security/tokens/")
    administrator.get_by_label("Purpose").fill("The telephone of the field office")
    administrator.get_by_label("Acts for").select_option(label=FIELD)
    administrator.get_by_label("A telephone with ODK Collect or KoboCollect").check()
    administrator.locator("input[name=expires]").fill((date.today() + timedelta(days=7)).isoformat())
    administrator.get_by_role("button", name="Make a token").click()
    return f"{site.url}/registers/openrosa/key/{administrator.locator('code.secret').first.inner_text()}"


def sent_from_the_field(site: Any, address: str) -> None:
    """By a client that takes the form from the server; every third answer is lost on the way, so it sends again."""
    client = Client(address)
    form = client.fetch(CODE)
    assert b"K27" in client.beside["municipalities.csv"]
    for number, (town, kind) in enumerate(_all_sent()):
        answers = {"plate": f"02-{number:03}-XY", "kind": kind, "town": town, "day": "2025-05-04", "scene": "place.png"}
        filled = filled_in(form, answers)
        for _again in range(2 if number % 3 == 0 else 1):
            assert client.send(filled, {"place.png": PICTURE}) == 201


def _all_sent() -> list[tuple[str, str]]:
    """Town and kind of each."""
    counts = zip(product(TOWNS, KINDS), chain.from_iterable(SENT), strict=True)
    return [cell for cell, count in counts for _one in range(count)]


def kept_once(keeper: Page) -> None:
    """Whatever was sent, how often ever."""
    assert Counter(_plates(keeper)) == Counter([PLATE, *(f"02-{number:03}-XY" for number in range(len(_all_sent())))])


def _plates(keeper: Page) -> Iterator[str]:
    after: str | None = ""
    while after is not None:
        page = keeper.context.request.get(f"/api/registers/{CODE}/records", params={"after": after}).json()
        yield from (one["name"] for one in page["items"])
        after = page["after"]


def referred(keeper: Page, address: str, asked: Page, trouble: list[str]) -> None:
    """Who is asked sees the record once they have accepted, and not before."""
    assert asked.goto(address).status == 404
    trouble.clear()  # the console says 404
    keeper.goto(address)
    keeper.get_by_role("link", name="Refer or transfer").click()
    keeper.locator("input[name=kind][value=referral]").check()
    keeper.get_by_label("To", exact=True).select_option(label="Field Office Prishtinë/Priština")
    keeper.get_by_label("Why").fill("It was taken in your area: was it seen?")
    keeper.get_by_role("button", name="Offer it").click()
    expect(keeper.get_by_text("waits").first).to_be_visible()
    asked.goto("/registers/handovers/")
    asked.get_by_role("link", name=PLATE).first.click()
    asked.get_by_label("Your answer").fill("We ask our patrols.")
    asked.get_by_role("button", name="Accept").click()
    assert asked.goto(address).status == 200
    expect(asked.get_by_role("heading", level=1)).to_have_text(PLATE)
    expect(asked.get_by_text("Arta Shembull")).to_have_count(0)  # who owns it is personal: not theirs to read


def survives_an_attack(keeper: Page, stranger: Page) -> None:
    """The public table, its CSV and its JSON leave every hidden number in a range that is wide enough."""
    shown = numbers(stranger, publish(keeper, CODE, "Vehicle thefts by municipality"))
    true = Counter(_all_sent()) + Counter({("K27", "car"): 1})
    assert shown["K27", "van"] is None
    assert any(count is not None for count in shown.values())
    for cell, count in true.items():
        if shown[cell] is None:
            low, high = attacked([shown], {(0, cell): 1})
            assert low <= count <= high
            assert high - low >= THRESHOLD, (cell, low, high)
        else:
            assert shown[cell] == count
