"""Every library's licence is known and may stand beside the EUPL-1.2; audit and bill of materials say what is so."""

from __future__ import annotations

import json

import pytest

from tests.security import dependencies, node_packages


@pytest.mark.parametrize("package", dependencies.locked())
def test_the_licence_is_known_and_allowed(package):
    named = dependencies.licences(package)
    assert named, f"{package} names no licence"
    assert named <= dependencies.allowed(), f"{package}: {named - dependencies.allowed()}"


@pytest.mark.parametrize("package", node_packages.locked(), ids=lambda package: package.name)
def test_the_licence_of_what_runs_on_node_is_known_and_allowed_and_its_hash_pinned(package):
    named = node_packages.licences(package)
    assert named, f"{package.name} names no licence"
    assert named <= dependencies.allowed(), f"{package.name}: {named - dependencies.allowed()}"
    assert package.integrity.startswith("sha512-")


def test_the_lock_of_what_runs_on_node_names_no_address():
    assert '"resolved"' not in node_packages.LOCK.read_text(encoding="utf-8")


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
    names = [*dependencies.locked(), *(package.name for package in node_packages.locked())]
    assert {folded(one["name"]) for one in bill["components"]} == {folded(name) for name in names}
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


def test_a_finding_in_what_runs_on_node_fails_the_audit_too():
    lines, status = node_packages.told_of({"vulnerabilities": {"a": {"severity": "high", "range": "<2"}}})
    assert (lines[0], status) == ("a: high, in <2", 1)
    assert node_packages.told_of({"vulnerabilities": {}})[1] == 0
    assert "NOT AUDITED" in node_packages.told_of({"message": "no such address"})[0][0]
