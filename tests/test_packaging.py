"""pyproject.toml, requirements.lock and environment.yml say the same versions, and the lock holds no address."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import kgcore
import tasks

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_every_direct_dependency_is_locked_within_its_range():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(text for extra in project["optional-dependencies"].values() for text in extra),
    ]
    locked = {}
    for line in re.findall(r"^[a-z0-9][^\n]*", LOCK, flags=re.M):
        entry = Requirement(line.rstrip("\\").strip())
        locked.setdefault(canonicalize_name(entry.name), []).append(next(iter(entry.specifier)).version)
    for text in asked:
        wanted = Requirement(text)
        versions = locked.get(canonicalize_name(wanted.name), [])
        assert versions, f"{wanted.name} is not in the lock"
        assert all(wanted.specifier.contains(version) for version in versions), (text, versions)


def test_environment_yml_is_rendered_from_the_lock():
    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == tasks.environment_yml()


def test_lock_has_hashes_and_no_address():
    entries = re.split(r"\n(?=[a-z0-9])", LOCK.strip())
    assert len(entries) > 100
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in LOCK
    assert not re.search(r"^\s*--(index|extra-index|find-links)", LOCK, flags=re.M)


def test_core_carries_no_gpl():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    installed = {canonicalize_name(dist.metadata["Name"]): dist.metadata for dist in distributions()}
    for name in core:
        about = installed[name]
        classifiers = [text for text in about.get_all("Classifier") or [] if text.startswith("License")]
        licence = " ".join([about.get("License-Expression") or "", *classifiers])
        assert not re.search(r"\bA?GPL|GNU (Affero )?General Public", licence), name


def test_version_and_types_are_those_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert kgcore.__version__ == project["version"]
    assert (ROOT / "kgcore" / "py.typed").is_file()
