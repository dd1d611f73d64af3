from muster.domain.forms.scripts import rewritten
from muster.domain.names import to_cyrillic

XFORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model><itext>
<translation lang="English (en)"><text id="a"><value>Name</value></text></translation>
<translation lang="Srpski (sr)"><text id="a"><value>Ime za <output value="/data/x"/> ovde</value>
<value form="guidance">Puno ime</value><value form="image">jr://images/ime.png</value></text></translation>
</itext><instance><data id="ime"><x>ime</x></data></instance></model></h:head><h:body/></h:html>"""


def test_words_of_the_language_are_written_otherwise_and_nothing_else():
    found = rewritten(XFORM, "sr", to_cyrillic)
    assert '<value>Име за <output value="/data/x"/> овде</value>' in found
    assert '<value form="guidance">Пуно име</value>' in found
    assert 'lang="Српски (sr)"' in found
    for stays in ("<value>Name</value>", "jr://images/ime.png", '<data id="ime"><x>ime</x>', 'lang="English (en)"'):
        assert stays in found


def test_a_language_that_is_called_by_its_code_alone_stays():
    assert 'lang="sr"' in rewritten(XFORM.replace("Srpski (sr)", "sr"), "sr", to_cyrillic)


def test_a_form_without_the_language_stays_as_it_is():
    assert "Ime za" in rewritten(XFORM, "sq", to_cyrillic)
