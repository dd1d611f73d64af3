"""How the API refuses: one shape for every operation, added to its document where an operation has none of its own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop
from ninja import Field, Schema

# status -> what it means; the document is in English
REFUSALS = {
    400: "The request cannot be understood",
    401: "Nobody is signed in",
    403: "Not open to this person",
    404: "There is no such thing",
    409: "Changed by somebody else meanwhile, or not possible as things stand",
    422: "Something that was sent is not valid",
}
NOT_STORABLE = gettext_noop("Something that was sent has a form that cannot be kept, such as a control character.")


class Refusal(Schema):
    """Why it was not done."""

    detail: str | list[str] | dict[str, list[str]] | list[dict[str, Any]] = Field(
        description="a sentence, several, sentences by field, or what in the request is not of the described form"
    )


class Overtaken(Refusal):
    """Somebody else changed it meanwhile, or what was asked is not possible as things stand."""

    difference: dict[str, Any] = Field({}, description="by field, as it is stored and as it was wanted")


def describe(document: dict[str, Any]) -> None:
    """Add the refusals that any operation may answer with to an OpenAPI document."""
    for shape in (Refusal, Overtaken):
        document["components"]["schemas"].setdefault(shape.__name__, shape.model_json_schema())
    for methods in document["paths"].values():
        for method, operation in methods.items():
            for status, meaning in REFUSALS.items():
                if method != "get" or status != 409:  # who only reads overtakes nobody
                    operation["responses"].setdefault(status, _answer(meaning, Overtaken if status == 409 else Refusal))


def _answer(meaning: str, shape: type[Schema]) -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/{shape.__name__}"}
    return {"description": meaning, "content": {"application/json": {"schema": reference}}}
