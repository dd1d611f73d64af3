"""docs/threat-model.md promises nothing that no test shows."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([\w./]+\.py)::(\w+)`")
ROW = re.compile(r"^\| (?!Promise|---)([^|]+) \| ([^|]*) \|$", re.MULTILINE)
PROMISES = ROW.findall(TEXT[TEXT.index("## What is promised") : TEXT.index("## What is not promised")])


def test_there_are_promises():
    assert len(PROMISES) > 30


@pytest.mark.parametrize(("promise", "shown"), PROMISES)
def test_every_promise_names_a_test_that_there_is(promise, shown):
    named = NAMED.findall(shown)
    assert named, f"no test shows: {promise}"
    assert [f"{path}::{test}" for path, test in named if test not in defined_in(path)] == []


@cache
def defined_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_adversary_appears_in_both_matrices():
    numbers = set(re.findall(r"\bE\d+\b", TEXT))
    assert numbers == {f"E{number}" for number in range(1, 11)}
    reach = TEXT[TEXT.index("## What each can reach") : TEXT.index("## What is promised")]
    assert set(re.findall(r"^\| (E\d+)", reach, re.MULTILINE)) == numbers - {"E7"}  # a victim
