# ruff: noqa: E501 -- a table's row is one line
"""Forms that the tests fill in, as XLSForms in Markdown. Everybody and everything in them is invented."""

EVERYTHING = """
| survey |
|        | type | name | label::English (en) | label::Shqip (sq) | hint::English (en) | guidance_hint::English (en) | required | required_message::English (en) | relevant | constraint | constraint_message::English (en) | constraint_message::Shqip (sq) | calculation | readonly | appearance | choice_filter | parameters |
|        | note | welcome | Please **read** this. <script>window.hurt = 1</script> [Rules](https://example.org/) [Bad](javascript:alert(1)) | Ju lutem **lexoni** | | | | | | | | | | | | | |
|        | begin_group | basics | Basics | Bazat | | | | | | | | | | | | | |
|        | text | number | Case number | Numri i lëndës | As in the book. | Written on the first page. | yes | Give the case number. | | regex(., '^[0-9]+/[0-9]{4}$') | Write it as 12/2026. | Shkruani si 12/2026. | | | | | |
|        | text | story | What happened | Çka ka ndodhur | | | | | | | | | | | multiline | | |
|        | date | day | Day | Dita | | | | | | . <= today() | Not in the future. | Jo në të ardhmen. | | | | | |
|        | time | hour | Hour | Ora | | | | | | | | | | | | | |
|        | dateTime | moment | Moment | Momenti | | | | | | | | | | | | | |
|        | date | month | Month of entry | Muaji | | | | | | | | | | | month-year | | |
|        | date | since | Since | Që nga | | | | | | | | | | | year | | |
|        | end_group | | | | | | | | | | | | | | | | |
|        | begin_group | amounts | Amounts | Sasitë | | | | | | | | | | | | | |
|        | integer | pieces | Pieces | Copë | | | | | | . >= 0 | Not below zero. | Jo nën zero. | | | | | |
|        | decimal | kilos | Kilograms | Kilogramë | | | | | | | | | | | | | |
|        | integer | euros | Value in euros | Vlera | | | | | | | | | | | thousands-sep | | |
|        | decimal | each | Kilograms a piece | Kilogramë për copë | | | | | | | | | round(${kilos} div ${pieces}, 3) | yes | | | |
|        | range | trust | How sure | Sa i sigurt | | | | | | | | | | | | | start=0 end=10 step=1 |
|        | end_group | | | | | | | | | | | | | | | | |
|        | begin_group | chosen | Choices | Zgjedhjet | | | | | | | | | | | | | |
|        | select_one yes_no | vehicle | Was there a vehicle? | A kishte automjet? | | | | | | | | | | | | | |
|        | text | plate | Plate | Targa | | | yes | | ${vehicle} = 'yes' | | | | | | | | |
|        | select_multiple drug | drugs | Drugs | Drogat | | | | | | | | | | | | | |
|        | select_one region | region | Region | Rajoni | | | | | | | | | | | | | |
|        | select_one town | town | Town | Qyteti | | | | | | | | | | | | region = ${region} | |
|        | select_one town | town_small | Town from a list | Qyteti nga lista | | | | | | | | | | | minimal | | |
|        | select_multiple town | towns | Towns passed | Qytetet | | | | | | | | | | | autocomplete | | |
|        | select_one likert | agreed | The road is safe | Rruga është e sigurt | | | | | | | | | | | likert | | |
|        | rank drug | order | Order of importance | Renditja | | | | | | | | | | | | | |
|        | acknowledge | read | The rules were read out | Rregullat u lexuan | | | | | | | | | | | | | |
|        | end_group | | | | | | | | | | | | | | | | |
|        | begin_group | around | Place and proof | Vendi dhe provat | | | | | | | | | | | | | |
|        | geopoint | point | Where | Ku | | | | | | | | | | | | | |
|        | geotrace | way | Way | Rruga | | | | | | | | | | | | | |
|        | geoshape | area | Area | Zona | | | | | | | | | | | | | |
|        | barcode | seal | Seal | Vula | | | | | | | | | | | | | |
|        | image | picture | Picture | Fotografia | | | | | | | | | | | | | |
|        | file | paper | Paper | Dokumenti | | | | | | | | | | | | | |
|        | end_group | | | | | | | | | | | | | | | | |
|        | begin_repeat | people | Person | Personi | | | | | | | | | | | | | |
|        | text | name | Name | Emri | | | yes | | | | | | | | | | |
|        | integer | age | Age | Mosha | | | | | | . < 130 | | | | | | | |
|        | end_repeat | | | | | | | | | | | | | | | | |
|        | calculate | count | | | | | | | | | | | count(${people}) | | | | |
|        | note | counted | People so far: ${count} | Deri tani: ${count} | | | | | | | | | | | | | |
| choices |
|        | list_name | name | label::English (en) | label::Shqip (sq) | region |
|        | yes_no | yes | Yes | Po | |
|        | yes_no | no | No | Jo | |
|        | drug | cannabis | Cannabis | Kanabis | |
|        | drug | heroin | Heroin | Heroinë | |
|        | drug | cocaine | Cocaine | Kokainë | |
|        | region | west | West | Perëndim | |
|        | region | north | North | Veri | |
|        | town | peja | Pejë/Peć | Pejë/Peć | west |
|        | town | gjakova | Gjakovë/Đakovica | Gjakovë/Đakovica | west |
|        | town | mitrovica | Mitrovicë/Mitrovica | Mitrovicë/Mitrovica | north |
|        | town | zvecan | Zveçan/Zvečan | Zveçan/Zvečan | north |
|        | likert | no | Not at all | Aspak | |
|        | likert | partly | Partly | Pjesërisht | |
|        | likert | wholly | Wholly | Plotësisht | |
| settings |
|        | form_title | form_id | version | default_language |
|        | Everything | everything | 1 | English (en) |
"""

FEW = """
| survey |
|        | type | name | label | required | constraint | constraint_message |
|        | text | name | Name | yes | | |
|        | integer | age | Age | | . < 130 | Younger than 130. |
|        | image | picture | Picture | | | |
|        | begin_repeat | item | Item | | | |
|        | text | what | What | | | |
|        | end_repeat | | | | | |
| settings |
|        | form_title | form_id | version |
|        | Few | few | 1 |
"""


CHECKED = """
| survey |
|        | type | name | label | required | relevant | calculation |
|        | integer | young | Young | | | |
|        | integer | old | Old | | | |
|        | text | repeat | Said again | | | |
|        | text | hint | What for | | | |
|        | calculate | days | | yes | | if(${old} > 0, ${old} * 365, null) |
|        | note | both | Young and old cannot both be said. | yes | ${young} > 0 and ${old} > 0 | |
| settings |
|        | form_title | form_id | version |
|        | Checked | checked | 1 |
"""


MONTHS = """
| survey |
|        | type | name | label | calculation |
|        | integer | month | Month | |
|        | calculate | first | | if(${month} = '', '', date(concat('2026-0', ${month}, '-01'))) |
|        | note | said | It begins on ${first}. | |
| settings |
|        | form_title | form_id | version |
|        | Months | months | 1 |
"""


BESIDE = """
| survey |
|        | type | name | label | media::image | media::audio | repeat_count |
|        | select_one colour | colour | Colour | scene.png | spoken.wav | |
|        | integer | number | How many | | | |
|        | begin_repeat | piece | Piece | | | ${number} |
|        | text | mark | Mark | | | |
|        | end_repeat | | | | | | |
| choices |
|        | list_name | name | label | media::image |
|        | colour | red | Red | red.png |
|        | colour | blue | Blue | |
| settings |
|        | form_title | form_id |
|        | Beside | beside |
"""


def long(questions: int = 300) -> str:
    """A form of so many questions, a third of them worked out or shown by what is answered before."""
    rows = []
    for number in range(questions):
        kind = ("integer", "text", "integer")[number % 3]
        before = f"q{number - 3}"
        relevant = f"${{{before}}} != 'none'" if number % 3 == 1 and number > 3 else ""
        calculation = f"${{{before}}} + 1" if number % 3 == 2 and number > 3 else ""
        rows.append(f"| | {kind} | q{number} | Question {number} | {relevant} | {calculation} |")
    head = "| survey |\n| | type | name | label | relevant | calculation |\n"
    return head + "\n".join(rows) + "\n| settings |\n| | form_title | form_id |\n| | Long | long |\n"


def towns(count: int) -> tuple[str, bytes]:
    """A form with one choice among so many of a file, and the file."""
    table = """
| survey |
|        | type | name | label |
|        | select_one_from_file towns.csv | town | Town |
| settings |
|        | form_title | form_id |
|        | Towns | towns |
"""
    lines = ["name,label", *(f"t{number},Village {number:05d}" for number in range(count))]
    return table, "\n".join(lines).encode()
