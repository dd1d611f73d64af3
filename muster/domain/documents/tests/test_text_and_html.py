from __future__ import annotations

import pytest

from ..model import LineRole
from ..reading import read
from .samples import check_offsets, texts

LATIN = "Policijska službenica iz Đakovice održala je čas o saobraćaju; šest žena."
CYRILLIC = "Полицијска службеница из Ђаковице одржала је час о саобраћају; шест жена."
ALBANIAN = "Zyra mbajti një kurs për nëntë zyrtarë; çdo ditë kishte mësim në Pejë."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (LATIN, "utf-8"), (LATIN, "utf-8-sig"), (LATIN, "utf-16"), (LATIN, "utf-16-le"), (LATIN, "utf-16-be"),
        (LATIN, "cp1250"), (LATIN, "iso8859-2"), (CYRILLIC, "cp1251"), (CYRILLIC, "utf-8"), (CYRILLIC, "utf-16"),
        (CYRILLIC, "utf-16-le"), (CYRILLIC, "utf-16-be"), (CYRILLIC, "iso8859-5"),
        (ALBANIAN, "cp1252"), (ALBANIAN, "cp1250"), (ALBANIAN, "utf-8"),
    ],
)  # fmt: skip
def test_encodings(text, encoding):
    source = read((text + "\n").encode(encoding), "a.txt")
    assert source.text == text + "\n"
    assert bool(source.notes) == (not encoding.startswith("utf-8"))


def test_lines_are_those_of_the_file():
    data = "one\r\n\r\n  two\fthree \r\nfour\x0b\x85five".encode()
    source = read(data, "a.txt")
    check_offsets(source)
    assert texts(source) == ["one", "", "  two\fthree ", "four five"]
    assert [line.page for line in source.lines] == [1, 1, 2, 2]
    assert read(b"old\rmac\r", "a.txt").text == "old\nmac\n"


def test_a_few_broken_places_do_not_change_the_encoding():
    source = read(ALBANIAN.encode() + b" \xff " + ALBANIAN.encode(), "a.txt")
    assert [note.code for note in source.notes] == ["lossy"]
    assert source.text.startswith(ALBANIAN)


def test_html_blocks_lists_and_tables():
    page = """<!doctype html><html><head><title>T</title><style>x{}</style></head><body><nav>Home</nav>
    <h1>Monthly  report</h1><p>On 5&nbsp;March <b>the</b> office<br>met.</p>
    <ul><li>One<ul><li>inner</li></ul></li><li><p>Two</p></li></ul>
    <table><tr><th>A</th><th>B</th></tr><tr><td></td><td>x<p>y</p></td></tr></table>
    <aside>Aside</aside><pre>a
 b</pre><script>bad()</script>tail</body></html>"""
    source = read(page.encode(), "a.html")
    check_offsets(source)
    assert source.title == "Monthly report"
    assert texts(source) == [
        "Monthly report", "On 5 March the office", "met.", "• One", "• inner", "• Two", "A\tB", "\tx y", "Aside",
        "a", "b", "tail",
    ]  # fmt: skip
    assert texts(source, LineRole.TABLE) == ["A\tB", "\tx y"]
    assert texts(source, LineRole.BOX) == ["Aside"]
    assert source.lines[0].level == 1


def test_html_says_its_own_encoding():
    page = f'<html><meta charset="windows-1250"><body><p>{LATIN}</p></body></html>'.encode("cp1250")
    source = read(page, "a.htm")
    assert source.text == LATIN
    assert [note.code for note in source.notes] == ["encoding"]
