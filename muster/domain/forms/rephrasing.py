"""What the converter (pyxform) says of a form, in sentences of ours, which are translated where they are shown.

A sentence is recognised by the converter's own pattern of it, where it has one with a code, else by its words; one that
is not known stays in English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

from pyxform.errors import ErrorCode

from muster.domain.words_for_people import gettext_noop as _

UNKNOWN = _("The converter of forms says: %(said)s")
_NAME_RULE = _(
    "This cannot be a name: begin with a letter or an underscore, then write letters, digits, underscores, hyphens and"
    " points, no spaces."
)
_BY_CODE = {
    ErrorCode.HEADER_001: _("Columns without a name: the first row of the sheet names them."),
    ErrorCode.HEADER_002: _("“%(other)s” and “%(header)s” are names of the same column: keep one of them."),
    ErrorCode.HEADER_003: _("Columns are missing: %(missing)s."),
    ErrorCode.HEADER_004: _("The column “%(column)s” has an empty name or one with spaces."),
    ErrorCode.LABEL_001: _("A choice has no label."),
    ErrorCode.NAMES_001: _("Several questions or groups side by side are called “%(value)s”: give each its own name."),
    ErrorCode.NAMES_002: _("“%(value)s” is another name but for capitals: some programs do not tell them apart."),
    ErrorCode.NAMES_003: _("A repeat may not be called “%(value)s”, as the form itself is."),
    ErrorCode.NAMES_004: _("Several repeats are called “%(value)s”: give each its own name, wherever it stands."),
    ErrorCode.NAMES_005: _("The name “meta” is kept for what forms say of themselves: choose another one."),
    ErrorCode.NAMES_006: _("A choice has no name."),
    ErrorCode.NAMES_007: _("This name stands in its list already: give each choice its own name."),
    ErrorCode.NAMES_008: _NAME_RULE,
    ErrorCode.NAMES_009: _NAME_RULE,
    ErrorCode.PYREF_001: _("After “${” stand the name of a question and “}”, as in ${name}."),
    ErrorCode.PYREF_002: _("Between the questions that are named here stand commas, as in ${first}, ${second}."),
    ErrorCode.PYREF_003: _("“${%(q)s}” is no question of the sheet “survey”."),
    ErrorCode.PYREF_004: _("“${%(q)s}” may be several questions: give each its own name."),
    ErrorCode.RANGE_001: _("The parameter “%(name)s” must be a number."),
    ErrorCode.RANGE_002: _("The parameter “%(name)s” may not be 0."),
    ErrorCode.RANGE_003: _("The parameter “%(name)s” is larger than the range from “start” to “end”."),
    ErrorCode.SURVEY_001: _("This “end %(type)s” ends nothing: no “begin %(type)s” before it is open."),
    ErrorCode.SURVEY_002: _("“begin %(type)s” is never ended: an “end %(type)s” is missing."),
    ErrorCode.SURVEY_004: _("Parameters are written as name=value, with spaces between them."),
    ErrorCode.SURVEY_005: _("There are no parameters “%(rejected)s” here, but: %(accepted)s."),
}
_NO_SUCH_LIST = _("The sheet “%(sheet)s” has no list “%(list)s”.")
_BY_WORDS = {
    r"Question with no type\..*": _("A question has no type."),
    r"Question or group with no name\.": _("A question or a group has no name."),
    r"Missing calculation\.": _("A question of the type “calculate” needs a calculation."),
    r"Unknown question type '(?P<type>.*)'\.": _("There is no type of questions “%(type)s”."),
    r"List name not in (?P<sheet>\w+) sheet: (?P<list>.*)": _NO_SUCH_LIST,
    r"List name not in external choices sheet: (?P<list>.*)": _("The sheet “external_choices” has no list “%(list)s”."),
    r"There should be an? (?P<sheet>\w+) sheet in this xlsform\..*": _(
        "Choices are asked for, and there is no sheet “%(sheet)s” with the columns list_name, name and label."
    ),
    r"Choice names with spaces cannot be added .*\. See \[(?P<name>.*)\] in \[(?P<list>.*)\]": _(
        "“%(name)s” in the list “%(list)s” has a space: where several may be chosen, names have none."
    ),
    r"The survey element named '(?P<name>.*)' has no label or hint\.": _("“%(name)s” has neither a label nor a hint."),
    r"(?:.* )?There is no survey element named '(?P<q>.*)'\.": _BY_CODE[ErrorCode.PYREF_003],
    r"(?:.* )?There are multiple survey elements named '(?P<q>.*)'\.": _BY_CODE[ErrorCode.PYREF_004],
    r"File name for '.* (?P<file>\S+)' should end with one of the supported file extensions: (?P<ends>.*)": _(
        "“%(file)s” is no file of choices: the name of one ends with %(ends)s."
    ),
    r"Parameter (?P<name>\S+) must have an integer value\.": _("The parameter “%(name)s” must be a whole number."),
    r"Invalid value for (?P<name>[\w-]+)\.": _("The parameter “%(name)s” has a value that is not known."),
    r"Choice filter not supported with or_other\.": _("“or_other” and a choice_filter do not go together."),
    r"(?P<name>\S+) must be set to true or false: '(?P<value>.*)' is an invalid value\.?": _(
        "The parameter “%(name)s” is true or false, not “%(value)s”."
    ),
    # remarks on a form that is taken
    r"(?:Group|Repeat|Loop) has no label: .*": _("A group or a repeat has no label."),
    r"Row without name, text, or label is being skipped:.*": _("A row without type, name and label is passed over."),
    r"Language '(?P<language>.*)' is missing the (?P<sheet>\w+) (?P<columns>.*) columns?\.": _(
        "In the language “%(language)s” these are missing on the sheet “%(sheet)s”: %(columns)s."
    ),
    r"The following language declarations do not contain valid machine-readable codes: (?P<languages>.*)\. Learn.*": _(
        "Languages without their code, as in “Shqip (sq)”: %(languages)s."
    ),
    r"Use the max-pixels parameter to speed up submission.*": _(
        "The parameter max-pixels makes pictures smaller, so that they are sent faster."
    ),
    r"This form uses or_other and translations, which is not recommended\..*": _(
        "What “or_other” adds is in no other language: make it a choice of its own."
    ),
}


def _pattern(code: ErrorCode) -> re.Pattern[str]:
    """Of every sentence that the converter makes for a code."""
    parts, seen = list[str](), set[str]()
    for literal, name, _spec, _conversion in Formatter().parse(code.value.msg):
        parts.append(re.escape(literal))
        if name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.*?)")
            seen.add(name)
    return re.compile("".join(parts), re.DOTALL)


_ROW = re.compile(r"\[row ?: ?\d+\]\s*")  # the place says it
_KNOWN = [
    *((_pattern(code), sentence) for code, sentence in _BY_CODE.items()),
    *((re.compile(f"(?:{_ROW.pattern})?{words}", re.DOTALL), sentence) for words, sentence in _BY_WORDS.items()),
]


def rephrased(said: str) -> tuple[str, Mapping[str, str]]:
    """A sentence of the catalogues and its fields."""
    for pattern, sentence in _KNOWN:
        if found := pattern.fullmatch(said.strip()):
            return sentence, {name: text.strip("'").replace("', '", ", ") for name, text in found.groupdict().items()}
    return UNKNOWN, {"said": _ROW.sub("", said)}
