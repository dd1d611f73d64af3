"""Every library's licence is known and may stand beside the EUPL-1.2; audit and bill of materials say what is so."""

from __future__ import annotations

import json

import pytest

from tests.security import dependencies


@pytest.mark.parametrize("package", dependencies.locked())
def test_the_licence_is_known_and_allowed(package):
    named = dependencies.licences(package)
    assert named, f"{package} names no licence"
    assert named <= dependencies.allowed(), f"{package}: {named - dependencies.allowed()}"


def test_every_library_is_pinned_by_its_hashes():
    text = dependencies.LOCK.read_text(encoding="utf-8")
    assert len(dependencies.locked()) > 50
    for entry in text.split("\n\n")[0].replace("\\\n", " ").splitlines():
        assert not entry.strip() or entry.startswith("#") or "--hash=sha256:" in entry, entry


def test_the_bill_of_materials_has_every_library_of_the_lock_and_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr(dependencies, "SBOM", dependencies.ROOT / "build" / f"{tmp_path.name}.cdx.json")
    try:
        dependencies.sbom()
        bill = json.loads(dependencies.SBOM.read_text(encoding="utf-8"))
    finally:
        dependencies.SBOM.unlink(missing_ok=True)
    folded = dependencies._folded
    assert bill["bomFormat"] == "CycloneDX"
    assert {folded(one["name"]) for one in bill["components"]} == {folded(name) for name in dependencies.locked()}
    assert not [one["name"] for one in bill["components"] if not one.get("licenses")]


def test_a_finding_fails_the_audit_and_silence_is_not_taken_for_none():
    found = {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
    clean, unknown = {"name": "b", "version": "1", "vulns": []}, {"name": "c", "skip_reason": "not found"}
    lines, status = dependencies.told_of([found, clean, unknown])
    assert status == 1
    assert lines[0] == "a 1: PYSEC-1, mended in 2"
    assert lines[1] == "2 of 3 libraries were audited, 1 findings."
    assert "NOT AUDITED" in lines[2]
    assert "c" in lines[2]
    assert dependencies.told_of([clean])[1] == 0
