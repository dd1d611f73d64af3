"""`protect` as a process that may be ended at any moment: a request a line on standard input, its answer a line.

{tables, as_of, rule, earlier} as `to_json` writes them, to {outcome, release, hidden, findings}, or {error}.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from muster.domain.disclosure.protect import protect
from muster.domain.disclosure.releases import Release
from muster.domain.disclosure.rules import Rule
from muster.domain.disclosure.table import Table, TableError


def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    tables = [Table.from_json(one) for one in asked["tables"]]
    earlier = [Release.from_json(one) for one in asked["earlier"]]
    try:
        result = protect(tables, asked["as_of"], Rule.from_json(asked["rule"]), earlier)
    except TableError as error:
        return {"error": error.reason.to_json()}
    return {
        "outcome": result.outcome,
        "release": result.release.to_json() if result.release else None,
        "hidden": [
            [name, list(position), [reason.to_json() for reason in reasons]]
            for (name, position), reasons in result.hidden.items()
        ],
        "findings": [finding.to_json() for finding in result.findings],
    }


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
