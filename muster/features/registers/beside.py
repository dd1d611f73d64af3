"""What stands beside a form: the files that were handed in with it, and the lists that Muster brings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from muster.core import files
from muster.core.identity import SYSTEM, acting_as
from muster.domain.forms.model import LISTED, Choice, Field, Form, Words
from muster.domain.forms.outside import choices_in
from muster.features.registers.definitions import Definition, definition_of
from muster.features.registers.models import Version
from muster.features.registers.supplied import in_english, supplied, supplied_choices

Choices = tuple[Choice, ...]
REMEMBERED = 32  # lists a process


@dataclass
class Beside:
    """Versions with the choices of the lists beside their forms, as those are now; one for whoever has many records or
    several versions, so that each list is asked for once."""

    brought: dict[str, Choices | None] = field(default_factory=dict)
    made: dict[int, Definition] = field(default_factory=dict)

    def of(self, version: Version) -> Definition:
        """The version's definition; the form has all its lists."""
        if version.pk not in self.made:
            own = definition_of(version)
            wanted = [one for one in own.form.fields if one.file and one.kind in LISTED]
            self.made[version.pk] = replace(own, form=self._whole(version, own.form, wanted)) if wanted else own
        return self.made[version.pk]

    def _whole(self, version: Version, form: Form, wanted: list[Field]) -> Form:
        kept = kept_beside(version)
        found = {one.choices: self._choices(kept.get(one.file), one) for one in wanted}
        return replace(form, lists={**form.lists, **found})

    def _choices(self, sha256: str | None, one: Field) -> Choices:
        if sha256:
            return _choices_kept(sha256, one.file, one.columns)
        if one.file not in self.brought:
            self.brought[one.file] = supplied_choices(one.file)
        return self.brought[one.file] or ()


def content_beside(version: Version, name: str, said: Callable[[Words], str] = in_english) -> bytes | None:
    """A file that a form needs, as it was handed in, else as Muster brings it now, with labels as `said`; None where
    there is none."""
    if sha256 := kept_beside(version).get(name):
        return bytes_of(sha256)
    return supplied(name, said) if name in definition_of(version).form.files else None


def kept_beside(version: Version) -> dict[str, str]:
    """The SHA-256 of the files that were handed in with a version, by name."""
    with acting_as(SYSTEM):  # whoever may record in it alone reads no registers
        return dict(version.files.values_list("name", "original_id"))


def bytes_of(sha256: str) -> bytes:
    with files.opened(sha256) as opened:
        return opened.read()


@lru_cache(maxsize=REMEMBERED)
def _choices_kept(sha256: str, name: str, columns: tuple[str, str]) -> Choices:
    return choices_in(name, bytes_of(sha256).decode("utf-8-sig", "replace"), columns)
