"""The few words that stand on every demonstration report, in its language."""

from __future__ import annotations

DISCLAIMERS = {
    "en": "Demonstration data: all events, figures and names are invented.",
    "sq": "Të dhëna demonstruese: të gjitha ngjarjet, shifrat dhe emrat janë të trilluar.",
    "sr-Latn": "Demonstracioni podaci: svi događaji, brojevi i imena su izmišljeni.",
    "sr-Cyrl": "Демонстрациони подаци: сви догађаји, бројеви и имена су измишљени.",
}
MISSION = {
    "en": "Demonstration Mission",
    "sq": "Misioni Demonstrues",
    "sr-Latn": "Demonstraciona misija",
    "sr-Cyrl": "Демонстрациона мисија",
}
NOTES = {"en": "Notes", "sq": "Shënime", "sr-Latn": "Napomene", "sr-Cyrl": "Напомене"}


def disclaimer(language: str) -> str:
    return DISCLAIMERS[language]


def mission_name(language: str) -> str:
    return MISSION[language]


def notes_heading(language: str) -> str:
    return NOTES[language]
