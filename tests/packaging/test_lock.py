"""The locks fit what pyproject.toml asks for."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.files import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUN = PYPROJECT["project"]["dependencies"]
DEV = PYPROJECT["project"]["optional-dependencies"]["dev"]
BUILD = PYPROJECT["build-system"]["requires"]


def locked(name: str) -> dict[str, str]:
    text = (ROOT / f"requirements/{name}.txt").read_text("utf-8")
    pins = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)", text, re.MULTILINE)
    return {canonicalize_name(package): version for package, version in pins}


@pytest.mark.parametrize(("lock", "wanted"), [("run", RUN), ("dev", RUN + DEV), ("build", BUILD)])
def test_a_lock_holds_what_is_asked_for(lock, wanted):
    pins = locked(lock)
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), requirement


def test_every_pin_has_its_hashes():
    for lock in ("run", "dev", "build"):
        text = (ROOT / f"requirements/{lock}.txt").read_text("utf-8")
        blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
        assert blocks
        assert all("--hash=sha256:" in block for block in blocks)


def test_what_runs_is_what_was_tested():
    run, dev = locked("run"), locked("dev")
    assert run == {name: dev[name] for name in run}


def test_the_wheel_is_built_with_what_pyproject_names():
    assert (ROOT / "requirements/build.in").read_text("utf-8").split() == BUILD
