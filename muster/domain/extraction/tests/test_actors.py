from muster.domain.extraction.actors import abbreviations, find_actors


def test_the_document_says_how_it_calls_its_actor():
    actors = find_actors(["The OSCE Centre in Hilltop (CiH) and its Police Unit work with the Hilltop Police."])
    assert [match[0] for match in actors.named_in("The CiH trained officers. The Forensic Centre did not.")] == ["CiH"]
    assert actors.host == "Hilltop"


def test_abbreviations_are_spelled_out():
    found = abbreviations(
        "the Police Inspectorate of Lorland (PIL), the Ministry of Internal Affairs (MoIA) and the Lake Centre for "
        "the Democratic Control of Armed Boats (DCAB)"
    )
    assert found == {
        "PIL": "Police Inspectorate of Lorland",
        "MoIA": "Ministry of Internal Affairs",
        "DCAB": "Lake Centre for the Democratic Control of Armed Boats",
    }
