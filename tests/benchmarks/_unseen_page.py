"""Somebody fills in the page of any form, question by question, with answers that are known before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error, Locator, Page, expect

from muster.domain.forms.answers import Answers
from muster.domain.forms.model import Form

READY, STEP = 60_000, 5_000  # milliseconds until a form is there, for one control
ROWS = 2  # that every repeat gets
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f6"
    "45400000000049454e44ae426082"
)
QUESTIONS = """() => [...document.querySelectorAll('#form .question')].map((one) => {
  const rows = [];
  for (let row = one.closest('.instance'); row; row = row.parentElement.closest('.instance')) {
    rows.unshift([...row.parentElement.children].indexOf(row));
  }
  const key = [one.dataset.reference, ...rows].join(' ');
  one.dataset.unseen = key;
  const kind = [...one.classList].find((name) => name.startsWith('kind-')).slice(5);
  const controls = [...one.querySelectorAll('input, select, textarea')]; // none where no choice is offered yet
  const fixed = controls.length > 0 && controls.every((each) => each.readOnly || each.disabled);
  return { key, reference: one.dataset.reference, rows, kind, seen: one.checkVisibility(), fixed };
})"""
REPEATS = """(wanted) => {
  for (const one of document.querySelectorAll('#form .repeat')) {
    const add = one.querySelector(':scope > p > .add');
    const rows = one.querySelectorAll(':scope > .questions > .instance').length;
    if (add && one.checkVisibility() && rows < wanted) { add.click(); return true; }
  }
  return false;
}"""


@dataclass
class Filling:
    """A page on its way: `errors` are what it said in its console, or failed over."""

    page: Page
    form: Form
    errors: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.goto(address)
        self.page.wait_for_selector("#form[data-state]", timeout=READY)
        expect(self.page.locator("#form")).to_have_attribute("data-state", "ready", timeout=STEP)

    def seen(self) -> Counter[str]:
        """How often each question of the form is to be seen: by its path."""
        return Counter(self._path(one) for one in self.page.evaluate(QUESTIONS) if one["seen"])

    def fill(self, answers: Answers) -> None:
        """What appears while something is answered is answered too."""
        done: set[str] = set()
        while True:
            waiting = [one for one in self.page.evaluate(QUESTIONS) if one["seen"] and one["key"] not in done]
            for one in waiting:
                done.add(one["key"])
                self._answer(one, answers)
            if not waiting and not self.page.evaluate(REPEATS, ROWS):
                return

    def send(self) -> str:
        """By the page's own button. Where the page is then; raises `AssertionError` with what it says against it."""
        before = self.page.url
        self.page.locator("#form .foot button").click()
        try:
            self.page.wait_for_function("(before) => location.href !== before", arg=before, timeout=4 * STEP)
        except Error as error:
            raise AssertionError(" ".join(self.page.locator("#form .above").inner_text().split())) from error
        self.page.wait_for_load_state()
        return self.page.url

    def _path(self, one: Mapping[str, Any]) -> str:
        return str(one["reference"]).removeprefix(f"/{self.form.root}/")

    def _answer(self, one: Mapping[str, Any], answers: Answers) -> None:
        value = _of(self.form, answers, self._path(one), one["rows"])
        frame = self.page.locator(f'[data-unseen="{one["key"]}"]')
        if value is None or one["fixed"] or not frame.is_visible():
            return
        write = CONTROLS.get(one["kind"])
        if write:
            write(frame, value)


def _of(form: Form, answers: Answers, path: str, rows: list[int]) -> Any:
    """An answer in so many rows of the repeats that it is in; None where there is none."""
    one = form.by_path.get(path)
    repeats = []
    while one is not None and one.repeat:
        repeats.insert(0, one.repeat)
        one = form.by_path[one.repeat]
    above = ""
    for repeat, row in zip(repeats, rows, strict=False):
        items = answers.get(repeat[len(above) :].lstrip("/"), ())
        if row >= len(items):
            return None
        answers, above = items[row], repeat
    return answers.get(path[len(above) :].lstrip("/"))


def _choose(frame: Locator, value: Any) -> None:
    """What the form chose by itself and the answer does not is taken back."""
    wanted = value if isinstance(value, list) else [value]
    chosen = frame.evaluate("(one) => [...one.querySelectorAll('[type=checkbox]:checked')].map((box) => box.value)")
    for name in set(chosen) - set(wanted):
        frame.locator(f'input[value="{name}"]').uncheck(timeout=STEP)
    for name in wanted:
        frame.locator(f'input[value="{name}"]').check(timeout=STEP)


def _find(frame: Locator, value: Any) -> None:
    """In a list that is looked through by typing: rolled down first, since names are not its words."""
    while (chosen := frame.locator(".chosen button")).count():
        chosen.first.click(timeout=STEP)
    field = frame.locator("input[role=combobox]")
    for name in value if isinstance(value, list) else [value]:
        field.click(timeout=STEP)
        option = frame.locator(f'[role=option][data-value="{name}"]')
        if not option.count():
            field.fill(str(name))
        option.click(timeout=STEP)


def _write(frame: Locator, value: Any) -> None:
    frame.locator("input, textarea").first.fill(str(value), timeout=STEP)


def _moment(frame: Locator, value: Any) -> None:
    lengths = {"date": (0, 10), "time": (0, 5), "datetime-local": (0, 16)}
    control = frame.locator("input").first
    begin, end = lengths[str(control.get_attribute("type"))]
    control.fill(str(value)[begin:end], timeout=STEP)


def _month(frame: Locator, value: Any) -> None:
    year, month, _day = str(value).split("-")
    if frame.locator("select").count():
        frame.locator("select").select_option(month, timeout=STEP)
    frame.locator("input").fill(year, timeout=STEP)


def _place(frame: Locator, value: Any) -> None:
    for control, degrees in zip(frame.locator("input").all(), value, strict=False):
        control.fill(str(degrees), timeout=STEP)


def _points(frame: Locator, value: Any) -> None:
    for number, point in enumerate(value[:-1] if value[0] == value[-1] else value):
        frame.locator("p > button").first.click(timeout=STEP)
        _place(frame.locator("ol.points > li").nth(number), point)


def _order(frame: Locator, value: Any) -> None:
    if (accept := frame.locator("p.row > button")).is_visible():
        accept.click(timeout=STEP)


def _scale(frame: Locator, value: Any) -> None:
    if frame.locator("select").count():
        frame.locator("select").select_option(str(value), timeout=STEP)
    else:
        frame.locator("input").fill(str(value), timeout=STEP)


def _upload(frame: Locator, value: Any) -> None:
    given: Any = {"name": "a.png", "mimeType": "image/png", "buffer": PICTURE}
    frame.locator("input[type=file]").set_input_files(given, timeout=STEP)
    expect(frame.locator(".held strong")).to_be_visible(timeout=STEP)


def _tick(frame: Locator, value: Any) -> None:
    frame.locator("input").check(timeout=STEP)


CONTROLS: dict[str, Callable[[Locator, Any], None]] = {
    "choice": _choose,
    "combobox": _find,
    "text": _write,
    "number": _write,
    "barcode": _write,
    "date": _moment,
    "month": _month,
    "place": _place,
    "points": _points,
    "rank": _order,
    "range": _scale,
    "upload": _upload,
    "acknowledge": _tick,
}
