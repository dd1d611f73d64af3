"""From a place as written (Prishtinë/Priština, Pristina, Приштина) to the places that are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache

from muster.core.models import Place
from muster.domain.names import match_key, search_key


class Gazetteer:
    """The known places, looked up by any of their names in any script and in Albanian definite or indefinite form."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = {place.code: place for place in places}

    @cached_property
    def _by_search_key(self) -> dict[str, str]:
        return self._by(_search_key)

    @cached_property
    def _by_match_key(self) -> dict[str, str]:
        return self._by(_toponym_key)

    def _by(self, key: Callable[[str], str]) -> dict[str, str]:
        """Whole names go before halves of double names, which several places may have (Mitrovicë/Mitrovica)."""
        codes: dict[str, str] = {}
        for names in (_whole_names, _all_names):
            for place in self.places.values():
                for name in names(place):
                    codes.setdefault(key(name), place.code)
        return codes

    def code(self, written: str) -> str | None:
        """The code of the place that is meant; None for one that is not known."""
        for name in (written, *written.split("/")):
            found = self._by_search_key.get(search_key(name)) or self._by_match_key.get(_toponym_key(name))
            if found:
                return found
        return None

    def found(self, text: str) -> list[str]:
        """The place of that code or name, in any script; where none is called so, those with such a part in a name."""
        if text in self.places:
            return [text]
        if code := self.code(text):
            return [code]
        part = search_key(text)
        return sorted({code for key, code in self._by_search_key.items() if part and part in key})

    def codes(self, written: Iterable[str]) -> list[str]:
        """The codes of those that are known, each once, in the order written."""
        return list(dict.fromkeys(code for name in written if (code := self.code(name))))

    def words(self, codes: Iterable[str]) -> set[str]:
        """Every folded word of every name of these places."""
        names = (name for code in codes if code in self.places for name in _all_names(self.places[code]))
        return {word for name in names for word in search_key(name).split()}

    def other_names(self, word: str) -> set[str]:
        """The one-word names, folded, of the place that this word names; empty where it names none."""
        code = self._by_search_key.get(search_key(word))
        names = _all_names(self.places[code]) if code else ()
        return {key for name in names if " " not in (key := search_key(name))}


@lru_cache(maxsize=4096)
def _search_key(name: str) -> str:
    return search_key(name)


@lru_cache(maxsize=4096)
def _toponym_key(name: str) -> str:
    return match_key(name, toponym=True)


def gazetteer() -> Gazetteer:
    """The places of the database, one query."""
    return Gazetteer(Place.objects.all())


def _whole_names(place: Place) -> list[str]:
    return [name for name in (place.name, place.name_sq, place.name_sr, *place.names) if name]


def _all_names(place: Place) -> list[str]:
    return [*_whole_names(place), *place.name.split("/")]
